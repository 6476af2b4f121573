"""Nobody is found by subtracting figures of different metrics, periods, communities or pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import permutations, product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.insight.catalog import METRICS
from bot.insight.history import MERGED, Contribution, History, Period, SupportCase
from bot.insight.metric import Group, Result
from bot.insight.privacy.disclosure import disclosures
from bot.insight.privacy.nesting import told_counts
from bot.insight.report import QUARTER, YEAR, Audience, make
from tests.harness.examples import examples

END = datetime(2026, 4, 1, tzinfo=UTC)
OF_PEOPLE = [metric for metric in METRICS if metric.people]
COMMUNITIES = ("", "a", "b")


def history_of(size: int, draw: Random) -> History:
    """Some people, of whom nearly all do the same, so that many groups are nearly the same."""
    deeds: list[Contribution] = []
    firsts: list[Contribution] = []
    cases: list[SupportCase] = []
    usual = [draw.choice((10, 120, 300, 500)) for _ in range(4)]
    for person in range(1, size + 1):
        first, merged, again, later = (
            age if draw.random() < 0.85 else draw.choice((5, 100, 200, 400, 700)) for age in usual
        )
        opened = Contribution(END - timedelta(days=first), person, "issue")
        if draw.random() < 0.8:
            firsts.append(opened)
        deeds.append(opened)
        for age, share in ((merged, 0.8), (again, 0.5), (later, 0.5)):
            if draw.random() < share:
                deeds.append(Contribution(END - timedelta(days=min(age, first)), person, MERGED))
        for community in {*draw.sample(("", "a", "a", "a", "b", "b"), draw.choice((1, 1, 2)))} - {""}:
            cases.append(SupportCase(person, opened.at, person, community, "", None, None, None))
    deeds.sort(key=lambda deed: (deed.at, deed.person))
    return History(
        END - timedelta(days=800),
        END,
        contributions=tuple(deeds),
        firsts=tuple(firsts),
        cases=tuple(cases),
    )


def counted(history: History, result: Result, period: Period) -> Iterator[tuple[str, Group]]:
    """The people of each figure that a result tells of, and of what remains of its whole."""
    assert result.metric.people is not None
    groups = result.metric.people(history, period)
    everybody = frozenset(person for group in groups.values() for person in group)
    for figure in result.figures:
        if figure.value is not None and figure.key in groups:
            yield f"{result.metric.name} {figure.key}", groups[figure.key]
            yield f"{result.metric.name} without {figure.key}", everybody - groups[figure.key]


def on_pages(history: History, elsewhere: Sequence[Group]) -> Iterator[tuple[str, Group]]:
    """All counts of people that somebody finds who asks for each community and time."""
    for community in COMMUNITIES:
        mine = history.of_community(community) if community else history
        for length in (QUARTER, YEAR, timedelta(days=1)):
            period = Period(END - length, END)
            for one in disclosures(OF_PEOPLE, history, period, community, elsewhere):
                for name, group in counted(mine, one.result, one.period):
                    yield f"{community} {name}", group


def in_reports(history: History, elsewhere: Sequence[Group]) -> Iterator[tuple[str, Group]]:
    """All counts of people in reports on each community, and in those about a year."""
    for since, community in product((None, END - YEAR), COMMUNITIES):
        report = make(
            history, "acme/widget", Audience.MAINTAINERS, END, since, community, elsewhere=elsewhere
        )
        mine = history.of_community(community) if community else history
        for period, results in ((report.period, report.results), (report.period.before, report.earlier)):
            for result in results:
                if result.metric.people:
                    for name, group in counted(mine, result, period):
                        yield f"{community} {name}", group


def found(told: list[tuple[str, Group]]) -> list[tuple[str, str, Group]]:
    """Which fewer than five people are found by subtracting one count from another."""
    return [
        (one, other, whole - part)
        for (one, part), (other, whole) in permutations(told, 2)
        if part < whole and len(whole - part) < 5 <= len(part)
    ]


@pytest.mark.slow
@settings(max_examples=examples(20), deadline=None)
@given(size=st.integers(5, 30), draw=st.randoms(use_true_random=False))
def test_no_two_counts_tell_of_fewer_than_five_people(size: int, draw: Random) -> None:
    history = history_of(size, draw)
    page = [
        frozenset(deed.person for deed in history.firsts),
        frozenset(draw.sample(range(1, size + 1), draw.randint(0, size))),
    ]
    elsewhere = [
        group for group, count in zip(page, told_counts(page), strict=True) if isinstance(count, int)
    ]
    others: list[tuple[str, Group]] = [("of another page", group) for group in elsewhere]
    assert found([*others, *on_pages(history, elsewhere), *in_reports(history, elsewhere)]) == []


@pytest.mark.slow
@settings(max_examples=examples(5), deadline=None)
@given(size=st.integers(5, 30), draw=st.randoms(use_true_random=False))
def test_a_report_tells_of_people_what_the_pages_do(size: int, draw: Random) -> None:
    history = history_of(size, draw)
    for community in COMMUNITIES:
        report = make(history, "acme/widget", Audience.MAINTAINERS, END, END - YEAR, community)
        told = [one for one in report.results if one.metric.people]
        page = disclosures([one.metric for one in told], history, Period(END - YEAR, END), community)
        assert [one.result for one in page] == told


def test_two_reports_compare_no_times_from_which_one_person_is_found() -> None:
    """Thirteen contributed before the year, and all but one of them before the quarter."""
    here = [(400, range(1, 14)), (200, range(1, 13)), (1, range(20, 30))]
    deeds = [
        Contribution(END - timedelta(days=age), person, "issue") for age, people in here for person in people
    ]
    history = History(END - 2 * YEAR, END, contributions=tuple(deeds))
    told = [
        (name, len(group)) for name, group in in_reports(history, []) if name == " activity people" and group
    ]
    assert told == [(" activity people", 10), (" activity people", 10), (" activity people", 13)]
