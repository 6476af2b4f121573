"""What happened in a repository, as all numbers are counted from it. Pure; instants are UTC."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.core.model import contains
from bot.core.schedule import WorkingHours

EARLIEST = datetime(2008, 1, 1, tzinfo=UTC)
"""Before GitHub there was nothing."""


@dataclass(frozen=True)
class Period:
    """From `since` until before `until`."""

    since: datetime
    until: datetime

    def __contains__(self, at: datetime | None) -> bool:
        return at is not None and self.since <= at < self.until

    @property
    def before(self) -> Period:
        """The period of the same length that ends where this one begins."""
        return Period(self.since - (self.until - self.since), self.since)


@dataclass(frozen=True)
class IssueThread:
    """An issue or a change request (a pull request).

    `ready_at`: since when an answer is waited for, None while it is a draft. `answers`: when people who are
    not the author answered, in order. `turns`: when it was closed (False) or opened again (True), in order.
    `seen`: we were there when it was opened, so that we know its first answer. `labels` are those of now.
    """

    number: int
    change_request: bool
    author: int
    by_bot: bool
    opened_at: datetime
    ready_at: datetime | None
    answers: tuple[datetime, ...] = ()
    turns: tuple[tuple[datetime, bool], ...] = ()
    seen: bool = True
    labels: tuple[str, ...] = ()

    def closed_at(self, at: datetime) -> datetime | None:
        """Return since when it is closed at an instant; None if it is open then."""
        last = next((turn for turn in reversed(self.turns) if turn[0] < at), None)
        return None if last is None or last[1] else last[0]

    def is_open(self, at: datetime) -> bool:
        """Return whether it is there and open at an instant."""
        return self.opened_at < at and self.closed_at(at) is None


@dataclass(frozen=True)
class Contribution:
    """Somebody opened an issue or a change request, reviewed, or had a change merged."""

    at: datetime
    person: int
    kind: str


MERGED = "merged"


@dataclass(frozen=True)
class SupportCase:
    """A support case; `steward` has it, and is nobody outside."""

    number: int
    opened_at: datetime
    reporter: int
    community: str
    steward: str
    acknowledged_at: datetime | None
    answered_at: datetime | None
    resolved_at: datetime | None


@dataclass(frozen=True)
class History:
    """What is known of a repository since `known_since`, until before `until`.

    `contributions` are those of people, in order, `firsts` the first one of each person with this owner who
    was not there before us. `events` counts what happened by (day, whether a program did it).
    `first_issues`: of each open issue for newcomers, by number, whether it is free.
    """

    known_since: datetime | None
    until: datetime
    working: WorkingHours = field(default_factory=WorkingHours)
    threads: tuple[IssueThread, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    firsts: tuple[Contribution, ...] = ()
    events: Mapping[tuple[datetime, bool], int] = field(default_factory=dict)
    cases: tuple[SupportCase, ...] = ()
    first_issues: Mapping[int, bool] = field(default_factory=dict)

    def with_label(self, name: str) -> History:
        """Return what concerns issues and change requests that have a label now; people are no part of it."""
        labelled = tuple(thread for thread in self.threads if contains(thread.labels, name))
        numbers = {thread.number for thread in labelled}
        return replace(
            self,
            threads=labelled,
            contributions=(),
            firsts=(),
            events={},
            cases=tuple(case for case in self.cases if case.number in numbers),
            first_issues={number: free for number, free in self.first_issues.items() if number in numbers},
        )

    def of_community(self, name: str) -> History:
        """Return what concerns one community: its cases, and the people who reported them."""
        cases = tuple(case for case in self.cases if case.community.casefold() == name.casefold())
        return self._of_people({case.reporter for case in cases}, cases)

    def without_community(self, name: str) -> History:
        """Return what concerns all other people, which subtracting would show."""
        members = {case.reporter for case in self.of_community(name).cases}
        people = {deed.person for deed in (*self.contributions, *self.firsts)} - members
        return self._of_people(people, self.cases)

    def _of_people(self, people: Iterable[int], cases: tuple[SupportCase, ...]) -> History:
        members = set(people)
        return replace(
            self,
            threads=(),
            contributions=tuple(deed for deed in self.contributions if deed.person in members),
            firsts=tuple(deed for deed in self.firsts if deed.person in members),
            events={},
            cases=cases,
            first_issues={},
        )


def seconds(since: datetime, until: datetime) -> float:
    """Return the time between two instants."""
    return (until - since) / timedelta(seconds=1)
