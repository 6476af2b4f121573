"""How much support there is: counts and medians of a rota's cases, never of a person in public. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from bot.community.cases import CaseState
from bot.community.rota import Rota, working_hours
from bot.core.model import contains


@dataclass(frozen=True)
class RotaLoad:
    """The cases of a rota opened in a stretch of time.

    `to_acknowledge` and `to_answer` are medians of the working time of the person asked; None where fewer
    than five cases tell.
    """

    cases: int
    open: int
    waiting_on_us: int
    to_acknowledge: timedelta | None
    to_answer: timedelta | None


LEAST = 5
"""Fewer cases than this make no median: it would tell of a person."""


def rota_load(cases: Iterable[CaseState], rota: Rota, since: datetime, until: datetime) -> RotaLoad:
    """Return the load of a rota by the cases opened in [`since`, `until`)."""
    mine = [case for case in cases if case.rota.casefold() == rota.name.casefold()]
    of_it = [case for case in mine if since <= case.opened_at < until]
    still = [case for case in mine if case.is_open]
    return RotaLoad(
        cases=len(of_it),
        open=len(still),
        waiting_on_us=sum(not case.waits_on_reporter for case in still),
        to_acknowledge=_median(_worked(rota, case, case.acknowledged_at) for case in of_it),
        to_answer=_median(_worked(rota, case, case.answered_at) for case in of_it),
    )


def open_by_person(
    cases: Iterable[CaseState], rota: Rota, asker: str, people: Collection[str]
) -> dict[str, int] | None:
    """Return open cases by person, for the people of that rota alone: None for anybody else who asks."""
    if not contains(rota.config.logins, asker):
        return None
    still = [case for case in cases if case.is_open and case.rota.casefold() == rota.name.casefold()]
    return {login: sum(case.has(login) for case in still) for login in people}


def _worked(rota: Rota, case: CaseState, at: datetime | None) -> timedelta | None:
    """Working time of whoever had it, from when they got it."""
    if at is None or case.steward is None or case.routed_at is None or at < case.routed_at:
        return None
    return working_hours(rota, case.steward).elapsed(case.routed_at, at)


def _median(lengths: Iterable[timedelta | None]) -> timedelta | None:
    known = [length.total_seconds() for length in lengths if length is not None]
    return timedelta(seconds=median(known)) if len(known) >= LEAST else None
