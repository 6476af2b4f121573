"""Over which time a page counts people, so that nobody is found by choosing or comparing periods.

Whoever may choose any two days could subtract one figure from the other. So people are counted over the last
quarter or the last year alone, and over the quarter only where the year, which counts the same people and
more, leaves it as much to tell: see `nesting`. Everything else is counted over the days that were chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.insight.catalog import METRICS
from bot.insight.history import History, Period
from bot.insight.metric import Group, Metric, Result
from bot.insight.privacy.nesting import Neighbours
from bot.insight.privacy.remainder import community_result
from bot.insight.report import QUARTER, YEAR


@dataclass(frozen=True)
class Disclosure:
    """The figures of a metric, and over which time they were counted."""

    result: Result
    period: Period


def disclosures(
    metrics: Sequence[Metric],
    history: History,
    period: Period,
    community: str = "",
    elsewhere: Iterable[Group] = (),
) -> tuple[Disclosure, ...]:
    """Return what may be told of metrics in a period, of all or of one community; about people of the quarter
    or the year before the history's end, whichever tells more. `elsewhere` are people counted on other
    pages."""
    year, quarter = (Period(history.until - span, history.until) for span in (YEAR, QUARTER))
    has_people = any(metric.people for metric in metrics)
    neighbours = (
        Neighbours.of(METRICS, history, (year, quarter), community, elsewhere)
        if has_people
        else Neighbours({})
    )

    def counted(metric: Metric, over: Period) -> Disclosure:
        return Disclosure(community_result(metric, history, over, community, neighbours), over)

    def one(metric: Metric) -> Disclosure:
        if not metric.people:
            return counted(metric, period)
        of_year = counted(metric, year)
        if period == year:
            return of_year
        of_quarter = counted(metric, quarter)
        return of_year if _hidden(of_year.result) < _hidden(of_quarter.result) else of_quarter

    return tuple(map(one, metrics))


def _hidden(result: Result) -> int:
    return sum(figure.few for figure in result.figures)
