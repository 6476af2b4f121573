"""The open support cases of a repository, by who is next, and what keeps coming back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.community.cases import CASE, CaseState
from bot.community.rota import Rota, shifts
from bot.core.feature import Feature
from bot.core.model import Repository
from bot.core.ports.similar import SimilarIssue
from bot.queries.rota import stored_rotas
from bot.queries.similar import find
from bot.store import mirror
from bot.store.database import Connection
from bot.store.mirror import unsettled

MOST = 40
"""Cases that are shown: of everybody, and of the reader."""
MOST_COMPARED = 3
"""So many of the reader's cases are shown with similar issues: each takes a search."""
AHEAD = timedelta(weeks=8)
"""How far ahead gaps of a rota are looked for."""


class CaseTurn(StrEnum):
    """Who has the next word in a case."""

    STEWARD = "the steward"
    REPORTER = "the reporter"
    NOBODY = "nobody has it"


@dataclass(frozen=True)
class OpenCase:
    """An open case. `due`: when the next word is promised (UTC); None where no clock runs. `steward` is empty
    for whoever may not see who has it."""

    number: int
    title: str
    opened_at: datetime
    community: str
    rota: str
    steward: str
    turn: CaseTurn
    due: datetime | None
    is_mine: bool = False
    similar: tuple[SimilarIssue, ...] = ()
    """Issues that may be about the same, for whoever has the case."""


@dataclass(frozen=True)
class OpenCases:
    """Open cases; `more`: there are younger ones that are not among them."""

    cases: tuple[OpenCase, ...]
    more: bool


@dataclass(frozen=True)
class DutyTurn:
    """Who is on duty from when to when, by a rota; `person` is empty in a gap."""

    rota: str
    person: str
    starts_at: datetime
    ends_at: datetime
    zone: str


@dataclass(frozen=True)
class StewardsDesk:
    """The rotas of a repository: who is on duty, who is next, and where nobody is."""

    now: tuple[DutyTurn, ...]
    next: tuple[DutyTurn, ...]
    gaps: tuple[DutyTurn, ...]
    rotas: tuple[str, ...]


def open_cases(
    conn: Connection, repository: Repository, rotas: frozenset[str], reader: str = "", most: int = MOST
) -> OpenCases:
    """Return the oldest open cases and all of the reader's, what is due soonest first. Who has them is named
    for the people of that rota alone: `rotas` are those of the reader, in lower case."""
    rows = unsettled.open_cases(conn, repository.id, most + 1)
    more = len(rows) > most
    rows = dict(list(rows.items())[:most])
    if reader and rotas and more:
        rows |= unsettled.cases_of(conn, repository.id, reader, MOST)
    parsed = ((number, title, CASE.parse(value)) for number, (title, value) in rows.items())
    cases = [
        _open_case(number, title, state, rotas, reader)
        for number, title, state in parsed
        if state is not None and state.is_open
    ]
    ordered = sorted(cases, key=_urgency)
    return OpenCases(tuple(_with_similar(conn, repository.id, ordered)), more)


def _with_similar(conn: Connection, repo_id: int, cases: Sequence[OpenCase]) -> Iterator[OpenCase]:
    """Yield the cases; the first of the reader's own, which come first, with issues that are alike."""
    subjects = {
        subject.number: subject
        for subject in mirror.subjects(
            conn, repo_id, [case.number for case in cases[:MOST_COMPARED] if case.is_mine]
        )
    }
    for case in cases:
        subject = subjects.get(case.number)
        yield replace(case, similar=find(conn, repo_id, subject).issues) if subject else case


def _open_case(number: int, title: str, state: CaseState, rotas: frozenset[str], reader: str) -> OpenCase:
    may_see = state.rota.casefold() in rotas
    if state.waits_on_reporter:
        turn, due = CaseTurn.REPORTER, None
    else:
        turn = CaseTurn.STEWARD if state.steward else CaseTurn.NOBODY
        due = state.ack_by if state.is_waiting else state.answer_by if state.is_unanswered else None
    return OpenCase(
        number,
        title,
        state.opened_at,
        state.community or "",
        state.rota,
        (state.steward or "") if may_see else "",
        turn,
        due,
        bool(reader) and may_see and state.has(reader),
    )


def _urgency(case: OpenCase) -> tuple[bool, bool, datetime, datetime]:
    """Mine first, then what has a clock, by it."""
    return not case.is_mine, case.due is None, case.due or case.opened_at, case.opened_at


def stewards_desk(
    conn: Connection, features: Sequence[Feature[Any]], repository: Repository, now: datetime
) -> StewardsDesk:
    """Return who is on duty in a repository, and who is next."""
    rotas = [rota for rota, _ in stored_rotas(conn, features, repository)]
    duties = [duty for rota in rotas for duty in _duties(rota, now)]
    running = tuple(duty for duty in duties if duty.person and duty.starts_at <= now < duty.ends_at)
    coming: dict[str, DutyTurn] = {}
    for duty in duties:
        if duty.person and duty.starts_at > now:
            coming.setdefault(duty.rota, duty)
    gaps = tuple(duty for duty in duties if not duty.person)
    names = tuple(rota.name or "steward" for rota in rotas)
    return StewardsDesk(running, tuple(coming.values()), gaps, names)


def _duties(rota: Rota, now: datetime) -> list[DutyTurn]:
    return [
        DutyTurn(rota.name or "steward", shift.person or "", shift.starts_at, shift.ends_at, rota.timezone)
        for shift in shifts(rota, now, now + AHEAD)
    ]
