"""The charts of metrics: of those that say more as a drawing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from bot.insight.charts.chart import Chart
from bot.insight.charts.newcomers import return_curve, times_back
from bot.insight.charts.support import CaseWeek, cases_by_week
from bot.insight.charts.time_marks import TimeMark
from bot.insight.charts.waiting import MedianWait, first_response, open_age
from bot.insight.history import History, IssueThread, Period, SupportCase
from bot.insight.metric import Result
from bot.insight.people import conversion
from bot.insight.support import support_cases
from bot.insight.survival import Wait, kaplan_meier
from bot.insight.waiting import KINDS, issue_age, time_to_first_response

LEAST_WEEKS, MOST_WEEKS = 2, 60
"""Of how many weeks a drawing is still to be read."""


def charts(
    history: History, period: Period, results: Sequence[Result], marks: Sequence[TimeMark] = ()
) -> Iterator[Chart]:
    """Return what there is to draw for some metrics, in their order; `marks` are what time axes bear."""
    for result in results:
        chart = chart_of(history, period, result, marks)
        if chart is not None:
            yield chart


def chart_of(
    history: History, period: Period, result: Result, marks: Sequence[TimeMark] = ()
) -> Chart | None:
    """Return the chart of a metric: nothing that it withholds, and nothing of a time that is not known; None
    where there is nothing to draw. The chart has the metric's name as its key."""
    if result.withheld or not result.rows:
        return None
    key, rows = f"{result.metric.name}-chart", result.rows
    if history.known_since is not None:
        period = Period(max(period.since, history.known_since), period.until)
    if result.metric is support_cases:
        weeks = case_weeks(history, period)
        return cases_by_week(weeks, marks, key) if LEAST_WEEKS <= len(weeks) <= MOST_WEEKS else None
    if result.metric is time_to_first_response:
        return first_response(median_waits(history, period), marks, key)
    if result.metric is conversion:
        return return_curve(times_back([Wait(row.days, bool(row.again)) for row in rows]), key)
    if result.metric is issue_age:
        return open_age([row.seconds for row in rows], key=key)
    return None


def case_weeks(history: History, period: Period) -> list[CaseWeek]:
    """Return what became of cases in each whole week of a period (UTC)."""
    day = datetime.combine(period.since.astimezone(UTC).date(), time(), UTC)
    begin = day + timedelta(days=-day.weekday() % 7)
    opened, answered, resolved = (
        Counter((at - begin) // timedelta(weeks=1) for case in history.cases if (at := moment(case)))
        for moment in (_opened, _answered, _resolved)
    )
    count = max(0, (period.until - begin) // timedelta(weeks=1))
    return [
        CaseWeek(begin + timedelta(weeks=week), opened[week], answered[week], resolved[week])
        for week in range(count)
    ]


def _opened(case: SupportCase) -> datetime | None:
    return case.opened_at


def _answered(case: SupportCase) -> datetime | None:
    return case.answered_at


def _resolved(case: SupportCase) -> datetime | None:
    return case.resolved_at


def median_waits(history: History, period: Period) -> list[MedianWait]:
    """Return the median waits that began in each month of a period; who still waits counts until its end."""
    by_month: dict[tuple[int, int], list[IssueThread]] = defaultdict(list)
    for thread in history.threads:
        if thread.ready_at in period:
            by_month[_month(thread.ready_at)].append(thread)
    waits = []
    for month in sorted(by_month):
        mine = replace(history, threads=tuple(by_month[month]))
        rows = list(time_to_first_response.rows(mine, period))
        since = max(period.since, datetime(*month, 1, tzinfo=UTC))
        for kind in KINDS:
            of_kind = [Wait(row.seconds, bool(row.answered)) for row in rows if row.kind == kind]
            if of_kind:
                waits.append(MedianWait(since, f"{kind}s", len(of_kind), kaplan_meier(of_kind).median))
    return waits


def _month(at: datetime | None) -> tuple[int, int]:
    assert at is not None, "what is in a period has an instant"
    at = at.astimezone(UTC)
    return at.year, at.month
