"""Support cases, and the load of those who take them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.core.schedule import Duration
from bot.insight.concentration import gini
from bot.insight.history import History, Period, SupportCase, seconds
from bot.insight.metric import Figure, Unit, median, metric
from bot.insight.survival import Wait, kaplan_meier

IN_TIME = Duration.parse("1 working day")
NOT_YET = -1
"""It was not acknowledged, and its time has not passed."""


class CaseRow(NamedTuple):
    """A case that was open during the period."""

    number: int
    community: str
    opened: int
    acknowledged_in_time: int
    seconds: float
    working_seconds: float
    answered: int
    resolved: int
    carried_over: int


def _cases(history: History, period: Period) -> Iterator[CaseRow]:
    for case in history.cases:
        resolved = _by(case.resolved_at, period)
        if case.opened_at < period.until and (resolved is None or resolved >= period.since):
            yield _row(case, history, period)


def _row(case: SupportCase, history: History, period: Period) -> CaseRow:
    resolved, answered = _by(case.resolved_at, period), _by(case.answered_at, period)
    acknowledged = _by(case.acknowledged_at, period)
    due = history.working.add(case.opened_at, IN_TIME)
    in_time = NOT_YET if acknowledged is None and due >= period.until else int((acknowledged or due) < due)
    end = answered or resolved or period.until
    return CaseRow(
        case.number,
        case.community,
        int(case.opened_at in period),
        in_time,
        seconds(case.opened_at, end),
        history.working.elapsed(case.opened_at, end) / timedelta(seconds=1),
        int(answered is not None),
        int(resolved is not None),
        int(resolved is None),
    )


def _by(at: datetime | None, period: Period) -> datetime | None:
    return at if at is not None and at < period.until else None


@metric(
    "support-cases",
    "Support cases",
    "https://chaoss.community/kb/metric-issue-response-time/",
    CaseRow,
    _cases,
)
def support_cases(rows: Sequence[CaseRow]) -> Iterator[Figure]:
    """What became of people's questions.

    **Formula.** One row a case that was open during the period. Acknowledged in time: within one working day
    of the repository, of the cases opened in the period whose day is over (`acknowledged_in_time` -1: it is
    not). First answer: the median of Kaplan and Meier over the cases opened in the period; `answered` 0 is
    a wait that goes on, or ended because the case was resolved without one. Carried over: open at the end.

    **Traps.** A case that was opened again, asked again or passed on keeps its first word and its first
    answer, and counts from its first opening. Cases of no community are those for which nobody named one.

    >>> rows = [CaseRow(7, "", 1, 1, 60, 60, 1, 1, 0), CaseRow(9, "", 1, 0, 99, 60, 0, 0, 1)]
    >>> [(figure.key, figure.value) for figure in support_cases.count(rows)][:4]
    [('opened', 2), ('acknowledged', 0.5), ('answered', 1), ('answer', 60)]
    """
    yield from _figures(rows, "", "")
    communities = sorted({row.community for row in rows} - {""})
    for name in communities:
        mine = [row for row in rows if row.community == name]
        yield from _figures(mine, f"[{name}]", f" ({name})")


def _figures(rows: Sequence[CaseRow], key: str, label: str) -> Iterator[Figure]:
    opened = [row for row in rows if row.opened]
    judged = [row.acknowledged_in_time for row in opened if row.acknowledged_in_time != NOT_YET]
    in_time = sum(judged) / len(judged) if judged else None
    plain = kaplan_meier([Wait(row.seconds, bool(row.answered)) for row in opened])
    worked = kaplan_meier([Wait(row.working_seconds, bool(row.answered)) for row in opened])
    yield Figure(f"opened{key}", f"cases opened{label}", len(opened))
    yield Figure(f"acknowledged{key}", f"acknowledged within one working day{label}", in_time, Unit.SHARE)
    yield Figure(f"answered{key}", f"cases opened and answered{label}", sum(row.answered for row in opened))
    yield median(f"answer{key}", f"median time to the first answer{label}", plain.median)
    yield median(f"working{key}", f"the same in working time{label}", worked.median)
    yield Figure(f"resolved{key}", f"cases resolved{label}", sum(row.resolved for row in rows))
    yield Figure(f"carried{key}", f"cases carried over{label}", sum(row.carried_over for row in rows))


class StewardLoad(NamedTuple):
    """A steward's number of cases."""

    cases: int


def _loads(history: History, period: Period) -> Counter[str]:
    return Counter(case.steward for case in history.cases if case.steward and case.opened_at in period)


@metric(
    "steward-load",
    "Steward load",
    "https://en.wikipedia.org/wiki/Gini_coefficient",
    StewardLoad,
    lambda history, period: map(StewardLoad, _loads(history, period).values()),
    people=lambda history, period: {"people": frozenset(_loads(history, period))},
)
def steward_load(rows: Sequence[StewardLoad]) -> Iterator[Figure]:
    """How evenly support is shared.

    **Formula.** Gini's coefficient of the cases of the period over those who have them, one row a person: the
    mean difference of all pairs over twice the mean. 0 is even, near 1 means that one has nearly all.

    **Traps.** Whoever has none is not in it. A case counts for who has it last. It is for the team itself.

    >>> [figure.value for figure in steward_load.count([StewardLoad(2)] * 5)]
    [5, 0.0]
    """
    yield Figure("people", "people with cases", len(rows))
    yield Figure("gini", "Gini's coefficient of their cases", gini([row.cases for row in rows]), Unit.INDEX)
