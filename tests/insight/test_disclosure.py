"""People are not found by choosing or comparing periods."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.insight.history import Contribution, History, Period
from bot.insight.people import new_contributors
from bot.insight.privacy.disclosure import disclosed
from bot.insight.report import QUARTER, YEAR

END = datetime(2026, 4, 1, tzinfo=UTC)
LAST_QUARTER, LAST_YEAR = Period(END - QUARTER, END), Period(END - YEAR, END)


def told(lately: int, before: int, period: Period = LAST_QUARTER) -> tuple[float | None, Period]:
    """New people of the quarter, and of the year before it, as a page tells of them."""
    ages = [timedelta(days=1)] * lately + [timedelta(days=200)] * before
    firsts = tuple(Contribution(END - age, person, "issue") for person, age in enumerate(ages, start=1))
    one = disclosed(new_contributors, History(None, END, firsts=firsts), period)
    return one.result.figure("people").value, one.period


@pytest.mark.parametrize(
    ("lately", "before", "value", "period"),
    [
        (7, 0, 7, LAST_QUARTER),
        (7, 6, 7, LAST_QUARTER),
        (7, 3, 10, LAST_YEAR),  # Seven of ten would tell of three.
        (3, 9, 12, LAST_YEAR),
        (2, 1, None, LAST_QUARTER),
    ],
)
def test_a_quarter_widens_to_a_year_until_five(
    lately: int, before: int, value: float | None, period: Period
) -> None:
    assert told(lately, before) == (value, period)


def test_chosen_days_count_nobody_apart() -> None:
    day = Period(END - timedelta(days=2), END - timedelta(days=1))
    assert told(7, 6, day) == told(7, 6)
    assert told(7, 6, LAST_YEAR) == (13, LAST_YEAR)
