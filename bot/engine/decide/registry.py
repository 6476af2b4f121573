"""Which features are on in a repository, and which of them an event concerns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pydantic import BaseModel

from bot.core.commands.command import Command, Handler
from bot.core.config.base import TemplateFile
from bot.core.config.repository_config import RepositoryConfig
from bot.core.events import CommentEvent, Event, Wake
from bot.core.feature import Feature


def commands_in(features: Iterable[Feature[BaseModel]], repo: RepositoryConfig) -> tuple[Command, ...]:
    """Return all commands that are on in a repository."""
    return tuple(
        command for feature in features if feature.config_in(repo) is not None for command in feature.commands
    )


def texts_in(features: Iterable[Feature[BaseModel]], repo: RepositoryConfig) -> tuple[TemplateFile, ...]:
    """Return files of the repository's own words that the features that are on fill in."""
    on = (
        feature
        for feature in features
        if feature.template_files is not None and feature.config_in(repo) is not None
    )
    return tuple(text for feature in on if feature.template_files for text in feature.template_files(repo))


def reads_thread(features: Iterable[Feature[BaseModel]], event: Event) -> bool:
    """Return whether an event is a timer at which a feature looks at words and reactions of people."""
    if not isinstance(event, Wake) or event.number is None:
        return False
    key = event.timer.partition(":")[0]
    return any(feature.name == event.feature and key in feature.thread_timers for feature in features)


def match(
    features: Sequence[Feature[BaseModel]], event: Event, repo: RepositoryConfig
) -> Iterator[tuple[Feature[BaseModel], BaseModel, Handler]]:
    """Return the handlers to ask about an event, in the order of the features.

    Who sent an event is not whom it is about: what merge queues and other bots do reaches every feature. Only
    their own words are nobody's; what a person makes of them is that person's doing.
    """
    by_person = event.action == "edited" and event.sender.is_person
    if isinstance(event, CommentEvent) and event.comment.author.is_bot and not by_person:
        return
    for feature in features:
        config = feature.config_in(repo)
        if config is None:
            continue
        for handler in feature.handlers_for(event):
            yield feature, config, handler
