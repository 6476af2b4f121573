"""One chart of each kind, with numbers that make them show all they can."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.insight.charts import newcomers, over_time, support, waiting
from bot.insight.charts.chart import Chart
from bot.insight.charts.time_marks import MarkKind, TimeMark
from bot.insight.survival import Wait, kaplan_meier

START = datetime(2026, 1, 5, tzinfo=UTC)
WEEKS = [START + timedelta(weeks=week) for week in range(16)]
HOSTILE = "</script><img src=x onerror=alert(1)>'\"&{{7*7}}"
MARKS = (
    TimeMark(START + timedelta(days=20), MarkKind.RELEASE, "v2.4.0"),
    TimeMark(START + timedelta(days=48), MarkKind.FILE),
    TimeMark(START + timedelta(days=60), MarkKind.COHORT, HOSTILE, START + timedelta(days=75)),
)
WAITS = [Wait(3.0 * (place + 1), place % 3 != 0) for place in range(140)]


def charts() -> list[Chart]:
    """All of them."""
    curve = newcomers.return_curve(newcomers.times_back(WAITS))
    assert curve is not None
    return [
        support.cases_by_week(
            [
                support.CaseWeek(at, place * 7 % 9, place * 5 % 8, place * 3 % 7)
                for place, at in enumerate(WEEKS)
            ],
            MARKS,
        ),
        waiting.first_response(_medians(), MARKS),
        waiting.open_age([86_400.0 * place * place for place in range(24)]),
        newcomers.funnel(
            [
                newcomers.StageCount("first contact", 41, "41"),
                newcomers.StageCount("first claim", 23, "23"),
                newcomers.StageCount("first merge", 11, "11"),
                newcomers.StageCount("second merge", None, "fewer than five"),
            ]
        ),
        curve,
        support.duty(
            [
                support.DutyShift(("alice", "bob", "carol")[place % 3], at, at + timedelta(weeks=1))
                for place, at in enumerate(WEEKS[:6])
            ],
            [support.DutyCase("bob", START + timedelta(days=3 * place), HOSTILE) for place in range(9)],
            MARKS,
        ),
        over_time.bubbles(
            "kinds",
            "Opened each week, by kind",
            "Issues by the kind they were given.",
            WEEKS,
            [
                over_time.Series("questions", tuple(place % 5 for place in range(16))),
                over_time.Series("bugs", tuple(place * 3 % 7 for place in range(16))),
            ],
            marks=MARKS,
        ),
    ]


def _medians() -> list[waiting.MedianWait]:
    months = [datetime(2025, month, 1, tzinfo=UTC) for month in range(1, 13)]
    return [
        waiting.MedianWait(
            at,
            what,
            20,
            kaplan_meier(
                [
                    Wait(3_600.0 * (place + 2 + len(what)) * (month % 4 + 2), place < 11 + month % 8)
                    for place in range(20)
                ]
            ).median,
        )
        for what in ("issues", "change requests")
        for month, at in enumerate(months)
    ]
