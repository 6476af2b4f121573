"""Who remains when the people of communities are subtracted from all: nobody must be found so."""

from __future__ import annotations

from bot.core.model import same
from bot.insight.history import History, Period
from bot.insight.metric import LEAST, Metric, Result
from bot.insight.privacy.nesting import Neighbours


def community_result(
    metric: Metric, history: History, period: Period, community: str, neighbours: Neighbours
) -> Result:
    """Return the figures of a metric in a period, of all or of one community, as they may stand beside their
    neighbours."""
    hidden = neighbours.hidden_of(metric, period, community)
    if not community:
        return metric.result(history, period, hidden=hidden)
    rest = _remainder(metric, history, period, community) if metric.people else None
    return metric.result(history.of_community(community), period, rest, hidden)


def _remainder(metric: Metric, history: History, period: Period, community: str) -> History:
    """Return what one finds of a metric who subtracts this community, and all others that are told of.

    The largest communities are told of first, each if nobody, or at least five, remain outside of those told;
    so one that is refused leaves fewer than five here, and is hidden for that.
    """
    left = history
    sizes = {name: _size(metric, history.of_community(name), period) for name in _names(history, community)}
    for name in sorted(sizes, key=lambda name: (-sizes[name], name.casefold())):
        if sizes[name] < LEAST and not same(name, community):
            continue
        without = left.without_community(name)
        if not 0 < _size(metric, without, period) < LEAST:
            left = without
        elif same(name, community):
            return without
    return left


def _names(history: History, community: str) -> list[str]:
    names = {case.community.casefold(): case.community for case in history.cases if case.community}
    return list({community.casefold(): community, **names}.values())


def _size(metric: Metric, history: History, period: Period) -> int:
    return sum(1 for _ in metric.rows(history, period))
