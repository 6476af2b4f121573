"""The supply of issues for newcomers: who hears when it runs low, what is wanting, and what was learnt."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.in_process.story import world
from tests.scenarios.conftest import Tell
from tests.scenarios.test_suggest import ABOUT, ISSUES, asked, numbers

CHAT = "notify: {newcomers: chat}\ndigest: {}"
UNMARKED: list[dict[str, Any]] = [
    {"number": 50, "title": "Described", "author": "dora", "body": ABOUT.format("`plot.py` is slow")},
    {"number": 51, "title": "No pointer", "author": "dora", "body": ABOUT.format("The plot is slow")},
    {"number": 52, "title": "Nothing at all", "author": "dora"},
    {"number": 53, "title": "A question about `io.py`", "author": "dora", "labels": ["support"]},
    {"number": 54, "title": "Taken", "author": "dora", "body": ABOUT.format("`a.py` is slow"),
     "assignees": ["bob"]},
]  # fmt: skip


@pytest.mark.slow
async def test_maintainers_hear_once_a_week_what_is_wanting_and_what_could_become_one(tell: Tell) -> None:
    story = await tell("newcomers: {suggestions: {}}", CHAT, world=world(issues=[*ISSUES, *UNMARKED]))
    await story.person("zed").opens_issue("Mine", ABOUT.format("`a.py`"), labels=["good first issue"])
    await story.until("2026-03-15 10:00")
    (told,) = story.told
    assert told.startswith("**For the maintainers of acme/widget**, Mon 9 March.")
    assert "1. #50 is well described: the label `good first issue`, or `/good-first-issue` there" in told
    assert "- 2 good first issues are ready." in told
    assert "Marked, but not ready: #46 needs what is to be reached, where in the code and how to " in told
    assert "#55 needs the label, put on by somebody who may." in told
    assert told.endswith("- Could become one: #51 needs where in the code and the label.")


@pytest.mark.slow
async def test_enough_is_no_news_and_so_is_a_claim_that_leaves_enough(tell: Tell) -> None:
    story = await tell("newcomers: {suggestions: {low: 2}, claims: {}}", CHAT, world=world(issues=ISSUES))
    await story.until("2026-03-09 10:00")
    assert story.told == []
    await story.person("eve").comments(story.thread(41), "/claim")
    await story.until("2026-03-16 10:00")
    (told,) = story.told
    assert "1 good first issue is ready." in told


@pytest.mark.slow
async def test_the_digests_issue_carries_it_in_the_same_letter_until_enough_are_free(tell: Tell) -> None:
    told = CHAT.replace("{}", "{issue: 40, every: friday 09:00}")
    story = await tell("newcomers: {suggestions: {}}", told, world=world(issues=ISSUES))
    place = story.thread(40)
    await story.until("2026-03-06 10:00")
    (letter,) = place.words
    assert "- 2 good first issues are ready." in letter
    assert "#40" not in letter
    await story.person("dora").opens_issue("One", ABOUT.format("`a.py`"), labels=["good first issue"])
    await story.until("2026-03-13 10:00")
    (letter,) = place.words
    assert "good first issues are" not in letter
    assert story.told == []  # It is told once, where everybody may read it.


async def test_a_label_that_the_repository_lacks_is_named(tell: Tell) -> None:
    story = await tell("newcomers: {suggestions: {labels: [starter]}}", CHAT, world=world(issues=ISSUES))
    await story.until("2026-03-09 10:00")
    (told,) = story.told
    assert "The repository has no label `starter` (`newcomers.suggestions`)." in told


@pytest.mark.slow
async def test_how_long_issues_took_says_how_long_their_like_may_take(tell: Tell) -> None:
    labels = ["good first issue", "area/cloud"]
    like = [
        {
            "number": n,
            "title": f"Task {n}",
            "author": "dora",
            "labels": labels,
            "body": ABOUT.format("`a.py`"),
        }
        for n in range(60, 64)
    ]
    story = await tell(
        "newcomers: {suggestions: {}, claims: {lease: 4 weeks}}", world=world(issues=[ISSUES[0], *like])
    )
    for number, who in ((60, "dan"), (61, "eve"), (62, "finn")):
        await story.person(who).comments(story.thread(number), "/claim")
    await story.advance("2 days")
    for number in (60, 61):
        await story.person("dora").closes(story.thread(number))
    assert "took about" not in await asked(story, "gina")
    await story.advance("2 days")
    await story.person("dora").closes(story.thread(62))
    assert "- #63 Task 63 (free today; similar issues took about 2 days)" in await asked(story, "gina")


@pytest.mark.slow
async def test_what_people_take_moves_what_counts(tell: Tell) -> None:
    """Newcomers are offered what is near their files, and take, of all that is free, what has their label."""

    def task(number: int, body: str, *labels: str) -> dict[str, Any]:
        marks = ["good first issue", *labels]
        return {"number": number, "title": f"Task {number}", "author": "dora", "labels": marks, "body": body}

    near, far = ABOUT.format("`io/zarr.py` is slow"), ABOUT.format("`cli/main.rs` is slow")
    issues = [task(n, near) for n in range(100, 108)] + [task(n, far) for n in range(300, 312)]
    issues += [task(n, far, "area/cloud") for n in range(200, 218)]
    config = "newcomers: {suggestions: {count: 1}, claims: {lease: 8 weeks}}"
    story = await tell(config, world=world(issues=[ISSUES[0], *issues]))

    async def told(who: str) -> int:
        pull = await story.person(who).opens_pull("Clear error", files=["io/netcdf.py"])
        await story.person("dora").labels(pull, "area/cloud")
        (number,) = numbers(await asked(story, who))
        return number

    for number in range(200, 217):
        assert await told(f"new{number}") < 200
        await story.person(f"new{number}").comments(story.thread(number), "/claim")
        await story.advance("25 hours")
    await story.advance("5 weeks")
    assert await told("late") == 217
