"""A reader without GitHub: for replays and previews."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Protocol, TypeVar

from bot.core.model import Comment, LabelInfo, Repository, Subject, User, same
from bot.core.permissions import Role
from bot.core.ports.reader import LinkedPull, PullDetails, WaitingRun
from bot.engine.decide import questions as q
from bot.store import mirror, snapshot
from bot.store.database import Connection, Database

T = TypeVar("T")


class FileReader(Protocol):
    """What of a `Reader` reads the repository's files."""

    async def file(self, path: str, ref: str | None = None) -> str | None:
        """See `Reader`."""
        ...

    async def files(self, folder: str) -> tuple[str, ...]:
        """See `Reader`."""
        ...


class RecordedReader:
    """A `Reader` of recorded answers, else the mirror, else a guess that is noted.

    `unknown` collects, as sentences, what it had to guess. Guesses are the careful ones: a stranger's role,
    an old hand, no file, no reaction; but any account exists and can be assigned. `files` may be read as they
    are today, where that is asked.
    """

    def __init__(
        self,
        answers: Mapping[str, Any],
        db: Database,
        repository: Repository,
        unknown: list[str],
        files: FileReader | None = None,
    ) -> None:
        self._answers = answers
        self._db = db
        self._repository = repository
        self._unknown = unknown
        self._files = files

    def _answer(self, question: q.Question[T], *args: object, guess: T) -> T:
        key = question.key(*args)
        if key in self._answers:
            return question.decode(self._answers[key])
        self._guess(key)
        return guess

    def _guess(self, key: str) -> None:
        sentence = key.replace("_", " ")
        if sentence not in self._unknown:
            self._unknown.append(sentence)

    async def role_of(self, person: User) -> Role:
        """See `Reader`."""
        return self._answer(q.ROLE_OF, person, guess=Role.READ)

    async def is_member(self, person: User) -> bool:
        """See `Reader`."""
        return self._answer(q.IS_MEMBER, person, guess=False)

    async def team(self, slug: str) -> tuple[User, ...] | None:
        """See `Reader`."""
        return self._answer(q.TEAM, slug, guess=None)

    async def user(self, login: str, *, or_told: bool = False) -> User | None:
        """See `Reader`; anybody the mirror has seen exists."""
        seen = await self._db.read(lambda conn: snapshot.person_named(conn, login))
        return seen or self._answer(q.USER, login, guess=User(id=0, login=login))

    async def can_be_assigned(self, login: str, number: int, *, or_told: bool = False) -> bool:
        """See `Reader`."""
        return self._answer(q.CAN_BE_ASSIGNED, login, number, guess=True)

    async def labels(self) -> tuple[LabelInfo, ...]:
        """See `Reader`: the mirror's, once there was a first sync."""
        known = await self._db.read(lambda conn: mirror.labels(conn, self._repository.id))
        return self._answer(q.LABELS, guess=()) if known is None else known

    async def milestones(self) -> tuple[str, ...]:
        """See `Reader`."""
        return self._answer(q.MILESTONES, guess=())

    async def issue_types(self) -> tuple[str, ...]:
        """See `Reader`."""
        return self._answer(q.ISSUE_TYPES, guess=())

    async def blockers(self, number: int) -> tuple[str, ...]:
        """See `Reader`."""
        return self._answer(q.BLOCKERS, number, guess=())

    async def sub_issues(self, number: int) -> tuple[str, ...]:
        """See `Reader`."""
        return self._answer(q.SUB_ISSUES, number, guess=())

    async def file(self, path: str, ref: str | None = None) -> str | None:
        """See `Reader`."""
        if self._files is not None:
            return await self._files.file(path, ref)
        return self._answer(q.FILE, path, ref, guess=None)

    async def files(self, folder: str) -> tuple[str, ...]:
        """See `Reader`."""
        if self._files is not None:
            return await self._files.files(folder)
        return self._answer(q.FILES, folder, guess=())

    async def subject(self, number: int) -> Subject | None:
        """See `Reader`: the mirror's."""
        return await self._db.read(lambda conn: mirror.subject(conn, self._repository.id, number))

    async def linked_pulls(self, number: int) -> tuple[LinkedPull, ...]:
        """See `Reader`: the mirror's, for no answer is kept; those of other repositories are left out."""
        self._guess(f"linked_pulls {number}")
        here = self._repository

        def linked(conn: Connection) -> tuple[Subject, ...]:
            return tuple(mirror.subjects(conn, here.id, mirror.linked_pulls(conn, here.id, number)))

        pulls = await self._db.read(linked)
        return tuple(
            LinkedPull(repository=here.full_name, number=pull.number, author=pull.author) for pull in pulls
        )

    async def changed_files(self, number: int) -> tuple[str, ...]:
        """See `Reader`."""
        return self._answer(q.CHANGED_FILES, number, guess=())

    async def pull_details(self, number: int) -> PullDetails:
        """See `Reader`."""
        return self._answer(q.PULL_DETAILS, number, guess=PullDetails())

    async def details_of(self, numbers: Collection[int]) -> Mapping[int, PullDetails]:
        """See `Reader`."""
        return {number: await self.pull_details(number) for number in numbers}

    async def may(self, permission: str, level: str) -> bool:
        """See `Reader`."""
        return self._answer(q.MAY, permission, level, guess=False)

    async def failing_checks(self, sha: str) -> tuple[str, ...]:
        """See `Reader`."""
        return self._answer(q.FAILING_CHECKS, sha, guess=())

    async def waiting_runs(self) -> tuple[WaitingRun, ...]:
        """See `Reader`."""
        return self._answer(q.WAITING_RUNS, guess=())

    async def comments(self, number: int) -> tuple[Comment, ...]:
        """See `Reader`: they are never stored."""
        self._guess(f"comments {number}")
        return ()

    async def reactions(self, number: int, comment_id: int | None = None) -> tuple[tuple[str, User], ...]:
        """See `Reader`."""
        return self._answer(q.REACTIONS, number, comment_id, guess=())

    async def has_contributed(self, login: str, apart_from: str = "", before: datetime | None = None) -> bool:
        """See `Reader`."""
        return self._answer(q.HAS_CONTRIBUTED, login, guess=True)

    async def has_proposed(self, login: str, apart_from: str = "", before: datetime | None = None) -> bool:
        """See `Reader`."""
        return self._answer(q.HAS_PROPOSED, login, guess=True)

    async def can_see(self, repository: str) -> bool:
        """See `Reader`: where the mirror knows an installation."""
        known = await self._db.read(mirror.repositories)
        return any(same(row.full_name, repository) for row in known)
