"""Over which time a page counts people, so that nobody is found by choosing or comparing periods.

Whoever may choose any two days could subtract one figure from the other. So people are counted over the last
quarter or the last year alone, and over the quarter only where what lies between the two is nobody, or at
least five. Everything else is counted over the days that were chosen.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.insight.history import History, Period
from bot.insight.metric import LEAST, Metric, Result, Unit
from bot.insight.privacy.remainder import community_result
from bot.insight.report import QUARTER, YEAR


@dataclass(frozen=True)
class Disclosure:
    """The figures of a metric, and over which time they were counted."""

    result: Result
    period: Period


def disclosed(metric: Metric, history: History, period: Period, community: str = "") -> Disclosure:
    """Return what may be told of a metric in a period, of all or of one community; about people of the
    quarter or the year before the history's end, whichever tells more."""
    if not metric.people:
        return Disclosure(community_result(metric, history, period, community), period)
    year = Period(history.until - YEAR, history.until)
    quarter = Period(history.until - QUARTER, history.until)
    of_year = Disclosure(community_result(metric, history, year, community), year)
    if period == year:
        return of_year
    of_quarter = Disclosure(community_result(metric, history, quarter, community), quarter)
    if _hidden(of_year.result) < _hidden(of_quarter.result) or _shows(of_quarter.result, of_year.result):
        return of_year
    return of_quarter


def _hidden(result: Result) -> int:
    return sum(figure.few for figure in result.figures)


def _shows(part: Result, whole: Result) -> bool:
    """Return whether subtracting one from the other would tell of fewer than five people."""
    counts = {figure.key: figure.value for figure in whole.figures if figure.unit is Unit.COUNT}
    return any(
        0 < abs((counts.get(figure.key) or 0) - figure.value) < LEAST
        for figure in part.figures
        if figure.unit is Unit.COUNT and figure.value is not None and counts.get(figure.key) is not None
    )
