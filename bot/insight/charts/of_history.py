"""The charts of a report: those of its metrics that say more as a drawing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from bot.insight.charts.chart import Chart
from bot.insight.charts.newcomers import return_curve
from bot.insight.charts.support import CaseWeek, cases_by_week
from bot.insight.charts.time_marks import TimeMark
from bot.insight.charts.waiting import MedianWait, first_response, open_age
from bot.insight.history import History, Period
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
    """Return what there is to draw for the metrics of a report, in their order; nothing that it
    withholds, and nothing of a time that is not known. `marks` are what time axes bear."""
    if history.known_since is not None:
        period = Period(max(period.since, history.known_since), period.until)
    for result in results:
        chart = None
        if result.metric is support_cases and any(row.opened for row in result.rows):
            chart = _cases(history, period, marks)
        elif result.metric is time_to_first_response and result.rows:
            chart = first_response(median_waits(history, period), marks)
        elif result.metric is conversion and not result.withheld:
            chart = return_curve([Wait(row.days, bool(row.again)) for row in result.rows])
        elif result.metric is issue_age and result.rows:
            chart = open_age([row.seconds for row in result.rows])
        if chart is not None:
            yield chart


def _cases(history: History, period: Period, marks: Sequence[TimeMark]) -> Chart | None:
    weeks = case_weeks(history, period)
    return cases_by_week(weeks, marks) if LEAST_WEEKS <= len(weeks) <= MOST_WEEKS else None


def case_weeks(history: History, period: Period) -> list[CaseWeek]:
    """Return what became of cases in each whole week of a period (UTC)."""
    day = datetime.combine(period.since.date(), time(), UTC)
    monday = day + timedelta(days=-day.weekday() % 7)
    weeks = []
    while monday + timedelta(weeks=1) <= period.until:
        week = Period(monday, monday + timedelta(weeks=1))
        weeks.append(
            CaseWeek(
                monday,
                sum(case.opened_at in week for case in history.cases),
                sum(case.answered_at in week for case in history.cases),
                sum(case.resolved_at in week for case in history.cases),
            )
        )
        monday = week.until
    return weeks


def median_waits(history: History, period: Period) -> list[MedianWait]:
    """Return the median waits that began in each month of a period; who still waits counts until its end."""
    waits = []
    for month in _months(period):
        mine = replace(history, threads=tuple(t for t in history.threads if t.ready_at in month))
        rows = list(time_to_first_response.rows(mine, Period(month.since, period.until)))
        for kind in KINDS:
            of_kind = [Wait(row.seconds, bool(row.answered)) for row in rows if row.kind == kind]
            if of_kind:
                waits.append(MedianWait(month.since, f"{kind}s", len(of_kind), kaplan_meier(of_kind).median))
    return waits


def _months(period: Period) -> Iterator[Period]:
    """Return the months of a period (UTC), the first and the last as far as they are in it."""
    since = period.since
    while since < period.until:
        following = (since.replace(day=1) + timedelta(days=31)).replace(day=1, hour=0, minute=0, second=0)
        yield Period(since, min(following, period.until))
        since = following
