"""`/escalate`: a case goes up."""

from __future__ import annotations

import pytest

from tests.harness.in_process.story import STEWARD, TRIAGE
from tests.scenarios.conftest import Tell

QUESTION = "How do I open a store on S3?"


@pytest.mark.slow
async def test_the_author_escalates_once(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    eve = story.person("eve")
    issue = await eve.opens_issue(QUESTION)
    assert issue.assignees == ["bob"]
    await eve.comments(issue, "/escalate @mia")
    assert "Only people with the triage role say who gets it" in issue.words[-1]
    assert issue.assignees == ["bob"]
    await eve.comments(issue, "/escalate")
    assert issue.assignees == ["dora"]
    await eve.comments(issue, "/escalate")
    assert "once already" in issue.words[-1]
    assert issue.assignees == ["dora"]


async def test_triage_escalates_to_whom_they_name(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    issue = await story.person("eve").opens_issue(QUESTION)
    await story.person("carol").comments(issue, "/escalate @alice")
    assert issue.assignees == ["alice"]
    await story.person("carol").comments(issue, "/escalate")
    assert issue.assignees == ["dora"]


async def test_without_an_otherwise_the_next_person_has_it(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD.replace("  otherwise: dora\n", ""))
    issue = await story.person("eve").opens_issue(QUESTION)
    before = issue.assignees
    await story.person("eve").comments(issue, "/escalate")
    assert len(issue.assignees) == 1
    assert issue.assignees != before


async def test_only_a_case_is_escalated_and_not_by_strangers(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    plan = await story.person("dora").opens_issue("A plan")
    await story.person("carol").comments(plan, "/escalate")
    assert "no support case" in plan.words[-1]
    issue = await story.person("eve").opens_issue(QUESTION)
    await story.person("zed").comments(issue, "/escalate")
    assert "the author or people with the triage role" in issue.words[-1]
    assert issue.assignees == ["bob"]


async def test_a_glance_of_the_steward_does_not_stop_what_its_author_escalated(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    await story.until("2026-03-02 16:30")
    issue = await story.person("eve").opens_issue(QUESTION)
    await story.until("2026-03-02 17:10")
    await story.person("bob").reacts(issue, "eyes")
    await story.person("eve").comments(issue, "/escalate")
    assert issue.assignees == ["bob"]  # until dora is at work
    await story.until("2026-03-03 09:00")
    assert issue.assignees == ["dora"]
