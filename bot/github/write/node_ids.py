"""The ids by which GraphQL names things, as webhooks and answers told them; nothing is looked up for them.

What is not known goes by REST, whose answer tells it. An id stays with its thing through renames; one that
leads nowhere any more is dropped and learnt again.

https://docs.github.com/en/graphql/guides/using-global-node-ids
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cachetools import LRUCache, TTLCache
from pydantic import AliasChoices, Field

from bot.core import effects as fx
from bot.core.events import CommentEvent, Event, SubjectEvent, Wake
from bot.core.model import Text, Value
from bot.core.ports.clock import Clock
from bot.core.ports.writer import Place, Task

MOST = 20_000
"""Things of each kind that are remembered."""
PERSON_TRUSTED = 3600.0
"""Seconds for which a login is taken to be the same account's."""


@dataclass(frozen=True)
class SubjectNode:
    """An issue or pull request."""

    id: str
    is_pull_request: bool


class NamedNode(Value):
    """A label or an account as REST tells it, and its GraphQL id."""

    name: Text = Field(default="", validation_alias=AliasChoices("login", "name"))
    id: Text = Field(default="", validation_alias="node_id")


class SubjectPeople(Value):
    """The assignees of an issue or pull request."""

    assignees: tuple[NamedNode, ...]


class NodeIds:
    """What this process knows, by repository's id and number, label's name, login, and comment's id."""

    def __init__(self, clock: Clock) -> None:
        self._subjects: LRUCache[tuple[int, int], SubjectNode] = LRUCache(MOST)
        self._labels: LRUCache[tuple[int, str], str] = LRUCache(MOST)
        self._comments: LRUCache[tuple[fx.Target, int], str] = LRUCache(MOST)
        self._people: TTLCache[str, str] = TTLCache(MOST, PERSON_TRUSTED, timer=clock.monotonic)

    def hear(self, event: Event) -> None:
        """Take what a webhook tells, and what the mirror knows of a subject that is woken."""
        if not isinstance(event, SubjectEvent | Wake) or event.repository is None:
            return
        subject = event.subject
        if subject is not None and subject.node_id:
            node = SubjectNode(subject.node_id, subject.is_pull_request)
            self.learn_subject(event.repository.id, subject.number, node)
        if isinstance(event, CommentEvent):
            self.learn_comment(event.target, event.comment.id, event.comment.node_id)

    def learn_subject(self, repository_id: int, number: int, node: SubjectNode) -> None:
        """Take what a webhook tells of an issue or pull request."""
        self._subjects[repository_id, number] = node

    def learn_labels(self, place: Place, labels: Iterable[NamedNode]) -> None:
        """Take what an answer tells of a repository's labels."""
        self._labels.update(
            {(place.repo_id, label.name.casefold()): label.id for label in labels if label.id}
        )

    def learn_people(self, people: Iterable[NamedNode]) -> None:
        """Take what an answer tells of accounts."""
        self._people.update({person.name.casefold(): person.id for person in people if person.id})

    def learn_comment(self, target: fx.Target, comment_id: int, node_id: str) -> None:
        """Take what an answer or a webhook tells of a comment or review."""
        if node_id:
            self._comments[target, comment_id] = node_id

    def subject(self, place: Place) -> SubjectNode | None:
        """Return the place's issue or pull request."""
        return self._subjects.get((place.repo_id, place.number)) if place.number and place.repo_id else None

    def labels(self, place: Place, names: Iterable[str]) -> list[str] | None:
        """Return the labels; None unless all are known."""
        return _all(self._labels.get((place.repo_id, name.casefold())) for name in names)

    def people(self, logins: Iterable[str]) -> list[str] | None:
        """Return the accounts; None unless all are known."""
        return _all(self._people.get(login.casefold()) for login in logins)

    def comment(self, target: fx.Target, comment_id: int | None) -> str | None:
        """Return a comment or review."""
        return self._comments.get((target, comment_id)) if comment_id is not None else None

    def forget_repository(self, repository_id: int) -> None:
        """Its labels may have other names now."""
        for key in [key for key in self._labels if key[0] == repository_id]:
            self._labels.pop(key, None)

    def drop(self, place: Place, task: Task) -> None:
        """Something that an effect names was not there: all that it names is learnt again."""
        self._subjects.pop((place.repo_id, place.number or 0), None)
        match task.effect:
            case fx.AddLabels() | fx.RemoveLabels():
                for name in task.effect.labels:
                    self._labels.pop((place.repo_id, name.casefold()), None)
            case fx.Assign() | fx.Unassign() | fx.RequestReview():
                for login in task.effect.logins:
                    self._people.pop(login.casefold(), None)
            case fx.React() | fx.Unreact():
                self._comments.pop((task.effect.target, task.effect.target_id), None)
            case fx.MinimizeComment(comment_id=int(comment_id)):
                self._comments.pop(("comment", comment_id), None)
        if task.comment_id is not None:
            self._comments.pop(("comment", task.comment_id), None)


def _all(ids: Iterable[str | None]) -> list[str] | None:
    known = list(ids)
    return [node_id for node_id in known if node_id] if all(known) else None
