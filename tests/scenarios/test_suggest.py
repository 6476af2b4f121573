"""/suggest: what may suit somebody and is free; and whose mark on an issue counts."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.harness.in_process.story import REPO, Story, world
from tests.scenarios.conftest import Tell

ON = "newcomers: {suggestions: {count: 2}, claims: {}}"
ABOUT = "{}, and whoever looks for it finds nothing at all. Once it is mended, `pytest` passes as before."
GOOD = {"author": "dora", "labels": ["good first issue"]}
ISSUES: list[dict[str, Any]] = [
    {"number": 40, "title": "Here we talk", "author": "dora"},
    {"number": 41, "title": "Document it", "body": ABOUT.format("`io/zarr.py` has no docstrings"), **GOOD},
    {"number": 42, "title": "Taken already", "assignees": ["bob"], **GOOD},
    {"number": 43, "title": "Blocked", "author": "dora", "labels": ["good first issue", "blocked"]},
    {"number": 45, "title": "One missing case", "body": ABOUT.format("`cli.py` is not tried"), **GOOD},
    {"number": 46, "title": "A dead link in the docs", **GOOD},
]


async def asked(story: Story, who: str, line: str = "/suggest") -> str:
    """What somebody is told who asks."""
    place = story.thread(40)
    await story.person(who).comments(place, line)
    return place.words[-1]


def numbers(told: str) -> list[int]:
    """The issues that are offered, in their order."""
    return [int(number) for number in re.findall(r"^- #(\d+) ", told, re.MULTILINE)]


@pytest.mark.slow
async def test_free_issues_the_nearest_first_and_to_nobody_else_that_day(tell: Tell) -> None:
    story = await tell(ON, world=world(issues=ISSUES))
    await story.person("eve").opens_pull("Clear error", files=["io/netcdf.py"])
    told = await asked(story, "eve")
    assert (
        "- #41 Document it (near what you changed: [`io/zarr.py`](https://github.com/acme/widget/blob/"
        in told
    )
    assert await asked(story, "eve") == told
    assert "- #46" in (other := await asked(story, "dan"))
    assert "#41" not in other
    assert "nothing that is marked for newcomers is free" in await asked(story, "frank")
    await story.advance("25 hours")
    assert "- #41" in await asked(story, "frank")


async def test_about_a_topic(tell: Tell) -> None:
    story = await tell(ON, world=world(issues=ISSUES))
    told = await asked(story, "eve", "/suggest docs")
    assert "#46" in told
    assert "#45" not in told
    assert "nothing about `knitting`" in await asked(story, "eve", "/suggest knitting")


async def test_what_is_claimed_is_not_suggested(tell: Tell) -> None:
    story = await tell(ON, world=world(issues=ISSUES, assignable=["alice"]))
    await story.person("dan").comments(story.thread(41), "/claim")
    assert "#41" not in await asked(story, "eve")


async def test_for_somebody_else_by_those_with_the_role(tell: Tell) -> None:
    story = await tell(ON, world=world(issues=ISSUES))
    assert "triage role" in await asked(story, "eve", "/suggest @mia")
    assert (await asked(story, "carol", "/suggest @mia")).startswith("@mia, free today:")


@pytest.mark.slow
async def test_for_somebody_else_about_a_topic_and_nobody_who_does_not_exist(tell: Tell) -> None:
    story = await tell(ON, world=world(issues=ISSUES))
    told = await asked(story, "carol", "/suggest @mia docs")
    assert told.startswith("@mia, free today:")
    assert "#46" in told
    assert "#45" not in told
    assert "no account `nobody-at-all`" in await asked(story, "carol", "/suggest @nobody-at-all")
    assert "no account `dependabot`" in await asked(story, "carol", "/suggest @dependabot")
    assert "nobody's login" in await asked(story, "carol", "/suggest @!!")
    assert (await asked(story, "eve", "/suggest @eve")).startswith("@eve, free today:")


@pytest.mark.slow
async def test_many_who_ask_at_the_same_moment_get_different_issues(tell: Tell) -> None:
    people = [f"new{n}" for n in range(8)]
    good = [{"number": n, "title": f"Task {n}", **GOOD} for n in range(100, 120)]
    places = [{"number": n, "title": "Ask here", "author": "dora"} for n in range(10, 18)]
    story = await tell(ON, world=world(issues=[*places, *good]))
    for number, who in enumerate(people, 10):
        story.person(who).alone.comments(REPO, number, "/suggest")
    await story.hears_at_once()
    await story.advance("1 minute")  # Answers keep a pace.
    offered = [n for place in range(10, 18) for n in numbers(story.thread(place).words[-1])]
    assert len(offered) == 16
    assert len(set(offered)) == 16


@pytest.mark.slow
async def test_shortly_before_and_after_midnight_is_one_time(tell: Tell) -> None:
    story = await tell(ON, world=world(issues=ISSUES))
    await story.until("2026-03-02 23:59")
    assert numbers(await asked(story, "eve")) == [41, 45]
    await story.until("2026-03-03 00:01")
    assert numbers(await asked(story, "dan")) == [46]
    assert numbers(await asked(story, "eve")) == [41, 45]


@pytest.mark.slow
async def test_what_is_kept_for_somebody_is_free_for_them_alone(tell: Tell) -> None:
    story = await tell(ON, world=world(issues=ISSUES))
    await story.person("carol").comments(story.thread(41), "/reserve @mia until 2026-03-20")
    assert numbers(await asked(story, "eve")) == [45, 46]
    assert numbers(await asked(story, "mia")) == [41]


@pytest.mark.parametrize("label", ["S-blocked", "status: waiting for author", "lifecycle/stale", "Parked"])
async def test_what_waits_or_is_stale_is_not_suggested(tell: Tell, label: str) -> None:
    issue = {**ISSUES[1], "labels": ["good first issue", label]}
    lifecycle = "lifecycle: {waiting_on: {blocked: parked}}"
    labels = ("good first issue", label)
    story = await tell(ON, lifecycle, world=world(issues=[ISSUES[0], issue], labels=labels))
    assert "is free just now" in await asked(story, "eve")


async def test_without_a_word_for_very_long_it_is_stale(tell: Tell) -> None:
    fresh = {**ISSUES[4], "created_at": "2026-02-01T00:00:00Z"}
    old = {**ISSUES[1], "created_at": "2025-06-01T00:00:00Z"}
    story = await tell(ON, "lifecycle: {stale_after: 90d}", world=world(issues=[ISSUES[0], old, fresh]))
    assert numbers(await asked(story, "eve")) == [45]


# Who marked it


async def test_a_mark_of_a_stranger_counts_once_a_maintainer_puts_it_on(tell: Tell) -> None:
    story = await tell(ON, world=world(issues=[*ISSUES[:1], {"number": 41, "title": "A", "author": "dora"}]))
    issue = story.thread(41)
    await story.person("zed").labels(issue, "good first issue")  # as a form's file makes GitHub do
    assert "is free just now" in await asked(story, "eve")
    await story.person("zed").unlabels(issue, "good first issue")
    await story.person("carol").labels(issue, "good first issue")
    assert numbers(await asked(story, "eve")) == [41]


async def test_an_issue_that_a_stranger_opens_with_the_mark_is_no_candidate(tell: Tell) -> None:
    story = await tell(ON, world=world(issues=ISSUES[:1]))
    await story.person("zed").opens_issue("Do my work", "...", labels=["good first issue"])
    await story.person("carol").opens_issue("A small thing", "...", labels=["good first issue"])
    assert numbers(await asked(story, "eve")) == [42]


@pytest.mark.parametrize(
    ("sections", "line"),
    [
        ("labels: {additional: [good first issue]}", "/label good first issue"),
        ("labels: {}\ncommands: {preset: prow}", "/good-first-issue"),
    ],
)
async def test_a_mark_the_bot_put_on_for_a_stranger_is_the_strangers(
    tell: Tell, sections: str, line: str
) -> None:
    issues = [*ISSUES[:1], *({"number": n, "title": "A", "author": "dora"} for n in (41, 42))]
    story = await tell(ON, sections, world=world(issues=issues))
    await story.person("zed").comments(story.thread(41), line)
    await story.person("carol").comments(story.thread(42), line)
    assert "good first issue" in story.thread(41).labels & story.thread(42).labels
    assert numbers(await asked(story, "eve")) == [42]


# How well it is described


async def test_what_is_described_comes_first_however_near_the_rest_is(tell: Tell) -> None:
    near = {"number": 44, "title": "Look at `io/zarr.py`", **GOOD}
    story = await tell(ON, world=world(issues=[*ISSUES, near]))
    await story.person("eve").opens_pull("Clear error", files=["io/zarr.py"])
    assert numbers(await asked(story, "eve")) == [41, 45]
    told = await asked(story, "dan")
    assert numbers(told) == [44, 46]
    assert told.count("; ask there for details") == 2


async def test_only_what_is_described_where_the_file_wants_it_so(tell: Tell) -> None:
    config = "newcomers: {suggestions: {count: 5, described_only: true}}"
    story = await tell(config, world=world(issues=ISSUES))
    assert numbers(await asked(story, "eve")) == [41, 45]
