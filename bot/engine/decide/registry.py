"""Which features are on in a repository, and which of them an event concerns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Self

from pydantic import BaseModel

from bot.core.commands.command import Command, Handler
from bot.core.config.base import TemplateFile
from bot.core.config.repository_config import RepositoryConfig
from bot.core.events import (
    CommentEvent,
    Event,
    PullRequestEvent,
    PushEvent,
    RepositoryChanged,
    Wake,
)
from bot.core.feature import Feature

Listener = tuple[Feature[Any], BaseModel, Handler]
"""A feature with its section, and the handler to ask about an event."""


@dataclass(frozen=True, eq=False)
class FeaturesOn:
    """What is on by one state of a repository's file."""

    features: tuple[tuple[Feature[Any], BaseModel], ...]
    """In the order of all features, each with its section."""
    commands: tuple[Command, ...]
    template_files: tuple[TemplateFile, ...]
    """Files of the repository's own words that these features fill in."""
    _listeners: dict[str, tuple[Listener, ...]] = field(default_factory=dict)
    """By an event's key."""

    @classmethod
    def of(cls, features: Iterable[Feature[Any]], repo: RepositoryConfig) -> Self:
        """Work it out."""
        sections = ((feature, feature.config_in(repo)) for feature in features)
        on = tuple((feature, section) for feature, section in sections if section is not None)
        commands = tuple(command for feature, _ in on for command in feature.commands)
        texts = (feature.template_files(repo) for feature, _ in on if feature.template_files is not None)
        return cls(on, commands, tuple(text for part in texts for text in part))

    def listeners(self, event: Event) -> tuple[Listener, ...]:
        """Return the handlers that an event concerns."""
        if isinstance(event, Wake):  # Its key does not tell for which feature.
            return self._find(event)
        if event.key not in self._listeners:
            self._listeners[event.key] = self._find(event)
        return self._listeners[event.key]

    def _find(self, event: Event) -> tuple[Listener, ...]:
        return tuple(
            (feature, section, handler)
            for feature, section in self.features
            for handler in feature.handlers_for(event)
        )


@lru_cache(512)
def on_in(features: tuple[Feature[Any], ...], repo: RepositoryConfig) -> FeaturesOn:
    """Return what is on in a repository: worked out once for each state of its file."""
    return FeaturesOn.of(features, repo)


def reads_thread(features: Iterable[Feature[BaseModel]], event: Event) -> bool:
    """Return whether an event is a timer at which a feature looks at words and reactions of people."""
    if not isinstance(event, Wake) or event.number is None:
        return False
    key = event.timer.partition(":")[0]
    return any(feature.name == event.feature and key in feature.thread_timers for feature in features)


def is_heard(features: Iterable[Feature[Any]], event: Event) -> bool:
    """Return whether any feature listens, whatever is on in the repository: for the rest no file is read,
    unless a text may command."""
    if isinstance(event, PullRequestEvent | PushEvent | RepositoryChanged):
        return True  # The file says which label closes a pull request; a push may bring a new one.
    return any(feature.handlers_for(event) for feature in features)


def match(on: FeaturesOn, event: Event) -> Sequence[Listener]:
    """Return the handlers to ask about an event, in the order of the features.

    Who sent an event is not whom it is about: what merge queues and other bots do reaches every feature. Only
    their own words are nobody's; what a person makes of them is that person's doing.
    """
    by_person = event.action == "edited" and event.sender.is_person
    if isinstance(event, CommentEvent) and event.comment.author.is_bot and not by_person:
        return ()
    return on.listeners(event)
