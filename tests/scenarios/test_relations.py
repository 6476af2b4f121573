"""Dependencies and sub-issues: what is blocked is not free, and what is done in parts is taken in parts."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.harness.in_process.story import OTHER, REPO, Story, commented, world
from tests.scenarios.conftest import Plan, Tell

ON = "newcomers: {suggestions: {labels: [good first issue], count: 3}, claims: {limit: 2}}\nassignment: {}"
BODY = "Make `io/zarr.py` read one group at a time; `pytest io` shows whether it works."
GOOD = {"author": "dora", "labels": ["good first issue"], "body": BODY}


def issues(**of_41: Any) -> list[dict[str, Any]]:
    """40 to talk on, 41 marked for newcomers, and 42 to 44 unmarked."""
    return [
        {"number": 40, "title": "Here we talk", "author": "dora"},
        {"number": 41, "title": "Faster readers", **GOOD, **of_41},
        *({"number": n, "title": f"Part {n}", "author": "dora", "body": BODY} for n in (42, 43, 44)),
    ]


async def suggested(story: Story, who: str = "eve") -> list[int]:
    """The numbers that `/suggest` names."""
    place = story.thread(40)
    await story.person(who).comments(place, "/suggest")
    return [int(number) for number in re.findall(r"^- #(\d+) ", place.words[-1], re.MULTILINE)]


async def claimed(story: Story, number: int, line: str = "/claim", who: str = "eve") -> str:
    """What the bot says last about a claim."""
    issue = story.thread(number)
    await story.person(who).comments(issue, line)
    return issue.words[-1]


async def test_what_is_blocked_is_not_suggested_until_it_is_free(tell: Tell) -> None:
    story = await tell(ON, world=world(issues=issues(blocked_by=[42])))
    assert await suggested(story) == []
    await story.person("dora").closes(story.thread(42))  # GitHub says nothing about 41
    assert await suggested(story) == [41]


async def test_a_blocker_that_is_named_later_counts(tell: Tell) -> None:
    story = await tell(ON, world=world(issues=issues()))
    story.person("dora").alone.blocks(REPO, 41, 42)
    await story.settles()
    assert await suggested(story) == []
    story.person("dora").alone.blocks(REPO, 41, 42, blocked=False)
    await story.settles()
    assert await suggested(story) == [41]


async def test_a_blocker_that_is_closed_blocks_nothing(tell: Tell) -> None:
    done = issues(blocked_by=[42])
    done[2]["state"] = "closed"
    story = await tell(ON, world=world(issues=done))
    assert await suggested(story) == [41]
    assert "@eve has this" in await claimed(story, 41)


async def test_of_many_that_are_blocked_github_is_asked_about_a_few(tell: Tell) -> None:
    many = [{"number": n, "title": f"Blocked {n}", "blocked_by": [40], **GOOD} for n in range(50, 70)]
    story = await tell(ON, world=world(issues=[*issues(), *many]))
    before = len(story.github.api.log)
    assert await suggested(story) == [41]
    assert len(story.github.api.log) - before < 14


async def test_a_claim_hears_what_blocks(tell: Tell) -> None:
    story = await tell(ON, world=world(issues=issues(blocked_by=[42, 43])))
    said = await claimed(story, 41)
    assert "This is blocked by #42 and #43; `/claim` can take it once nothing blocks it. `/suggest`" in said
    assert story.thread(41).assignees == []


async def test_a_blocker_elsewhere_is_not_named(tell: Tell) -> None:
    story = await tell(ON, world=world(issues=issues()))
    elsewhere = story.person("dora", repo=OTHER)
    other = await elsewhere.opens_issue("A secret plan")
    state = story.github.state
    here, there = state.issue(REPO, 41), state.issue(OTHER, other.number)
    assert here is not None
    assert there is not None
    here.blocked_by.append(there)
    said = await claimed(story, 41)
    assert "This is blocked by an issue in another repository" in said
    assert "gadget" not in said


async def test_whoever_is_assigned_by_hand_may_claim_what_is_blocked(tell: Tell) -> None:
    story = await tell(ON, world=world(issues=issues(blocked_by=[42], assignees=["bob"])))
    assert "@bob has this" in await claimed(story, 41, who="bob")


async def test_of_what_is_done_in_parts_the_open_parts_are_suggested(tell: Tell) -> None:
    parts = issues(sub_issues=[42, 43, 44])
    parts[2]["state"] = "closed"
    parts[3]["assignees"] = ["bob"]
    story = await tell(ON, world=world(issues=parts))
    assert await suggested(story) == [44]


async def test_a_part_that_is_added_later_counts(tell: Tell) -> None:
    story = await tell(ON, world=world(issues=issues()))
    story.person("dora").alone.adds_sub_issue(REPO, 41, 42)
    await story.settles()
    assert await suggested(story) == [42]


async def test_a_whole_whose_parts_are_all_done_is_free_again(tell: Tell) -> None:
    story = await tell(ON, world=world(issues=issues(sub_issues=[42])))
    await story.person("dora").closes(story.thread(42))
    assert await suggested(story) == [41]


@pytest.mark.slow
async def test_a_claim_of_the_whole_names_the_free_parts(tell: Tell) -> None:
    story = await tell(ON, world=world(issues=issues(sub_issues=[42, 43, 44])))
    assert "@dan has this" in await claimed(story, 42, who="dan")
    assert "`/claim` on one of those makes it yours. Not taken yet: #43, #44." in await claimed(story, 41)
    assert story.thread(41).assignees == []
    assert "@eve has this" in await claimed(story, 43)


async def test_a_whole_that_only_the_payload_knows_is_not_claimed(plan: Plan) -> None:
    payload = commented("/claim", by="eve", author="alice", number=41)
    payload["issue"] |= {"sub_issues_summary": {"total": 4, "completed": 1, "percent_completed": 25}}
    found = await plan("issue_comment", payload, world=world(issues=issues()), config=ON)
    assert found.assigned == []
    assert "3 of them open" in found.comment


async def test_a_line_of_a_checklist_is_taken_beside_sub_issues(tell: Tell) -> None:
    story = await tell(ON, world=world(issues=issues(sub_issues=[42], body="- [ ] docs\n- [ ] tests\n")))
    assert "- [ ] docs (@eve" in await claimed(story, 41, "/claim docs")


@pytest.mark.parametrize("relation", [{"blocked_by": [42]}, {"sub_issues": [42]}])
async def test_an_offer_in_plain_words_gets_no_hint_that_would_be_refused(
    tell: Tell, relation: dict[str, Any]
) -> None:
    story = await tell(ON, world=world(issues=issues(**relation)))
    await story.person("eve").comments(story.thread(41), "I would like to work on this.")
    assert story.thread(41).words == []


async def test_a_board_counts_the_parts(tell: Tell) -> None:
    sprint = "{host: carol, from: 2026-03-03, until: 2026-03-11, reserve: [41, 44], board: 40}"
    cohorts = f"newcomers: {{claims: {{}}, cohorts: {{sprint: {sprint}}}}}"
    story = await tell(cohorts, world=world(issues=issues(sub_issues=[42, 43])))
    await story.until("2026-03-04 12:00")
    board = "\n".join(story.thread(40).words)
    assert "In parts (1):\n- #41 Faster readers: 2 sub-issues open" in board
    assert "Free (1):\n- #44" in board


async def test_suggest_is_named_only_where_it_is_a_command(tell: Tell) -> None:
    alone = ON.replace("suggestions: {labels: [good first issue], count: 3}, ", "")
    story = await tell(alone, world=world(issues=issues(blocked_by=[42])))
    said = await claimed(story, 41)
    assert "once nothing blocks it." in said
    assert "/suggest" not in said


async def test_where_no_part_is_seen_to_be_free_none_is_offered(tell: Tell) -> None:
    story = await tell(ON, world=world(issues=issues(sub_issues=[42])))
    await claimed(story, 42, who="bob")
    assert "1 of them open. I see none that is free now" in await claimed(story, 41)
