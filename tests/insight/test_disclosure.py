"""People are not found by choosing or comparing periods."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.insight.charts.newcomers import times_back
from bot.insight.figure_text import GUARD, note
from bot.insight.history import MERGED, Contribution, History, Period, SupportCase
from bot.insight.people import Return, absence_factor, conversion, new_contributors
from bot.insight.privacy.disclosure import disclosures
from bot.insight.report import QUARTER, YEAR
from bot.insight.survival import Wait

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


def told_words(sizes: dict[str, int]) -> set[str]:
    """What stands in the place of kinds that are not told, of so many new people by kind."""
    kinds = [kind for kind, size in sizes.items() for _ in range(size)]
    at = END - timedelta(days=200)
    firsts = tuple(Contribution(at, person, kind) for person, kind in enumerate(kinds))
    (one,) = disclosures([new_contributors], History(None, END, firsts=firsts), LAST_YEAR)
    assert {figure.value for figure in one.result.figures} == {20, 12, None}
    return {note(figure) for figure in one.result.figures if figure.few}


def test_the_words_for_what_is_not_told_do_not_tell_it() -> None:
    """Of 20 people twelve are told of: two kinds "fewer than five" each would be four and four."""
    assert told_words({"issue": 12, "change request": 4, "review": 4}) == {GUARD}
    assert told_words({"issue": 12, "change request": 5, "review": 3}) == {GUARD}


def test_nor_do_they_for_communities() -> None:
    """Of six people, "five or more, but not told" would be five, and one of none."""
    for inside in (2, 3, 4, 5):
        history = of_communities({"a": inside, "": 6 - inside})
        (one,) = disclosures([new_contributors], history, LAST_QUARTER, "a")
        assert {note(figure) for figure in one.result.figures} == {GUARD}, inside


def shares(days: list[int], waiting: int) -> dict[str, float | None]:
    """What is told of people who came back after so many days, and of others who have not in two years."""
    rows = [Return(float(length), 1) for length in days] + [Return(700.0, 0)] * waiting
    return {figure.key: figure.value for figure in conversion.count(rows)}


def test_a_share_tells_of_no_fewer_than_five() -> None:
    """One of ten within ninety days is one person, whom everybody can look up."""
    told = shares([10, *[100] * 5], 10)
    assert (told["day-90"], told["second"]) == (None, 6)
    told = shares([*[10] * 5, *[100] * 2, *[300] * 5], 10)
    assert told["day-90"] is not None
    assert told["day-180"] is None, "two between the two"
    assert told["day-365"] is not None
    assert shares([*[10] * 6, *[400] * 2], 10)["day-365"] is None, "two came back later"


def test_the_curve_tells_no_more_than_the_shares() -> None:
    waits = [Wait(days, ended=True) for days in (*[50.0] * 5, *[80.0] * 3, *[300.0] * 5)]
    told = dict(times_back([*waits, *[Wait(700.0, ended=False)] * 10]))
    assert [days for days, step in told.items() if step is not None] == [30, 90, 180, 270, 365]


def test_who_is_of_two_communities_is_not_found_by_comparing_them() -> None:
    """Five new people of the first are all of the second, where eight are: three would be found."""
    new, old = range(1, 9), range(20, 30)
    reporters = {"a": [*range(1, 6), *old], "b": [*new]}
    cases = tuple(
        SupportCase(number, END - timedelta(days=1), person, community, "", None, None, None)
        for community, people in reporters.items()
        for number, person in enumerate(people, start=1)
    )
    people = [*new, *range(40, 50)]
    firsts = tuple(Contribution(END - timedelta(days=1), person, "issue") for person in people)
    history = History(None, END, firsts=firsts, cases=cases)
    assert told_of(history, "a")["people"] == 5
    assert told_of(history, "b")["people"] is None


def test_what_is_told_of_all_is_not_compared_in_vain_with_more_of_a_community() -> None:
    """All six new people are of the community, where eight were here: two would be found."""
    at = END - timedelta(days=1)
    cases = tuple(SupportCase(n, at, n, "a", "", None, None, None) for n in range(1, 9))
    firsts = tuple(Contribution(at, person, "issue") for person in range(1, 7))
    merged = tuple(Contribution(at, person, MERGED) for person in (*range(1, 9), *range(20, 26)))
    history = History(None, END, contributions=merged, firsts=firsts, cases=cases)
    metrics = [new_contributors, absence_factor]
    told = [
        {one.result.metric.name: one.result.figure("people").value for one in found}
        for found in (
            disclosures(metrics, history, LAST_QUARTER),
            disclosures(metrics, history, LAST_QUARTER, "a"),
        )
    ]
    assert told[0] == {"new-contributors": 6, "contributor-absence-factor": 14}
    assert told[1] == {"new-contributors": 6, "contributor-absence-factor": None}
