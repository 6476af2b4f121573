"""Who comes, stays and goes: counts of people, never a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from bot.insight import concentration
from bot.insight.history import MERGED, Contribution, History, Period, seconds
from bot.insight.metric import LEAST, Figure, Group, Unit, metric
from bot.insight.privacy.groups import shielded_curve
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


def _first_groups(history: History, period: Period) -> Mapping[str, Group]:
    firsts = [first for first in history.firsts if first.at in period]
    by_kind = {
        kind.replace(" ", "-"): frozenset(first.person for first in firsts if first.kind == kind)
        for kind in KINDS
    }
    return {"people": frozenset(first.person for first in firsts), **by_kind}


@metric(
    "new-contributors",
    "New contributors",
    "https://chaoss.community/kb/metric-new-contributors/",
    First,
    lambda history, period: (First(first.kind) for first in history.firsts if first.at in period),
    people=_first_groups,
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


def _merges(history: History, period: Period) -> Mapping[int, list[Contribution]]:
    """Return the merged changes of each newcomer before the end of a period."""
    newcomers = {first.person for first in history.firsts}
    merges: dict[int, list[Contribution]] = {}
    for deed in history.contributions:
        if deed.kind == MERGED and deed.at < period.until and deed.person in newcomers:
            merges.setdefault(deed.person, []).append(deed)
    return merges


def _return_groups(history: History, period: Period) -> Mapping[str, Group]:
    merges = _merges(history, period)
    back = frozenset(person for person, deeds in merges.items() if len(deeds) > 1)
    return {"first": frozenset(merges), "second": back, "not-yet": frozenset(merges) - back}


def _returns(history: History, period: Period) -> Iterator[Return]:
    for first, *more in _merges(history, period).values():
        end = more[0].at if more else period.until
        yield Return(seconds(first.at, end) / _DAY, int(bool(more)))


@metric(
    "conversion",
    "Conversion: the second merged change",
    "https://chaoss.community/kb/metric-conversion-rate/",
    Return,
    _returns,
    people=_return_groups,
)
def conversion(rows: Sequence[Return]) -> Iterator[Figure]:
    """Which share of new people comes back after their first merged change.

    **Formula.** One row a new contributor whose first change was merged before the end of the period, also
    long before. One minus Kaplan and Meier's share of those without a second merge, 90, 180 and 365 days
    after the first, with a log-log interval of 95 %.

    **Traps.** Who came yesterday has had no time to come back: counting them as lost would be wrong, and so
    would be leaving them out. Nothing is told of a time that nobody has reached. Shares stand only where at
    least five people came back and five have not, and only at days between, before and after which nobody
    or at least five came back, because fewer could be counted out of them.

    >>> rows = [Return(10, 1)] * 5 + [Return(100, 0)] * 5
    >>> [(figure.key, figure.value) for figure in conversion.count(rows)][1:]
    [('second', 5), ('not-yet', 5), ('day-90', 0.5), ('day-180', None), ('day-365', None)]
    """
    back = sum(row.again for row in rows)
    yield Figure("first", "new people with a merged change", len(rows))
    yield Figure("second", "new people with a second merged change", back, part=True)
    yield Figure("not-yet", "new people without one so far", len(rows) - back, part=True)
    waits = [Wait(row.days, bool(row.again)) for row in rows]
    curve, are_few = kaplan_meier(waits), min(back, len(rows) - back) < LEAST
    steps = shielded_curve(curve, [wait.length for wait in waits if wait.ended], HORIZONS)
    for days, step in zip(HORIZONS, steps, strict=True):
        label, is_known = f"share back within {days} days", curve.at(days) is not None
        if step is None or are_few:
            yield Figure(f"day-{days}", label, None, Unit.SHARE, few=is_known, guard=is_known and not are_few)
        else:
            low, high = (None if limit is None else 1 - limit for limit in (step.high, step.low))
            yield Figure(f"day-{days}", label, 1 - step.share, Unit.SHARE, low, high)


class Share(NamedTuple):
    """A person's number of merged changes in the period."""

    merged: int


def _merged(history: History, period: Period) -> Counter[int]:
    return Counter(deed.person for deed in history.contributions if deed.kind == MERGED and deed.at in period)


def _shares(history: History, period: Period) -> Iterator[Share]:
    yield from map(Share, _merged(history, period).values())


@metric(
    "contributor-absence-factor",
    "Contributor absence factor",
    "https://chaoss.community/kb/metric-contributor-absence-factor/",
    Share,
    _shares,
    people=lambda history, period: {"people": frozenset(_merged(history, period))},
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


def _presences(history: History, period: Period) -> Mapping[int, Presence]:
    lately = Period(period.until - WINDOW, period.until)
    days: dict[int, tuple[set[object], set[object]]] = {}
    for deed in history.contributions:
        for place, window in enumerate((lately, lately.before)):
            if deed.at in window:
                days.setdefault(deed.person, (set(), set()))[place].add(deed.at.date())
    return {person: Presence(len(now), len(then)) for person, (now, then) in days.items()}


def _is_active(row: Presence) -> bool:
    return row.lately >= OFTEN


def _is_occasional(row: Presence) -> bool:
    return 0 < row.lately < OFTEN


def _is_drifting(row: Presence) -> bool:
    return not row.lately


_PRESENT = {"active": _is_active, "occasional": _is_occasional, "drifting": _is_drifting}
"""The parts, by the keys of their figures."""


def _presence_groups(history: History, period: Period) -> Mapping[str, Group]:
    people = _presences(history, period)
    parts = {
        key: frozenset(person for person, row in people.items() if is_part(row))
        for key, is_part in _PRESENT.items()
    }
    return {"people": frozenset(people), **parts}


@metric(
    "activity",
    "Active, occasional and drifting contributors",
    "https://chaoss.community/kb/metric-occasional-contributors/",
    Presence,
    lambda history, period: _presences(history, period).values(),
    people=_presence_groups,
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
    for key, is_part in _PRESENT.items():
        yield Figure(key, key, sum(map(is_part, rows)), part=True)
