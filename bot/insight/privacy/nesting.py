"""Counts of people who are all counted elsewhere as well: subtracting would tell of the others. Pure.

Each metric names the people whom its figures count (`Metric.people`), so it is seen, and need not be thought
of, where everybody of one figure is among those of another. Of such two the smaller is withheld where fewer
than five people lie between them: whatever metrics, periods and communities are compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.insight.history import History, Period
from bot.insight.metric import LEAST, Group, Metric
from bot.insight.privacy.groups import Untold


def tells(group: Group, others: Iterable[Group]) -> bool:
    """Return whether another group has everybody of this one, and one to four people more."""
    return any(len(group) < len(other) < len(group) + LEAST and group < other for other in others)


def told_counts(groups: Sequence[Group]) -> list[int | Untold]:
    """Return the count of each group as it may be told beside the others; the larger of two come first.

    What lies near a larger one says that alone, also where it is small: of six, the words for "five or more,
    and nearly all" would mean five.

    >>> [str(count) for count in told_counts([frozenset(range(n)) for n in (12, 20, 3, 18)])]
    ['12', '20', 'fewer than five', 'all but fewer than five']
    """
    counts: dict[int, int | Untold] = {}
    shown: list[Group] = []
    for place, group in sorted(enumerate(groups), key=lambda row: (-len(row[1]), row[0])):
        if tells(group, shown):
            counts[place] = Untold.NEARLY
        elif len(group) < LEAST:
            counts[place] = Untold.FEW
        else:
            counts[place] = len(group)
            shown.append(group)
    return [counts[place] for place in range(len(groups))]


@dataclass(frozen=True)
class ToldGroup:
    """People whom a metric counts in a period, of all or of one community; told by that metric, or found from
    it by subtracting a part."""

    metric: str
    period: Period
    community: str
    people: Group
    stands: bool = True
    """Nothing of the same people's, of all or of the same community, withholds it."""


@dataclass(frozen=True)
class Neighbours:
    """All counts that a metric's own are compared with: `shown` by metrics, and `elsewhere`.

    Of two that are told beside each other, the smaller is withheld. What is told of all, of communities that
    come before, and elsewhere heeds nothing of this community: there it is this one, also if it is larger.
    """

    shown: tuple[ToldGroup, ...] = ()
    elsewhere: tuple[Group, ...] = ()

    @classmethod
    def of(
        cls,
        metrics: Iterable[Metric],
        history: History,
        periods: Iterable[Period],
        community: str = "",
        elsewhere: Iterable[Group] = (),
    ) -> Neighbours:
        """Return those of a repository in some periods; with a community also its own, and those of others
        that come before it: they are larger, or of an earlier name."""
        metrics, periods = [metric for metric in metrics if metric.people], set(periods)
        names = ["", *_up_to(history, community)] if community else [""]
        known = cls((), tuple(elsewhere))
        for name in names:
            mine = history.of_community(name) if name else history
            shown = (
                one for metric in metrics for period in periods for one in _shown(metric, mine, period, name)
            )
            known = replace(
                known,
                shown=(
                    *known.shown,
                    *_with_status(one for one in shown if not known.withholds(one.people, name)),
                ),
            )
        return known

    def withholds(self, group: Group, community: str) -> bool:
        """Return whether it may not be told of people of all or of a community, for what others tell who heed
        nothing of it: there is one to four people between."""
        others = [one for one in self.shown if one.community.casefold() != community.casefold()]
        larger = (*self.elsewhere, *(one.people for one in others))
        smaller = (*self.elsewhere, *(one.people for one in others if one.stands))
        return tells(group, larger) or any(len(one) >= LEAST and tells(one, [group]) for one in smaller)

    def hidden(self, metric: Metric, history: History, period: Period, community: str = "") -> frozenset[str]:
        """Return the keys of those figures of a metric that may not stand beside the others."""
        if metric.people is None:
            return frozenset()
        beside = [
            one.people
            for one in self.shown
            if one.community.casefold() == community.casefold()
            and (one.metric, one.period) != (metric.name, period)
        ]
        groups = metric.people(history.of_community(community) if community else history, period)
        everybody = _union(groups.values())
        return frozenset(
            key
            for key, group in groups.items()
            for one in (group, everybody - group)
            if tells(one, beside) or self.withholds(one, community)
        )


def _with_status(shown: Iterable[ToldGroup]) -> list[ToldGroup]:
    """Return what is told of the same people, with whether it is withheld for something else of it."""
    groups = list(shown)
    return [
        replace(
            one,
            stands=not tells(
                one.people,
                (
                    other.people
                    for other in groups
                    if (other.metric, other.period) != (one.metric, one.period)
                ),
            ),
        )
        for one in groups
    ]


def _shown(metric: Metric, history: History, period: Period, community: str) -> Iterator[ToldGroup]:
    """Return the groups that a metric would tell of if it stood alone."""
    if metric.people is None:
        return
    groups = metric.people(history, period)
    everybody = _union(groups.values())
    for figure in metric.result(history, period).figures:
        if figure.value is None or figure.key not in groups:
            continue
        for group in (groups[figure.key], everybody - groups[figure.key]):
            if len(group) >= LEAST:
                yield ToldGroup(metric.name, period, community, group)


def _union(groups: Iterable[Group]) -> Group:
    return frozenset(person for group in groups for person in group)


def _up_to(history: History, community: str) -> list[str]:
    """Return the communities from the one with most people on, as far as this one."""
    people: dict[str, set[int]] = {}
    for case in history.cases:
        if case.community:
            people.setdefault(case.community.casefold(), set()).add(case.reporter)
    names = sorted(people, key=lambda name: (-len(people[name]), name))
    mine = community.casefold()
    return names[: names.index(mine) + 1] if mine in names else []
