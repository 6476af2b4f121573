"""What waits on the people of a repository, as lists that its overview and programs are given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.queries.desk.cases import OpenCases, open_cases
from bot.queries.desk.waiting import EndingClaim, WaitingList, WaitingSubject, waiting_list
from bot.store.database import Connection
from bot.web.pages.desk.age import age
from bot.web.pages.runs import WaitingRunsAnswer, waiting_runs
from bot.web.visits.visit import Visit

MOST_CASES = 10
CASES_LOOKED_AT = 40


@dataclass(frozen=True)
class WaitingRow:
    """One thing that waits: what it is, since or until when, and on whom. Where somebody is named stands no
    time: nobody is measured."""

    number: int
    title: str
    address: str
    at: datetime | None = None
    when: str = ""
    on: str = ""


@dataclass(frozen=True)
class WaitingTable:
    """Things that wait for the same; `noun` is what they are, `more`: there are more than are shown.
    `unknown` says why nobody knows whether anything waits; `ends`: its times are when
    things end, not since when they wait."""

    name: str
    title: str
    noun: str
    about: str
    rows: tuple[WaitingRow, ...]
    more: bool = False
    ends: bool = False
    unknown: str = ""

    @property
    def heading(self) -> str:
        """What its times are."""
        return "Ends" if self.ends else "Waits"


async def waiting_tables(visit: Visit) -> tuple[WaitingTable, ...]:
    """Return all that waits."""
    repository, now, features = visit.of, visit.now, visit.store.features
    answer = await waiting_runs(visit)

    def read(conn: Connection) -> tuple[WaitingList, OpenCases]:
        waiting = waiting_list(conn, features, repository, now, answer.runs)
        return waiting, open_cases(conn, repository, frozenset(), most=CASES_LOOKED_AT)

    waiting, cases = await visit.store.read(read)
    return (
        WaitingTable(
            "unanswered",
            "Without a first answer",
            "issue without a first answer",
            "Only the author and programs have written there. Issues offered to newcomers are left out.",
            tuple(_since(visit, one.number, one.title, one.since) for one in waiting.unanswered),
            waiting.more_unanswered,
        ),
        _due_cases(visit, cases),
        WaitingTable(
            "reviews",
            "Reviews that were asked for",
            "review",
            "Pull requests whose reviewers were asked, among the newest 200 that are open.",
            tuple(_row(visit, one, on=", ".join(one.on)) for one in waiting.reviews),
            waiting.more_reviews,
        ),
        WaitingTable(
            "claims",
            "Claims that end within a week",
            "claim that ends",
            "Any word from the person who has the issue renews it.",
            tuple(_until(visit, one) for one in waiting.claims),
            ends=True,
        ),
        _approvals(visit, waiting, answer),
        *_gate(visit, waiting.gate),
    )


def _due_cases(visit: Visit, cases: OpenCases) -> WaitingTable:
    late = tuple(case for case in cases.cases if case.due is not None and case.due <= visit.now)
    return WaitingTable(
        "cases",
        "Support cases that are due",
        "support case that is due",
        "The time in which somebody was promised a word has passed.",
        tuple(_since(visit, one.number, one.title, one.opened_at) for one in late[:MOST_CASES]),
        len(late) > MOST_CASES,
    )


def _approvals(visit: Visit, waiting: WaitingList, answer: WaitingRunsAnswer) -> WaitingTable:
    unknown = f"Whether checks wait for approval is not known: {answer.known}." if answer.known else ""
    return WaitingTable(
        "approvals",
        "Checks that wait for approval",
        "checks that wait for approval",
        "GitHub runs them once a maintainer allows it.",
        tuple(_row(visit, one) for one in waiting.approvals),
        unknown=unknown,
    )


def _since(visit: Visit, number: int, title: str, since: datetime) -> WaitingRow:
    return WaitingRow(number, title, _address(visit, number), since, age(since, visit.now))


def _gate(visit: Visit, pulls: tuple[WaitingSubject, ...] | None) -> tuple[WaitingTable, ...]:
    if pulls is None:
        return ()
    about = "Each goes on by itself once it has what it lacks; `/gate open` lets it on at once."
    rows = tuple(_at_gate(visit, one) for one in pulls)
    return (WaitingTable("gate", "Pull requests at the gate", "pull request at the gate", about, rows),)


def _at_gate(visit: Visit, one: WaitingSubject) -> WaitingRow:
    when = age(one.since, visit.now)
    return WaitingRow(
        one.number, one.title, _address(visit, one.number), one.since, f"{when}: {'; '.join(one.on)}"
    )


def _until(visit: Visit, claim: EndingClaim) -> WaitingRow:
    ends = claim.until
    return WaitingRow(claim.number, claim.title, _address(visit, claim.number), ends, f"{ends:%Y-%m-%d}")


def _row(visit: Visit, one: WaitingSubject, on: str = "") -> WaitingRow:
    return WaitingRow(one.number, one.title, _address(visit, one.number), on=on)


def _address(visit: Visit, number: int) -> str:
    return visit.store.on_github(visit.of, number)
