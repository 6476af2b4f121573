"""Assigned is not free: who was assigned by hand, a person or a bot, has the issue, claimed before or not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.in_process.story import STEWARD, TRIAGE, Story, Thread, commented, world
from tests.scenarios.conftest import Plan, Tell

NEWCOMERS = """newcomers:
  claims: {limit: 1, lease: 2 weeks, waitlist: true}
  suggestions: {labels: [good first issue]}"""
COPILOT = "copilot-swe-agent[bot]"


async def begun(tell: Tell, *sections: str, assignees: tuple[str, ...] = ()) -> tuple[Story, Thread]:
    """A story, and an issue that some are assigned to."""
    issues: list[dict[str, Any]] = [
        {
            "number": 41, "title": "One missing test", "author": "dora", "labels": ["good first issue"],
            "assignees": list(assignees), "assignable": ["dan", "eve", COPILOT],
        }
    ]  # fmt: skip
    described = world(issues=issues)
    described["users"].append({"login": COPILOT, "type": "Bot"})
    story = await tell(NEWCOMERS, *sections, world=described)
    return story, story.thread(41)


async def test_a_claim_where_a_person_is_assigned_waits(tell: Tell) -> None:
    story, issue = await begun(tell, assignees=("dan",))
    await story.person("eve").comments(issue, "/claim")
    assert issue.words == ["`dan` has this. Next: `eve`. `/claim` puts others on the list."]
    assert issue.assignees == ["dan"]


async def test_a_claim_where_an_agent_is_assigned_waits_until_it_is_taken_off(tell: Tell) -> None:
    story, issue = await begun(tell, assignees=(COPILOT,))
    await story.person("eve").comments(issue, "/claim")
    assert issue.words == [f"`{COPILOT}` has this. Next: `eve`. `/claim` puts others on the list."]
    await story.advance("1 day")
    await story.person("alice").unassigns(issue, COPILOT)
    assert "Kept for @eve" in issue.words[0]
    await story.person("alice").assigns(issue, COPILOT)
    assert issue.words[0].startswith(f"`{COPILOT}` has this. Next: `eve`.")
    await story.advance("3 days")
    assert "free" not in "".join(issue.words)


async def test_the_day_is_that_of_the_claim_alone_where_somebody_is_assigned_beside_it(tell: Tell) -> None:
    story, issue = await begun(tell)
    await story.person("eve").comments(issue, "/claim")
    await story.person("alice").assigns(issue, "dan")
    assert issue.words[0].startswith("@dan has this. @eve has this until Mon 16 March;")


@pytest.mark.slow
async def test_who_is_assigned_after_a_claim_has_it_too(tell: Tell) -> None:
    story, issue = await begun(tell)
    for somebody in ("dan", COPILOT):
        await story.person("eve").comments(issue, "/claim")
        await story.person("eve").comments(issue, "/unclaim")
        assert issue.words[0].startswith("This is free")
        await story.person("alice").assigns(issue, somebody)
        assert "has this" in issue.words[0]
        assert "free:" not in issue.words[0]
        await story.person("alice").unassigns(issue, somebody)
        await story.advance("1 hour")
        assert issue.words[0].startswith("This is free")


@pytest.mark.slow
async def test_a_lapsed_claim_frees_nothing_that_somebody_else_is_assigned_to(tell: Tell) -> None:
    story, issue = await begun(tell)
    await story.person("eve").comments(issue, "/claim")
    await story.person("alice").assigns(issue, COPILOT)
    await story.advance("15 days")
    assert issue.assignees == [COPILOT]
    assert issue.words[0].startswith(f"`{COPILOT}` has this.")
    assert "free again" not in "".join(issue.words)


async def test_whoever_is_assigned_can_let_go(tell: Tell) -> None:
    story, issue = await begun(tell, assignees=("dan",))
    await story.person("dan").comments(issue, "/unclaim")
    assert (issue.assignees, issue.words) == ([], [])
    await story.person("alice").assigns(issue, "dan")
    await story.person("eve").comments(issue, "/claim")
    await story.advance("1 day")
    await story.person("dan").comments(issue, "/unclaim")
    assert issue.assignees == []
    assert issue.words[-1].startswith("@eve, you are next")


async def test_nobody_lets_go_of_what_others_are_assigned_to(tell: Tell) -> None:
    story, issue = await begun(tell, assignees=("dan",))
    await story.person("eve").comments(issue, "/unclaim")
    assert issue.assignees == ["dan"]


@pytest.mark.slow
async def test_whoever_holds_nothing_hears_who_does(tell: Tell) -> None:
    story, issue = await begun(tell)
    eve, dan = story.person("eve"), story.person("dan")
    await dan.comments(issue, "/unclaim")
    assert issue.words[-1].endswith("You do not hold this; it is free. `/claim` makes it yours.")
    assert issue.reactions == ["confused"]
    await eve.comments(issue, "/claim")
    await dan.comments(issue, "/unclaim")
    assert issue.words[-1].endswith("You do not hold this. `eve` has this until Mon 16 March.")
    await eve.comments(issue, "/unclaim")
    assert issue.reactions == ["confused", "+1", "confused", "+1"]
    await story.person("alice").assigns(issue, "dan")
    await eve.comments(issue, "/unclaim")
    assert issue.words[-1].endswith("You do not hold this. `dan` has this.")
    await story.advance("1 day")
    await story.person("alice").closes(issue)
    await eve.comments(issue, "/unclaim")
    assert issue.words[-1].endswith("You do not hold this: it is closed.")


async def test_what_cannot_be_claimed_is_not_offered_to_whoever_holds_nothing(plan: Plan) -> None:
    issues = [{"number": 7, "title": "T", "author": "dora", "blocked_by": [8]}, {"number": 8}]
    found = await plan(
        "issue_comment",
        commented("/unclaim", by="dan"),
        world=world(issues=issues),
        config=f"mode: act\n{NEWCOMERS}",
    )
    assert found.comment.endswith("You do not hold this; nobody does.")


@pytest.mark.slow
async def test_the_reason_of_a_claim_s_comment_is_in_plain_words(tell: Tell) -> None:
    story, issue = await begun(tell, "assignment: {}")
    await story.person("eve").comments(issue, "/claim")
    await story.person("carol").comments(issue, "/unassign @eve")
    told = await story.transcript()
    assert "carol took eve off by command" in told
    await story.person("alice").assigns(issue, "dan")
    await story.person("alice").unassigns(issue, "dan")
    told = await story.transcript()
    assert "alice assigned dan" in told
    assert "alice took dan off" in told
    assert "(issues." not in told


async def test_suggest_on_the_only_free_issue_names_it(tell: Tell) -> None:
    story, issue = await begun(tell)
    await story.person("eve").comments(issue, "/suggest")
    assert "#41" in issue.words[-1]
    await story.person("alice").assigns(issue, "dan")
    await story.advance("2 days")
    await story.person("eve").comments(issue, "/suggest")
    assert "#41" not in issue.words[-1]


async def test_escalate_proposes_nothing_that_its_author_may_not_do(tell: Tell) -> None:
    alone = STEWARD.replace("[alice, bob, carol]", "[bob]").replace("  otherwise: dora\n", "")
    story = await tell(TRIAGE, alone)
    issue = await story.person("eve").opens_issue("How do I open a store on S3?")
    await story.person("eve").comments(issue, "/escalate")
    assert "nobody is left" in issue.words[-1]
    assert "/route" not in issue.words[-1]
    await story.person("carol").comments(issue, "/escalate")
    assert "/route @someone" in issue.words[-1]


async def test_a_restricted_label_may_be_the_authors(tell: Tell) -> None:
    rule = "labels: {additional: [help wanted], restricted: [{labels: [help wanted], allowed: author}]}"
    story = await tell(rule)
    issue = await story.person("eve").opens_issue("A reader")
    await story.person("author").comments(issue, "/label help wanted")
    await story.person("dora").comments(issue, "/label help wanted")
    assert issue.labels == set()
    assert "the author" in issue.words[-1]
    await story.person("eve").comments(issue, "/label help wanted")
    assert issue.labels == {"help wanted"}
