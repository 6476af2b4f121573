"""Counts of people who are all counted elsewhere as well: subtracting would tell of the others. Pure.

Each metric names the people whom its figures count (`Metric.people`), so it is seen, and need not be thought
of, where everybody of one figure is among those of another. Of two that stand beside each other, with fewer
than five people between them, one is withheld: whatever metrics, periods and communities are compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.insight.history import History, Period
from bot.insight.metric import LEAST, Group, Metric, Result
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
class Neighbours:
    """Which figures of metrics are `hidden`, by metric, period and community, for what others tell.

    All that may be told is looked at in one order, and each figure is compared with what is told before it,
    from which it may differ neither way by one to four people. So no two tell of anybody, and what is told
    of something never depends on what comes after it.
    """

    hidden: Mapping[tuple[str, Period, str], frozenset[str]]

    @classmethod
    def of(
        cls,
        metrics: Iterable[Metric],
        history: History,
        pages: Sequence[Period],
        community: str = "",
        elsewhere: Iterable[Group] = (),
        reports: Sequence[Period] = (),
    ) -> Neighbours:
        """Return those of a repository and of its communities, as far as this one.

        What is told `elsewhere` comes first, then what `pages` tell of all, then of communities from the one
        with most people on; and then, after all communities, what `reports` tell besides. Of each the periods
        come in their order, and of a period the metrics in theirs.
        """
        metrics = [metric for metric in metrics if metric.people]
        names = _names(history)
        here = ["", *_up_to(names, community)] if community else [""]
        of_pages = ((name, period) for name in (["", *names, *here] if reports else here) for period in pages)
        of_reports = ((name, period) for name in here for period in reports if period not in pages)
        shown = list(elsewhere)
        hidden: dict[tuple[str, Period, str], frozenset[str]] = {}
        for name, period in dict.fromkeys((*of_pages, *of_reports)):
            mine = history.of_community(name) if name else history
            for metric in metrics:
                groups = _groups(metric, mine, period)
                few = frozenset(
                    key for key, both in groups.items() if any(_is_near(one, shown) for one in both)
                )
                hidden[metric.name, period, name] = few
                shown += _shown_groups(groups, metric.result(mine, period, hidden=few))
        return cls(hidden)

    def hidden_of(self, metric: Metric, period: Period, community: str) -> frozenset[str]:
        """Return the keys of those figures of a metric that may not stand beside the others."""
        return self.hidden[metric.name, period, community.casefold()] if metric.people else frozenset()


def _is_near(group: Group, shown: Sequence[Group]) -> bool:
    """Return whether one to four people are found by subtracting it from what is shown, or that from it."""
    return tells(group, shown) or any(tells(other, [group]) for other in shown)


_Groups = Mapping[str, tuple[Group, Group]]
"""By the key of a figure: whom it counts, and who remains if they are subtracted from all of its metric."""


def _groups(metric: Metric, history: History, period: Period) -> _Groups:
    groups = metric.people(history, period) if metric.people else {}
    everybody: Group = frozenset(person for group in groups.values() for person in group)
    return {key: (group, everybody - group) for key, group in groups.items()}


def _shown_groups(groups: _Groups, result: Result) -> Iterator[Group]:
    """Return the groups that a result tells of; a community's, which heeds also what remains of all, tells no
    more."""
    for figure in result.figures:
        if figure.value is not None:
            yield from (group for group in groups.get(figure.key, ()) if group)


def _names(history: History) -> list[str]:
    """Return the communities from the one with most people on."""
    people: dict[str, set[int]] = {}
    for case in history.cases:
        if case.community:
            people.setdefault(case.community.casefold(), set()).add(case.reporter)
    return sorted(people, key=lambda name: (-len(people[name]), name))


def _up_to(names: Sequence[str], community: str) -> Sequence[str]:
    """Return the communities as far as this one; only it if nobody is of it."""
    mine = community.casefold()
    return names[: names.index(mine) + 1] if mine in names else [mine]
