"""What an issue says and lacks, how long its like take, and how the signs of fit are learnt."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.community.suggestions import (
    Interests,
    Learnt,
    RankingFacts,
    Sizes,
    is_free,
    issue_traits,
    lacks,
    outcomes,
    rank,
)
from bot.community.suggestions.learning import FADING, MOST, PRIOR_LIFTS, PRIORS
from bot.core.model import Subject
from bot.core.ports.records import Deed
from handlers.suggestions.supply_report import nearest_to_first, needs

DAY = timedelta(days=1)
BEGAN = datetime(2026, 3, 2, tzinfo=UTC)
GOAL = "Whoever opens a store that is missing is told so, and not only that some key is missing. "
SAID = GOAL + "See `io/zarr.py`; `pytest` shows it."


def issue(number: int = 1, body: str = SAID, **more: Any) -> Subject:
    return Subject.model_validate(
        {"number": number, "title": "A title", "body": body, "author": {"id": 1, "login": "a"}} | more
    )


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        (SAID, ()),
        (GOAL + "See `open_zarr()`, and test it.", ()),
        (GOAL + "See `xr.Dataset`; a unit test is enough.", ()),
        (GOAL + "https://github.com/acme/widget/blob/main/setup shows it when you reproduce it.", ()),
        (GOAL + "Tested by hand.", ("where in the code",)),
        (GOAL + "In `io/zarr.py`, the latest one.", ("how to test it",)),
        ("In io/zarr.py, with a test", ("what is to be reached",)),
        ("<!-- " + SAID + " -->", ("what is to be reached", "how to test it")),
        ("", ("what is to be reached", "where in the code", "how to test it")),
    ],
)
def test_what_a_description_lacks(body: str, missing: tuple[str, ...]) -> None:
    assert lacks(issue(body=body)) == missing


def test_words_need_no_test() -> None:
    assert lacks(issue(body=GOAL + "In `docs/io.md`.", labels=["Documentation"])) == ()


@pytest.mark.parametrize(
    ("label", "free"),
    [
        ("S-blocked", False),
        ("status: waiting for author", False),
        ("needs-info", False),
        ("lifecycle/rotten", False),
        ("on hold", False),
        ("Question", False),
        ("unblocked", True),
        ("stale-cache", True),
        ("area/holds", True),
    ],
)
def test_labels_that_say_not_now(label: str, free: bool) -> None:
    assert is_free(issue(labels=[label]), 9) is free


def test_what_the_file_calls_stale_and_waiting_is_not_free() -> None:
    old = issue(updated_at="2026-01-01T00:00:00Z")
    assert is_free(old, 9)
    assert not is_free(old, 9, RankingFacts(stale_before=BEGAN))
    assert is_free(issue(), 9, RankingFacts(stale_before=BEGAN))  # Unknown is not old.
    assert not is_free(issue(labels=["Parked"]), 9, RankingFacts(closed=frozenset({"label:parked"})))


# Size


def test_issues_take_as_long_as_their_like_took() -> None:
    sizes = Sizes()
    for days in (1, 2, 9):
        sizes = sizes.after({"folder:io", "label:area/io"}, BEGAN, BEGAN + days * DAY)
        sizes = sizes.after({"folder:cli"}, BEGAN, BEGAN + (days + 10) * DAY)
    assert sizes.expected(["folder:io"]) == 2
    assert sizes.expected(["folder:io", "folder:unknown"]) == 2
    assert sizes.expected(["folder:docs"]) is None
    assert sizes.small() == {"folder:io", "label:area/io"}


def test_two_say_nothing_and_a_day_begun_is_a_day() -> None:
    sizes = Sizes().after({"folder:io"}, BEGAN, BEGAN + timedelta(hours=1))
    sizes = sizes.after({"folder:io"}, BEGAN, BEGAN + timedelta(hours=25))
    assert sizes.days["folder:io"] == [1, 2]
    assert sizes.expected(["folder:io"]) is None
    assert sizes.small() == frozenset()


def test_small_ones_come_first_and_say_so() -> None:
    sizes = Sizes(days={"all": [2, 8, 8, 9], "label:area/io": [1, 1, 2], "label:area/cli": [8, 8, 9]})
    issues = [issue(1, labels=["area/cli"]), issue(2, labels=["area/io"])]
    found = rank(issues, Interests(9), [], facts=RankingFacts(sizes=sizes))
    assert [(each.issue.number, each.signs, each.reason) for each in found] == [
        (2, ("size",), "free today; similar issues took about a day"),
        (1, (), "free today; similar issues took about 8 days"),
    ]


def test_a_small_folder_counts_beside_what_somebody_touched() -> None:
    sizes = Sizes(days={"all": [2, 8, 8, 9], "folder:io": [1, 1, 2]})
    found = rank([issue()], Interests(9, ("io/a.py",)), [], facts=RankingFacts(sizes=sizes))
    assert found[0].signs == ("path", "language", "size")
    assert found[0].reason == "near what you changed: `io/zarr.py`; similar issues took about a day"


# Learning


def test_nothing_learnt_is_the_prior() -> None:
    assert Learnt().weights() == PRIORS
    assert list(PRIORS) == ["path", "label", "language", "word", "size"]
    assert sorted(PRIORS.values(), reverse=True) == list(PRIORS.values())
    assert Learnt().explained() == ""


FREE = {1: ("path",), 2: ("path",), 3: ("label",), 4: (), 5: (), 6: ()}


def test_what_is_taken_more_often_than_it_is_free_gains_and_the_rest_loses() -> None:
    learnt = Learnt()
    for _ in range(20):
        learnt = learnt.after(FREE, {3: 1})
    assert learnt.weights()["label"] > PRIORS["label"]
    assert learnt.weights()["path"] < PRIORS["path"]
    assert learnt.weights()["language"] == PRIORS["language"]  # It was never to be had.
    assert learnt.explained().startswith("What counts now, learnt from 20 issues taken: path ")


def test_finished_counts_twice_and_nothing_taken_teaches_nothing() -> None:
    once, twice = Learnt().after(FREE, {3: 1}), Learnt().after(FREE, {3: 2})
    assert (once.lessons, twice.lessons) == (1, 2)
    assert twice == once.after(FREE, {3: 1})
    assert Learnt().after(FREE, {}) == Learnt().after(FREE, {99: 2}) == Learnt()


choices = st.dictionaries(
    st.integers(1, 8), st.lists(st.sampled_from([*PRIOR_LIFTS]), unique=True), min_size=1
)


@pytest.mark.slow
@given(st.lists(st.tuples(choices, st.integers(1, 8), st.integers(1, 2)), max_size=30), st.integers(1, 40))
def test_weights_stay_in_bounds_and_are_the_same_for_the_same_history(
    history: list[tuple[dict[int, list[str]], int, int]], times: int
) -> None:
    one = other = Learnt()
    for free, taken, count in history * times:
        one, other = one.after(free, {taken: count}), other.after(free, {taken: count})
    assert one.weights() == Learnt.model_validate_json(other.model_dump_json()).weights()
    assert all(0 <= weight <= MOST for weight in one.weights().values())
    assert one.lessons <= FADING


def test_what_became_of_issues_is_read_off_deeds() -> None:
    def deed(what: str, number: int, days: int) -> Deed:
        return Deed(BEGAN + days * DAY, what, 9, "eve", "acme/widget", number, {})

    deeds = [deed("claimed", 1, 0), deed("claimed", 2, 1), deed("pull_request.merged", 50, 5)]
    deeds += [deed("claimed", 3, 6)]
    closed = {n: [deed("issues.closed", n, 7)] for n in (1, 3, 4)}
    assert outcomes([1, 2, 3, 4], deeds, closed) == {1: 2, 2: 1, 3: 1}


def test_weights_order_what_is_offered() -> None:
    near, area = issue(1), issue(2, GOAL + "See `main.rs`, with a test.", labels=["area/io"])
    mine = Interests(9, ("io/netcdf.py",), ("area/io",))
    assert [each.issue.number for each in rank([near, area], mine, [])] == [1, 2]
    known = RankingFacts(weights={**PRIORS, "path": 40, "label": 90})
    assert [each.issue.number for each in rank([near, area], mine, [], facts=known)] == [2, 1]


# Nearness and reasons


@pytest.mark.parametrize(
    ("touched", "named", "reason"),
    [
        ("io/zarr.py", "io/zarr.py", "near what you changed: `io/zarr.py`"),
        ("io/zarr/store.py", "io/netcdf.py", "near what you changed: `io/netcdf.py`"),
        ("setup.py", "setup.py", "near what you changed: `setup.py`"),
        ("io/zarr.py", "cli/main.py", "python, like what you changed"),
        ("io/zarr.rs", "cli/main.py", "free today"),
        ("io.py/x.rs", "io.pyx", "free today"),
    ],
)
def test_a_reason_can_be_checked(touched: str, named: str, reason: str) -> None:
    (found,) = rank([issue(body=GOAL + f"See {named}, with a test")], Interests(9, (touched,)), [])
    assert found.reason == reason


def test_deeper_is_nearer_and_the_file_itself_is_nearest() -> None:
    names = ["io/a.py", "io/zarr/a.py", "io/zarr/store.py", "cli/a.py"]
    issues = [issue(n, GOAL + f"See {name}, with a test") for n, name in enumerate(names, 1)]
    found = rank(issues, Interests(9, ("io/zarr/store.py",)), [])
    assert [each.issue.number for each in found] == [3, 2, 1, 4]


def test_ten_thousand_of_the_same_text_are_read_once() -> None:
    assert issue_traits(issue(1)) is issue_traits(issue(2))


# Supply


def test_what_needs_least_could_be_next() -> None:
    one, two, none = issue(1), issue(2, GOAL + "See `a.py`"), issue(3, "")
    assert nearest_to_first([none, two, one]) == [one, two]
    assert needs(two, marked=False) == ("how to test it", "the label")
    assert needs(one, marked=True) == ()
    assert needs(one, marked=True, vouched=False) == ("the label, put on by somebody who may",)


# Whatever is written

pieces = st.sampled_from(
    [
        "io/zarr.py",
        "`open()`",
        "test",
        "setup.py",
        "/",
        "a//b.py",
        "zarr store",
        "é/ß.md",
        "```",
        GOAL,
        "\ud800",
    ]
)
words = st.lists(pieces, max_size=4).map(" ".join)
labels = st.lists(st.sampled_from(["Area/IO", "area/cli", "stale", "docs", "", "folder:io"]), max_size=3)
groups = st.sampled_from(["all", "folder:io", "folder:setup.py", "label:area/io", "label:docs"])


@pytest.mark.slow
@given(
    st.lists(st.tuples(words, words, labels), max_size=8),
    st.lists(st.tuples(words, labels), max_size=2),
    st.lists(pieces, max_size=3),
    st.dictionaries(groups, st.lists(st.integers(1, 30), max_size=4)),
    st.randoms(use_true_random=False),
)
def test_the_order_is_the_same_for_the_same_facts_in_any_order(
    texts: list[tuple[str, str, list[str]]],
    mine: list[tuple[str, list[str]]],
    paths: list[str],
    days: dict[str, list[int]],
    chance: Random,
) -> None:
    issues = [issue(n, body, title=title, labels=marks) for n, (title, body, marks) in enumerate(texts, 1)]
    subjects = [issue(99, title=title, labels=marks) for title, marks in mine]
    interests, known = Interests.of_all(9, subjects, paths), RankingFacts(sizes=Sizes(days=days))
    found = rank(issues, interests, ["docs"], facts=known)
    chance.shuffle(issues)
    assert found == rank(issues, interests, ["docs"], facts=known)
    assert [each.issue.number for each in found if lacks(each.issue)] == [
        each.issue.number for each in found
    ][sum(not lacks(each.issue) for each in found) :]
    assert all(each.reason and set(each.signs) <= set(PRIORS) for each in found)
