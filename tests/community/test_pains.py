"""What keeps coming back in a month of cases, without pointing at anybody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.community.cases import CaseState
from bot.community.recurring_topics import topics_report
from handlers.steward.topics_report import lines

SINCE, UNTIL = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)


def case(number: int, *labels: str, **more: Any) -> CaseState:
    opened = SINCE + timedelta(days=number)
    return CaseState(
        opened_at=opened,
        reporter=f"r{number}",
        reporter_id=number,
        labels=("support", *labels),
        resolved_at=opened + timedelta(days=2 * number),
        **more,
    )


def said(*cases: CaseState) -> str:
    return "\n".join(lines(topics_report(cases, SINCE, UNTIL, ["support"])))


def test_an_area_that_came_up_three_times_is_a_theme() -> None:
    text = said(*(case(n, "area/cloud", turns=n) for n in (1, 2, 3)), case(4, "area/io"), case(5, "area/io"))
    assert "area/cloud: 3 cases, median age 4 days, 2 turns each; no page was offered" in text
    assert "area/io" not in text
    assert "support:" not in text


def test_the_page_that_was_offered_is_named() -> None:
    assert "offered: “Stores”" in said(*(case(n, "area/io", guide="Stores") for n in (1, 2, 3)))


def test_a_small_community_is_not_named() -> None:
    few = [case(n, community="pangeo") for n in (1, 2, 3, 4)]
    assert said(*few) == ""
    assert "pangeo: 5 cases" in said(*few, case(5, community="pangeo"))


def test_the_same_person_asking_five_times_is_no_community() -> None:
    same = [case(n, community="pangeo").model_copy(update={"reporter_id": 1}) for n in range(1, 7)]
    assert said(*same) == ""


def test_a_quiet_month_says_nothing_and_other_months_do_not_count() -> None:
    late = [case(n, "area/io").model_copy(update={"opened_at": UNTIL}) for n in (1, 2, 3)]
    assert said(*late) == ""


def test_nobody_is_named() -> None:
    text = said(*(case(n, "area/cloud", steward="alice") for n in (1, 2, 3)))
    assert "alice" not in text
    assert "r1" not in text
