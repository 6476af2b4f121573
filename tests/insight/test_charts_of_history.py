"""The charts of metrics, drawn of a history: each thing in its week or month, nothing that is withheld."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.insight.charts.of_history import case_weeks, chart_of, median_waits
from bot.insight.charts.support import CaseWeek
from bot.insight.charts.time_marks import MarkKind, TimeMark
from bot.insight.history import History, IssueThread, Period, SupportCase
from bot.insight.people import conversion
from bot.insight.support import support_cases
from bot.insight.waiting import issue_age

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
SPRING = Period(MONDAY - DAY, MONDAY + 4 * WEEK + DAY)


def case(number: int, opened: datetime, answered: datetime | None, resolved: datetime | None) -> SupportCase:
    return SupportCase(
        opened_at=opened, reporter=number, community="", steward="", acknowledged_at=answered,
        answered_at=answered, resolved_at=resolved, number=number,
    )  # fmt: skip


def thread(number: int, opened: datetime, *answers: datetime) -> IssueThread:
    return IssueThread(number, False, number, False, opened, opened, answers)


HISTORY = History(
    known_since=MONDAY - 9 * WEEK,
    until=SPRING.until,
    cases=(
        case(1, MONDAY, MONDAY + DAY, MONDAY + WEEK),
        case(2, MONDAY + WEEK - timedelta(seconds=1), None, None),
        case(3, MONDAY - DAY, MONDAY + 2 * WEEK, None),
    ),
    threads=(
        thread(4, MONDAY, MONDAY + DAY),
        thread(5, MONDAY + DAY, MONDAY + 3 * DAY),
        thread(6, MONDAY + 30 * DAY - timedelta(hours=1)),
        thread(7, MONDAY + 30 * DAY),
    ),
)


def test_each_case_is_in_its_week_and_only_whole_weeks_are_there() -> None:
    assert case_weeks(HISTORY, SPRING) == [
        CaseWeek(MONDAY, 2, 1, 0),
        CaseWeek(MONDAY + WEEK, 0, 0, 1),
        CaseWeek(MONDAY + 2 * WEEK, 0, 1, 0),
        CaseWeek(MONDAY + 3 * WEEK, 0, 0, 0),
    ]


def test_waits_are_of_the_month_in_which_they_began_and_go_on_to_the_end() -> None:
    period = Period(datetime(2026, 2, 1, tzinfo=UTC), MONDAY + 60 * DAY)
    first, second = median_waits(replace(HISTORY, until=period.until), period)
    assert (first.at, first.what, first.count) == (datetime(2026, 3, 1, tzinfo=UTC), "issues", 3)
    assert first.median.value == 2 * 86_400
    assert second.at == datetime(2026, 4, 1, tzinfo=UTC)


def test_a_chart_knows_its_metric_and_what_happened_meanwhile() -> None:
    mark = TimeMark(MONDAY + WEEK, MarkKind.COHORT, "spring", MONDAY + 2 * WEEK)
    chart = chart_of(HISTORY, SPRING, support_cases.result(HISTORY, SPRING), [mark])
    assert chart is not None
    assert (chart.key, chart.marks) == ("support-cases-chart", (mark,))
    ages = chart_of(HISTORY, SPRING, issue_age.result(HISTORY, SPRING))
    assert ages is not None
    assert sum(int(row[1]) for row in ages.rows) == 2


def test_what_was_not_known_or_is_withheld_is_not_drawn() -> None:
    late = replace(HISTORY, known_since=MONDAY + 3 * WEEK)
    assert chart_of(late, SPRING, support_cases.result(late, SPRING)) is None, "less than two weeks"
    assert chart_of(HISTORY, SPRING, conversion.result(HISTORY, SPRING)) is None
