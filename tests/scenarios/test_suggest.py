"""/suggest: what may suit somebody; and a word to maintainers when the supply runs low."""

from __future__ import annotations

from typing import Any

from tests.scenarios.conftest import Tell
from tests.scenarios.story import Story, world

ON = "newcomers: {suggestions: {count: 2}, claims: {}}"
GOOD = {"author": "dora", "labels": ["good first issue"]}
ISSUES: list[dict[str, Any]] = [
    {"number": 40, "title": "Here we talk", "author": "dora"},
    {"number": 41, "title": "Document it", "body": "The module `io/zarr.py` has no docstrings.", **GOOD},
    {"number": 42, "title": "Taken already", "assignees": ["bob"], **GOOD},
    {"number": 43, "title": "Blocked", "author": "dora", "labels": ["good first issue", "blocked"]},
    {"number": 45, "title": "One missing test", **GOOD},
    {"number": 46, "title": "A dead link in the docs", **GOOD},
]


async def asked(story: Story, who: str, line: str = "/suggest") -> str:
    """What somebody is told who asks."""
    place = story.thread(40)
    await story.person(who).comments(place, line)
    return place.words[-1]


async def test_free_issues_the_nearest_first_and_to_nobody_else_that_day(tell: Tell) -> None:
    story = await tell(ON, world=world(issues=ISSUES))
    await story.person("eve").opens_pull("Clear error", files=["io/netcdf.py"])
    told = await asked(story, "eve")
    assert "- #41 Document it (beside what you touched: `io/zarr.py`)\n- #45" in told
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


async def test_maintainers_hear_once_a_week_that_the_supply_runs_low(tell: Tell) -> None:
    config = "newcomers: {suggestions: {count: 9}}\nnotify: {newcomers: chat}"
    story = await tell(config, world=world(issues=ISSUES))
    await story.until("2026-03-09 10:00")
    (told,) = story.told
    assert "3 good first issues are free." in told
    assert "#40: what is to be reached, where in the code, how to test it is missing" in told
