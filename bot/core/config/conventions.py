"""What the repository's file says of GitHub's things: which account is a program, what label means merged."""

from typing import Any, TypeVar

from bot.core.config.repository_config import RepositoryConfig
from bot.core.events import PullRequestEvent
from bot.core.model import Subject, User, Value, contains

T = TypeVar("T")


def as_agreed(value: T, repo: RepositoryConfig) -> T:
    """Return what GitHub tells (an event, a subject, people) in the terms of the repository's file.

    An account of `accounts.programs` is a bot. A closed pull request with the label `landed` is merged; a
    label that comes after the closing closes it as well, as far as anybody here is concerned.
    """
    return _agreed(value, repo) if repo.programs or repo.landed else value


def _agreed(value: Any, repo: RepositoryConfig) -> Any:
    match value:
        case User():
            return value.model_copy(update={"type": "Bot"}) if contains(repo.programs, value.login) else value
        case tuple():
            return tuple(_agreed(part, repo) for part in value)
        case Value():
            parts = ((name, part, _agreed(part, repo)) for name, part in value)
            changes: dict[str, Any] = {name: new for name, old, new in parts if new != old}
            if isinstance(value, Subject) and _has_landed(value, repo):
                changes["merged"] = True
            if isinstance(value, PullRequestEvent) and _lands(value, repo):
                changes["action"] = "closed"
            return value.model_copy(update=changes) if changes else value
    return value


def _has_landed(subject: Subject, repo: RepositoryConfig) -> bool:
    is_done = subject.is_pull_request and not subject.is_open
    return is_done and bool(repo.landed) and contains(subject.labels, repo.landed)


def _lands(event: PullRequestEvent, repo: RepositoryConfig) -> bool:
    labelled = event.action == "labeled" and event.label is not None
    return labelled and contains((repo.landed,), event.label or "") and _has_landed(event.subject, repo)
