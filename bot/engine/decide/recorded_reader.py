"""What GitHub answered while something was decided: kept with the decision, and told again in a replay.

Subjects are not kept: the mirror has them. Long texts are not kept either.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot.core.model import LabelInfo, Repository, Role, Subject, User, same
from bot.core.ports.reader import Reader
from bot.store import mirror, snapshot
from bot.store.database import Database

LONGEST = 4_000
"""Characters of a file that are kept."""


def _person(told: Any) -> User | None:
    return None if told is None else User.model_validate(told)


def _names(told: Any) -> tuple[str, ...] | None:
    return None if told is None else tuple(told)


_READ_BACK: Mapping[str, Callable[[Any], Any]] = {
    "role_of": Role.parse,
    "is_member": bool,
    "team": _names,
    "user": _person,
    "can_be_assigned": bool,
    "labels": lambda told: tuple(LabelInfo(name=name) for name in told),
    "milestones": tuple,
    "file": lambda told: told,
    "files": tuple,
    "changed_files": tuple,
    "failing_checks": tuple,
    "has_contributed": bool,
    "can_see": bool,
    "reactions": lambda told: tuple((content, User.model_validate(who)) for content, who in told),
}
"""The questions whose answers are kept, and how each is read from JSON."""


def _plain(answer: Any) -> Any:
    """An answer as JSON."""
    if isinstance(answer, Role):
        return answer.name.lower()
    if isinstance(answer, User):
        return {"id": answer.id, "login": answer.login, "type": answer.type}
    if isinstance(answer, LabelInfo):
        return answer.name
    return [_plain(each) for each in answer] if isinstance(answer, tuple) else answer


def question(name: str, args: tuple[Any, ...]) -> str:
    """The key under which an answer is kept."""
    if name == "has_contributed":
        args = args[:1]  # It is about the person, whatever was left out of account.
    return " ".join([name, *(str(arg).lower() for arg in args if arg is not None)])


class KeepingReader:
    """A `Reader` that keeps what it was told, in `answers`."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.answers: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        asked = getattr(self._reader, name)
        if name not in _READ_BACK:
            return asked

        async def ask(*args: Any, **named: Any) -> Any:
            answer = await asked(*args, **named)
            if not (isinstance(answer, str) and len(answer) > LONGEST):
                self.answers[question(name, (*args, *named.values()))] = _plain(answer)
            return answer

        return ask


class KeptReader:
    """A `Reader` without GitHub: what was answered then, else the mirror, else a guess that is noted.

    `unknown` collects, as sentences, what it had to guess. Guesses are the careful ones: a stranger's role,
    an old hand, no file, no reaction; but whoever is asked about exists and can be assigned.
    """

    def __init__(
        self, answers: Mapping[str, Any], db: Database, repository: Repository, unknown: list[str]
    ) -> None:
        self._answers = answers
        self._db = db
        self._repository = repository
        self._unknown = unknown

    def _told(self, name: str, *args: Any, guess: Any) -> Any:
        asked = question(name, args)
        if asked in self._answers:
            return _READ_BACK[name](self._answers[asked])
        said = asked.replace("_", " ")
        if said not in self._unknown:
            self._unknown.append(said)
        return guess

    async def role_of(self, login: str) -> Role:
        """See `Reader`."""
        role: Role = self._told("role_of", login, guess=Role.READ)
        return role

    async def is_member(self, login: str) -> bool:
        """See `Reader`."""
        return bool(self._told("is_member", login, guess=False))

    async def team(self, slug: str) -> tuple[str, ...] | None:
        """See `Reader`."""
        members: tuple[str, ...] | None = self._told("team", slug, guess=None)
        return members

    async def user(self, login: str) -> User | None:
        """See `Reader`; whoever the mirror has seen exists."""
        seen = await self._db.read(lambda conn: snapshot.person_named(conn, login))
        found: User | None = seen or self._told("user", login, guess=User(id=0, login=login))
        return found

    async def can_be_assigned(self, login: str, number: int) -> bool:
        """See `Reader`."""
        return bool(self._told("can_be_assigned", login, number, guess=True))

    async def labels(self) -> tuple[LabelInfo, ...]:
        """See `Reader`: the mirror's, once there was a first sync."""
        known = await self._db.read(lambda conn: mirror.labels(conn, self._repository.id))
        told: tuple[LabelInfo, ...] = self._told("labels", guess=()) if known is None else known
        return told

    async def milestones(self) -> tuple[str, ...]:
        """See `Reader`."""
        titles: tuple[str, ...] = self._told("milestones", guess=())
        return titles

    async def file(self, path: str, ref: str | None = None) -> str | None:
        """See `Reader`."""
        text: str | None = self._told("file", path, ref, guess=None)
        return text

    async def files(self, folder: str) -> tuple[str, ...]:
        """See `Reader`."""
        paths: tuple[str, ...] = self._told("files", folder, guess=())
        return paths

    async def subject(self, number: int) -> Subject | None:
        """See `Reader`: the mirror's."""
        return await self._db.read(lambda conn: mirror.subject(conn, self._repository.id, number))

    async def changed_files(self, number: int) -> tuple[str, ...]:
        """See `Reader`."""
        paths: tuple[str, ...] = self._told("changed_files", number, guess=())
        return paths

    async def failing_checks(self, sha: str) -> tuple[str, ...]:
        """See `Reader`."""
        names: tuple[str, ...] = self._told("failing_checks", sha, guess=())
        return names

    async def comments(self, number: int) -> tuple[Any, ...]:
        """See `Reader`: never kept."""
        self._told("comments", number, guess=())
        return ()

    async def reactions(self, number: int, comment_id: int | None = None) -> tuple[tuple[str, User], ...]:
        """See `Reader`."""
        given: tuple[tuple[str, User], ...] = self._told("reactions", number, comment_id, guess=())
        return given

    async def has_contributed(self, login: str, apart_from: str = "", before: datetime | None = None) -> bool:
        """See `Reader`."""
        return bool(self._told("has_contributed", login, guess=True))

    async def can_see(self, repository: str) -> bool:
        """See `Reader`: where the mirror knows an installation."""
        here = await self._db.read(mirror.repositories)
        return any(same(each.full_name, repository) for each in here)
