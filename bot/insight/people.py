"""Who comes, stays and goes: counts of people, never a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple

from bot.insight import concentration
from bot.insight.history import MERGED, Contribution, History, Period, seconds
from bot.insight.metric import LEAST, Figure, Unit, metric
from bot.insight.survival import Wait, kaplan_meier

KINDS = ("issue", "change request", "review")
HORIZONS = (90, 180, 365)
"""Days after the first merge."""
WINDOW = timedelta(days=90)
OFTEN = 4
"""Days of contributing within a window that make somebody active."""
_DAY = 86_400


class First(NamedTuple):
    """A person's first contribution with this owner."""

    kind: str


@metric(
    "new-contributors",
    "New contributors",
    "https://chaoss.community/kb/metric-new-contributors/",
    First,
    lambda history, period: (First(first.kind) for first in history.firsts if first.at in period),
    people=True,
)
def new_contributors(rows: Sequence[First]) -> Iterator[Figure]:
    """How many people contributed for the first time.

    **Formula.** One row a person whose first issue, change request or review with this owner (here, or in a
    public repository that the bot sees) fell into the period; by what it was.

    **Traps.** Whoever was there before the bot is not new, unless `backfill` has read their first deed; read
    back to a day only, it takes the first one after that day for it. Programs are nobody, and so is whoever
    asked to be forgotten. Fewer than five are not counted out, neither by kind.

    >>> [figure.value for figure in new_contributors.count([First("issue")] * 6 + [First("review")] * 5)]
    [11, 6, 0, 5]
    """
    counts = Counter(row.kind for row in rows)
    yield Figure("people", "people who contributed to this owner for the first time", len(rows))
    for kind in KINDS:
        key = kind.replace(" ", "-")
        yield Figure(key, f"people who began with their first {kind}", counts[kind], part=True)


class Return(NamedTuple):
    """A person with a first merged change; `days` until the second, or until the end of the period."""

    days: float
    again: int


def _returns(history: History, period: Period) -> Iterator[Return]:
    newcomers = {first.person for first in history.firsts}
    merges: dict[int, list[Contribution]] = {}
    for deed in history.contributions:
        if deed.kind == MERGED and deed.at < period.until and deed.person in newcomers:
            merges.setdefault(deed.person, []).append(deed)
    for first, *more in merges.values():
        end = more[0].at if more else period.until
        yield Return(seconds(first.at, end) / _DAY, int(bool(more)))


@metric(
    "conversion",
    "Conversion: the second merged change",
    "https://chaoss.community/kb/metric-conversion-rate/",
    Return,
    _returns,
    people=True,
)
def conversion(rows: Sequence[Return]) -> Iterator[Figure]:
    """Which share of new people comes back after their first merged change.

    **Formula.** One row a new contributor whose first change was merged before the end of the period, also
    long before. One minus Kaplan and Meier's share of those without a second merge, 90, 180 and 365 days
    after the first, with a log-log interval of 95 %.

    **Traps.** Who came yesterday has had no time to come back: counting them as lost would be wrong, and so
    would be leaving them out. Nothing is told of a time that nobody has reached. Shares stand only where at
    least five people came back and five have not, because fewer could be counted out of them.

    >>> rows = [Return(10, 1)] * 5 + [Return(100, 0)] * 5
    >>> [(figure.key, figure.value) for figure in conversion.count(rows)][1:]
    [('second', 5), ('not-yet', 5), ('day-90', 0.5), ('day-180', None), ('day-365', None)]
    """
    back = sum(row.again for row in rows)
    curve = kaplan_meier([Wait(row.days, bool(row.again)) for row in rows])
    yield Figure("first", "new people with a merged change", len(rows))
    yield Figure("second", "new people with a second merged change", back, part=True)
    yield Figure("not-yet", "new people without one so far", len(rows) - back, part=True)
    for days in HORIZONS:
        step, label = curve.at(days), f"share back within {days} days"
        few = step is not None and min(back, len(rows) - back) < LEAST
        if step is None or few:
            yield Figure(f"day-{days}", label, None, Unit.SHARE, few=few)
        else:
            low, high = (None if limit is None else 1 - limit for limit in (step.high, step.low))
            yield Figure(f"day-{days}", label, 1 - step.share, Unit.SHARE, low, high)


class Share(NamedTuple):
    """A person's number of merged changes in the period."""

    merged: int


def _shares(history: History, period: Period) -> Iterator[Share]:
    merged = (deed.person for deed in history.contributions if deed.kind == MERGED and deed.at in period)
    yield from map(Share, Counter(merged).values())


@metric(
    "contributor-absence-factor",
    "Contributor absence factor",
    "https://chaoss.community/kb/metric-contributor-absence-factor/",
    Share,
    _shares,
    people=True,
)
def absence_factor(rows: Sequence[Share]) -> Iterator[Figure]:
    """How few people could leave before half of the work is missing.

    **Formula.** The smallest number of people who made half of all merged changes of the period. One row a
    person.

    **Traps.** It counts merged changes alone; reviews, answers and care are work as well. It says how much
    rests on a few, not that they are too few.

    >>> [figure.value for figure in absence_factor.count(
    ...     [Share(merged) for merged in (1000, 202, 90, 33, 332, 343, 42, 433)])]
    [8, 2]
    """
    yield Figure("people", "people with merged changes", len(rows))
    yield Figure(
        "factor",
        "people who made half of the merged changes",
        concentration.absence_factor([row.merged for row in rows]),
    )


class Presence(NamedTuple):
    """A person's days of contributing: in the last 90 days, and in the 90 before."""

    lately: int
    before: int


def _presence(history: History, period: Period) -> Iterator[Presence]:
    lately = Period(period.until - WINDOW, period.until)
    days: dict[int, tuple[set[object], set[object]]] = {}
    for deed in history.contributions:
        for place, window in enumerate((lately, lately.before)):
            if deed.at in window:
                days.setdefault(deed.person, (set(), set()))[place].add(deed.at.date())
    yield from (Presence(len(now), len(then)) for now, then in days.values())


@metric(
    "activity",
    "Active, occasional and drifting contributors",
    "https://chaoss.community/kb/metric-occasional-contributors/",
    Presence,
    _presence,
    people=True,
)
def activity(rows: Sequence[Presence]) -> Iterator[Figure]:
    """How many people are here often, now and then, or not any more.

    **Formula.** One row a person who contributed in the 180 days before the end of the period. Active: on
    four days or more of the last 90. Occasional: on one to three. Drifting: on none, but in the 90 before.

    **Traps.** Days are those of UTC. People have holidays and other work: drifting is no fault.

    >>> [figure.value for figure in activity.count([Presence(4, 0)] * 5 + [Presence(1, 9), Presence(0, 2)])]
    [7, 5, 1, 1]
    """
    yield Figure("people", "people who contributed in 180 days", len(rows))
    yield Figure("active", "active", sum(row.lately >= OFTEN for row in rows), part=True)
    yield Figure("occasional", "occasional", sum(0 < row.lately < OFTEN for row in rows), part=True)
    yield Figure("drifting", "drifting", sum(not row.lately for row in rows), part=True)
