"""People are not found by choosing or comparing periods."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.insight.history import Contribution, History, Period, SupportCase
from bot.insight.people import new_contributors
from bot.insight.privacy.disclosure import disclosures
from bot.insight.report import QUARTER, YEAR

END = datetime(2026, 4, 1, tzinfo=UTC)
LAST_QUARTER, LAST_YEAR = Period(END - QUARTER, END), Period(END - YEAR, END)


def told(lately: int, before: int, period: Period = LAST_QUARTER) -> tuple[float | None, Period]:
    """New people of the quarter, and of the year before it, as a page tells of them."""
    ages = [timedelta(days=1)] * lately + [timedelta(days=200)] * before
    firsts = tuple(Contribution(END - age, person, "issue") for person, age in enumerate(ages, start=1))
    (one,) = disclosures([new_contributors], History(None, END, firsts=firsts), period)
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


def of_communities(sizes: dict[str, int], kinds: dict[str, str] | None = None) -> History:
    """New people of each community, all of them with a case; "" are those of none."""
    firsts: list[Contribution] = []
    cases: list[SupportCase] = []
    for community, size in sizes.items():
        for _ in range(size):
            person = len(firsts) + 1
            kind = (kinds or {}).get(f"{community}{person}", "issue")
            firsts.append(Contribution(END - timedelta(days=1), person, kind))
            if community:
                cases.append(SupportCase(person, firsts[-1].at, person, community, "", None, None, None))
    return History(None, END, firsts=tuple(firsts), cases=tuple(cases))


def told_of(history: History, community: str) -> dict[str, float | None]:
    """What is told of a community's new people."""
    (one,) = disclosures([new_contributors], history, LAST_QUARTER, community)
    return {figure.key: figure.value for figure in one.result.figures}


@pytest.mark.parametrize(
    ("sizes", "told"),
    [
        ({"a": 10, "b": 7, "": 6}, {"a": 10, "b": 7}),
        ({"a": 10, "b": 7, "": 2}, {"a": 10, "b": None}),
        ({"a": 10, "b": 7, "c": 2}, {"a": 10, "b": None, "c": None}),
        ({"a": 10, "b": 7, "c": 2, "": 3}, {"a": 10, "b": 7, "c": None}),
        ({"a": 10, "b": 7}, {"a": 10, "b": 7}),
        ({"a": 10, "": 3}, {"a": None}),
        ({"a": 4, "": 30}, {"a": None}),
    ],
)
def test_nobody_is_found_by_subtracting_all_communities(
    sizes: dict[str, int], told: dict[str, float | None]
) -> None:
    history = of_communities(sizes)
    assert {name: told_of(history, name)["people"] for name in told} == told


def test_nor_by_subtracting_one_kind_of_theirs() -> None:
    """Of all nine who began with a review, eight are of the community: the ninth would be found."""
    kinds = {f"a{person}": "review" for person in range(1, 9)} | {"21": "review"}
    history = of_communities({"a": 20, "": 12}, kinds)
    assert told_of(history, "a") == {"people": 20, "issue": None, "change-request": None, "review": None}
    plain = {f"a{person}": "review" for person in range(1, 9)}
    assert told_of(of_communities({"a": 20, "": 12}, plain), "a")["people"] == 20
