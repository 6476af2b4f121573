"""After a merge: one next step in the area somebody knows, now or later; and words at counts worth one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.in_process.story import Story, Thread, world
from tests.scenarios.conftest import Tell

ON = "newcomers: {welcome: {}, claims: {}}"
FIRST = {"author": "dora", "labels": ["good first issue"]}
HARDER = {"author": "dora", "labels": ["help wanted"]}
NEAR_FIRST = {"number": 41, "title": "One missing test", "body": "for `io/zarr.py`", **FIRST}
NEAR_HARDER = {"number": 42, "title": "Reads are slow", "body": "see `io/netcdf.py`", **HARDER}
FAR = {"number": 43, "title": "A dead link", "body": "in `docs/index.md`", **HARDER}


async def merged(story: Story, who: str = "eve", title: str = "Clear error") -> Thread:
    pull = await story.person(who).opens_pull(title, files=["io/grib.py"])
    await story.person("dora").merges(pull)
    return pull


def issues(*which: dict[str, Any]) -> dict[str, Any]:
    return world(issues=list(which))


async def test_one_step_a_notch_harder_in_the_area_they_know(tell: Tell) -> None:
    story = await tell(ON, world=issues(NEAR_FIRST, NEAR_HARDER, FAR))
    pull = await merged(story)
    assert len(pull.words) == 2  # The welcome; and one for the merge, with the step in it.
    assert "is your first change here" in pull.words[1]
    assert (
        "If you would like another: #42 Reads are slow (near what you changed: "
        "[`io/netcdf.py`](https://github.com/acme/widget/blob/HEAD/io/netcdf.py)). "
        "`/claim` there makes it yours."
    ) in pull.words[1]
    assert not any(f"#{number}" in pull.words[1] for number in (41, 43))


async def test_where_nothing_harder_is_free_an_easy_one_in_the_area(tell: Tell) -> None:
    story = await tell(ON, world=issues(NEAR_FIRST, NEAR_HARDER | {"assignees": ["bob"]}, FAR))
    assert "#41 One missing test" in (await merged(story)).words[1]


async def test_a_label_that_a_stranger_put_on_makes_no_next_step(tell: Tell) -> None:
    bare = {**NEAR_HARDER, "labels": []}
    story = await tell(ON, "labels: {}\ncommands: {preset: prow}", world=issues(bare, FAR))
    await story.person("zed").comments(story.thread(42), "/help-wanted")
    assert "help wanted" in story.thread(42).labels
    assert "If you would like another" not in (await merged(story)).words[1]


async def test_no_two_people_get_the_same_step_within_a_day(tell: Tell) -> None:
    story = await tell(ON, world=issues(NEAR_HARDER))
    assert "#42" in (await merged(story)).words[1]
    assert "#42" not in (await merged(story, "dan")).words[1]


@pytest.mark.slow
async def test_a_later_issue_in_their_area_comes_back_to_them_once(tell: Tell) -> None:
    story = await tell(ON, world=issues(FAR))
    pull = await merged(story)
    assert "If a new issue near this change is free later, I will name it here once." in pull.words[1]
    await story.advance("10 days")
    for title in ("Slow reads", "Slow writes"):
        issue = await story.person("dora").opens_issue(title, "see io/zarr.py")
        await story.person("dora").labels(issue, "help wanted")
        await story.advance("1 day")
    assert len(pull.words) == 3
    assert pull.words[2].startswith(
        "@eve, a new issue near your change is free: #45 Slow reads (near what you changed: [`io/zarr.py`]("
    )
    await story.advance("30 days")
    assert len(pull.words) == 3


async def test_an_issue_that_was_there_already_is_no_later_one(tell: Tell) -> None:
    story = await tell(ON, world=issues(NEAR_HARDER | {"assignees": ["bob"]}))
    pull = await merged(story)
    await story.person("dora").unassigns(story.thread(42), "bob")
    await story.advance("3 days")
    assert len(pull.words) == 2


@pytest.mark.slow
async def test_after_three_months_nothing_comes_back(tell: Tell) -> None:
    story = await tell(ON, world=issues(FAR))
    pull = await merged(story)
    await story.advance("91 days")
    await story.person("dora").opens_issue("Slow reads", "see io/zarr.py", labels=["help wanted"])
    await story.advance("3 days")
    assert len(pull.words) == 2


@pytest.mark.slow
async def test_nobody_gets_steps_for_ever(tell: Tell) -> None:
    more = [NEAR_HARDER | {"number": number} for number in range(50, 60)]
    story = await tell("newcomers: {suggestions: {count: 3}}", world=issues(*more))
    pulls = [await merged(story, title=f"Change {number}") for number in range(5)]
    assert [len(pull.words) for pull in pulls] == [1, 1, 1, 0, 0]


async def test_old_hands_get_none_and_neither_where_no_suggestions_are_wanted(tell: Tell) -> None:
    story = await tell(ON, world=issues(NEAR_HARDER))
    assert (await merged(story, "alice")).is_untouched
    await story.configures("newcomers: {milestones: []}")
    assert (await merged(story)).is_untouched
    await story.configures("newcomers: {suggestions: {count: 0}}")
    assert (await merged(story, "dan")).is_untouched


@pytest.mark.slow
async def test_counts_of_merges_that_are_worth_a_word(tell: Tell) -> None:
    story = await tell("newcomers: {welcome: {}, milestones: [2, 4], suggestions: {count: 0}}")
    pulls = [await merged(story, title=f"Change {number}") for number in range(1, 6)]
    said = ["\n".join(pull.words) for pull in pulls]
    assert "first change" not in said[0]
    assert "Merged. Thank you, @eve: “Change 2” is your 2nd change here." in said[1]
    assert "Merged. Thank you, @eve: “Change 4” is your 4th change here." in said[3]
    assert (said[2], said[4]) == ("", "")


async def test_the_first_is_said_by_whoever_is_there_to_say_it_and_once(tell: Tell) -> None:
    story = await tell("newcomers: {welcome: {}, milestones: [1], suggestions: {count: 0}}")
    assert "\n".join((await merged(story)).words).count("first change here") == 1
    await story.configures("newcomers: {milestones: [1]}")
    assert (await merged(story, "dan")).words == [
        "Merged. Thank you, @dan: “Clear error” is your first change here."
    ]
