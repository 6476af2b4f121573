"""Requests are money: what the mirror knows is not asked of GitHub, nor anything twice for one decision."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, ParamSpec, TypeVar

from bot.core.config.conventions import as_agreed
from bot.core.config.repository_config import RepositoryConfig
from bot.core.events import CommentEvent, Event, SubjectEvent
from bot.core.model import Comment, LabelInfo, Repository, Subject, User, same
from bot.core.permissions import Role
from bot.core.ports.reader import LinkedPull, PullDetails, Reader, WaitingRun
from bot.engine.decide import questions as q
from bot.store import mirror
from bot.store.database import Database

P = ParamSpec("P")
T = TypeVar("T")


class CachedReader:
    """A `Reader` for one decision.

    It knows what its `event` tells, takes labels, milestones and people at home from the mirror once the
    first sync has filled it, asks each other question once, however many features put it, and collects the
    `answers` as JSON for a replay. What it tells is in the terms of the repository's file (`repo`). Where
    nothing is done about the decision (not `acts`), GitHub is asked what it would refuse.
    """

    def __init__(
        self,
        reader: Reader,
        db: Database,
        repository: Repository,
        repo: RepositoryConfig,
        event: Event,
        *,
        acts: bool = True,
    ) -> None:
        has_commented = isinstance(event, CommentEvent) and event.target == "comment" and event.is_by_person
        self._commenter = event.sender.login if has_commented else None
        self._number = event.number
        self._reader = reader
        self._repo = repo
        self._db = db
        self._repository = repository
        self._acts = acts
        self._event = event
        self._cache: dict[tuple[object, ...], Any] = {}
        self.answers: dict[str, Any] = {}

    @cached_property
    def _named(self) -> dict[str, User]:
        """The accounts that the event names, by their logins in lower case."""
        return {person.login.casefold(): person for person in _people_in(self._event)}

    async def _ask(
        self, question: q.Question[T], ask: Callable[P, Awaitable[T]], *args: P.args, **named: P.kwargs
    ) -> T:
        answer = await self._once(question.name, ask, *args, **named)
        if not (isinstance(answer, str) and len(answer) > q.LONGEST):
            self.answers[question.key(*args, *named.values())] = question.encode(answer)
        return answer

    async def _once(self, name: str, ask: Callable[P, Awaitable[T]], *args: P.args, **named: P.kwargs) -> T:
        place = (name, *args, *named.values())
        if place not in self._cache:
            self._cache[place] = as_agreed(await ask(*args, **named), self._repo)
        answer: T = self._cache[place]
        return answer

    async def role_of(self, person: User) -> Role:
        """See `Reader`."""
        return await self._ask(q.ROLE_OF, self._reader.role_of, person)

    async def is_member(self, person: User) -> bool:
        """See `Reader`."""
        return await self._ask(q.IS_MEMBER, self._reader.is_member, person)

    async def team(self, slug: str) -> tuple[User, ...] | None:
        """See `Reader`."""
        return await self._ask(q.TEAM, self._reader.team, slug)

    async def user(self, login: str, *, or_told: bool = False) -> User | None:
        """See `Reader`: whom the event names is known."""
        named = self._named.get(login.casefold())
        if named is None and or_told:
            named = await self._at_home(login)
        return named or await self._ask(q.USER, self._reader.user, login)

    async def _at_home(self, login: str) -> User | None:
        """Return the account of somebody at home with the owner, where something is done that would fail."""
        if not self._acts:
            return None
        owner_id = self._repository.owner_id
        return await self._db.lookup(lambda conn: mirror.person_at_home(conn, owner_id, login))

    async def can_be_assigned(self, login: str, number: int, *, or_told: bool = False) -> bool:
        """See `Reader`. Whoever has just commented on a subject can be.

        https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/assigning-issues-and-pull-requests-to-other-github-users
        """
        if self._commenter is not None and number == self._number and same(login, self._commenter):
            return True
        if or_told and await self._at_home(login):
            return True
        return await self._ask(q.CAN_BE_ASSIGNED, self._reader.can_be_assigned, login, number)

    async def labels(self) -> tuple[LabelInfo, ...]:
        """See `Reader`: the mirror's, once there was a first sync."""
        known = await self._db.lookup(lambda conn: mirror.labels(conn, self._repository.id))
        return await self._ask(q.LABELS, self._reader.labels) if known is None else known

    async def milestones(self) -> tuple[str, ...]:
        """See `Reader`: the mirror's, once there was a first sync that told them."""
        known = await self._db.lookup(lambda conn: mirror.milestones(conn, self._repository.id))
        if known is None:
            return await self._ask(q.MILESTONES, self._reader.milestones)
        return tuple(milestone.title for milestone in known)

    async def issue_types(self) -> tuple[str, ...]:
        """See `Reader`."""
        return await self._ask(q.ISSUE_TYPES, self._reader.issue_types)

    async def blockers(self, number: int) -> tuple[str, ...]:
        """See `Reader`."""
        return await self._ask(q.BLOCKERS, self._reader.blockers, number)

    async def sub_issues(self, number: int) -> tuple[str, ...]:
        """See `Reader`."""
        return await self._ask(q.SUB_ISSUES, self._reader.sub_issues, number)

    async def file(self, path: str, ref: str | None = None) -> str | None:
        """See `Reader`."""
        return await self._ask(q.FILE, self._reader.file, path, ref)

    async def files(self, folder: str) -> tuple[str, ...]:
        """See `Reader`."""
        return await self._ask(q.FILES, self._reader.files, folder)

    async def subject(self, number: int) -> Subject | None:
        """See `Reader`."""
        return await self._once("subject", self._reader.subject, number)

    async def linked_pulls(self, number: int) -> tuple[LinkedPull, ...]:
        """See `Reader`."""
        return await self._once("linked_pulls", self._reader.linked_pulls, number)

    async def changed_files(self, number: int) -> tuple[str, ...]:
        """See `Reader`."""
        return await self._ask(q.CHANGED_FILES, self._reader.changed_files, number)

    async def pull_details(self, number: int) -> PullDetails:
        """See `Reader`."""
        return await self._ask(q.PULL_DETAILS, self._reader.pull_details, number)

    async def details_of(self, numbers: Collection[int]) -> Mapping[int, PullDetails]:
        """See `Reader`."""
        return await self._reader.details_of(numbers)

    async def may(self, permission: str, level: str) -> bool:
        """See `Reader`."""
        return await self._ask(q.MAY, self._reader.may, permission, level)

    async def failing_checks(self, sha: str) -> tuple[str, ...]:
        """See `Reader`."""
        return await self._ask(q.FAILING_CHECKS, self._reader.failing_checks, sha)

    async def waiting_runs(self) -> tuple[WaitingRun, ...]:
        """See `Reader`."""
        return await self._ask(q.WAITING_RUNS, self._reader.waiting_runs)

    async def comments(self, number: int) -> tuple[Comment, ...]:
        """See `Reader`."""
        return await self._once("comments", self._reader.comments, number)

    async def reactions(self, number: int, comment_id: int | None = None) -> tuple[tuple[str, User], ...]:
        """See `Reader`."""
        return await self._ask(q.REACTIONS, self._reader.reactions, number, comment_id)

    async def has_contributed(self, login: str, apart_from: str = "", before: datetime | None = None) -> bool:
        """See `Reader`."""
        ask = self._reader.has_contributed
        return await self._ask(q.HAS_CONTRIBUTED, ask, login, apart_from, before)

    async def has_proposed(self, login: str, apart_from: str = "", before: datetime | None = None) -> bool:
        """See `Reader`."""
        return await self._ask(q.HAS_PROPOSED, self._reader.has_proposed, login, apart_from, before)

    async def can_see(self, repository: str) -> bool:
        """See `Reader`; GitHub tells of each repository that comes in or leaves."""
        if await self._db.lookup(lambda conn: mirror.is_served_by_name(conn, repository)):
            return True
        return await self._ask(q.CAN_SEE, self._reader.can_see, repository)


def _people_in(event: Event) -> Iterator[User]:
    """Return the accounts that an event names by the logins they have now."""
    if event.is_githubs:
        yield event.sender
        if isinstance(event, SubjectEvent):
            yield from (event.subject.author, *event.subject.assignees, *event.subject.reviewers)
