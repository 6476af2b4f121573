"""Pinned comments: what is consulted stands at the top where a project asks for it, and people win."""

from __future__ import annotations

import pytest

from bot.core import effects as fx
from bot.core.effects.undo import Circumstances, reverse
from bot.core.keys import SectionKey
from bot.core.markdown import Markdown
from bot.core.model import Subject, SubjectRef
from bot.core.plan import OwnComment, SubjectState, reduce
from bot.operations import explain
from fakegithub.http.faults import Fault
from tests.harness.in_process.story import REPO, STEWARD, TRIAGE, WELCOME, Story, Thread, world
from tests.scenarios.conftest import Tell

PINNING = f"{STEWARD}  pin: true\n"
QUESTION = "How do I open a store on S3?"
REF = "acme/widget#7"
CASE = SectionKey("case")


def pinned(story: Story, issue: Thread) -> int | None:
    """The comment at the top of an issue."""
    record = story.github.state.issue(REPO, issue.number)
    assert record is not None
    return record.pinned_comment


def pins(story: Story) -> int:
    return story.github.api.count("PUT", "/pin$")


@pytest.mark.slow
async def test_the_comment_on_a_case_is_pinned_once(tell: Tell) -> None:
    story = await tell(TRIAGE, PINNING, WELCOME)
    issue = await story.person("eve").opens_issue(QUESTION)
    assert issue.assignees == ["bob"]
    assert pinned(story, issue) == issue.comment_id
    await story.person("bob").comments(issue, "/pass")
    assert pins(story) == 1
    await story.person("bob").closes(issue)
    assert (pinned(story, issue), pins(story)) == (issue.comment_id, 1)


@pytest.mark.slow
async def test_what_people_take_off_stays_off_and_what_they_pin_stays(tell: Tell) -> None:
    story = await tell(TRIAGE, PINNING)
    issue = await story.person("eve").opens_issue(QUESTION)
    record = story.github.state.issue(REPO, issue.number)
    assert record is not None
    record.pinned_comment = None
    await story.person("bob").comments(issue, "/pass")
    assert pinned(story, issue) is None
    other = await story.person("eve").opens_issue("Some thoughts")
    record = story.github.state.issue(REPO, other.number)
    assert record is not None
    record.pinned_comment = theirs = await story.person("bob").comments(other, "Read this first.")
    await story.person("carol").comments(other, "/support")
    assert (len(other.words), pinned(story, other)) == (1, theirs)


async def test_what_stands_already_is_pinned_when_it_changes_next(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    issue = await story.person("eve").opens_issue(QUESTION)
    assert pinned(story, issue) is None
    await story.configures(TRIAGE, PINNING)
    await story.person("bob").comments(issue, "/pass")
    assert pinned(story, issue) == issue.comment_id


@pytest.mark.parametrize("refusal", [Fault.MISSING, Fault.FORBIDDEN, Fault.INVALID])
async def test_where_github_cannot_it_is_asked_once_and_only_explain_says_so(
    tell: Tell, refusal: Fault
) -> None:
    story = await tell(TRIAGE, PINNING)
    story.github.faults.next("PUT", "/pin$", refusal, times=9)
    issue = await story.person("eve").opens_issue("Some thoughts")
    await story.person("carol").comments(issue, "/support")
    assert (len(issue.words), issue.reactions) == (1, ["+1"])
    await story.person("bob").comments(issue, "/pass")
    assert (pinned(story, issue), pins(story)) == (None, 1)
    assert not story.trouble
    told = await explain.story(story.database, SubjectRef(repository=REPO, number=issue.number))
    (receipt,) = [
        effect["receipt"]
        for delivery in told["deliveries"]
        for effect in delivery["effects"]
        if effect["effect"] == "pin_comment"
    ]
    assert receipt["state"] == "refused"
    assert receipt["note"]


async def test_what_is_no_case_any_more_is_not_pinned_any_more(tell: Tell) -> None:
    story = await tell(TRIAGE, PINNING)
    issue = await story.person("eve").opens_issue(QUESTION)
    await story.person("eve").comments(issue, "/not-support")
    assert pinned(story, issue) is None
    await story.person("carol").comments(issue, "/support")
    assert pinned(story, issue) == issue.comment_id


@pytest.mark.slow
async def test_undo_takes_the_pin_off_and_it_is_not_pinned_again(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    issue = await story.person("eve").opens_issue(QUESTION)
    await story.configures(TRIAGE, PINNING)
    await story.person("bob").comments(issue, "/pass")
    assert pinned(story, issue) is not None
    await story.person("carol").comments(issue, "/undo")
    assert pinned(story, issue) is None
    assert "unpinned my comment" in issue.words[-1]


async def test_a_board_is_pinned(tell: Tell) -> None:
    issues = [{"number": 34, "title": "The sprint", "author": "dora"}]
    sprint = "{host: carol, from: 2026-03-03, until: 2026-03-05, board: 34, pin: true}"
    story = await tell(f"newcomers: {{cohorts: {{sprint: {sprint}}}}}", world=world(issues=issues))
    await story.until("2026-03-04 12:00")
    board = story.thread(34)
    assert pinned(story, board) is not None
    record = story.github.state.issue(REPO, 34)
    assert record is not None
    assert "sprint" in (record.comments[pinned(story, board) or 0].body or "")


def planned(state: SubjectState, *effects: fx.Outward) -> list[str]:
    plan = reduce(effects, {REF: state}, ["welcome", "steward"]).outward
    again = reduce(plan, {REF: state}, ["welcome", "steward"]).outward
    assert again == plan
    return [f"{effect.effect} {getattr(effect, 'sticky', None)}" for effect in plan]


def said(feature: str, key: str) -> fx.PostComment:
    section = fx.say(REF, SectionKey(key), Markdown(f"Says {feature}."), sticky=True)
    return section.model_copy(update={"feature": feature})


PIN = fx.PinComment(subject=REF, sticky=CASE, feature="steward")


def test_a_pin_is_that_of_the_comment_its_section_is_in() -> None:
    issue = SubjectState(Subject(number=7))
    assert planned(issue, said("steward", "case"), PIN) == ["comment case", "pin_comment case"]
    together = planned(issue, PIN, said("steward", "case"), said("welcome", "greeting"))
    assert together == ["comment greeting", "pin_comment greeting"]
    assert planned(issue, PIN) == []
    sections = (fx.CommentSection(key=CASE, feature="steward", body=Markdown("Old.")),)
    off = fx.UnpinComment(subject=REF, sticky=CASE, feature="steward")
    for once, kinds, left in ((False, ["pin_comment greeting"], []), (True, [], ["unpin_comment greeting"])):
        comment = OwnComment(SectionKey("greeting"), 5, sections, once)
        known = SubjectState(Subject(number=7), (comment,))
        assert planned(known, said("steward", "case"), PIN) == ["comment greeting", *kinds]
        assert planned(known, off) == left
        assert planned(known, PIN, off) == left


def test_what_holds_of_a_pin_is_dropped() -> None:
    words = said("steward", "case")
    for fields in ({"is_pull_request": True}, {"pinned_comment": {"id": 9}}):
        state = SubjectState(Subject.model_validate({"number": 7, **fields}))
        assert planned(state, words, PIN) == ["comment case"]
    by_id = fx.PinComment(subject=REF, comment_id=9)
    assert planned(SubjectState(Subject(number=7, pinned_comment=9)), by_id) == []
    assert planned(SubjectState(Subject(number=7, pinned_comment=8)), by_id) == ["pin_comment None"]
    (back,) = reverse(by_id, Circumstances()).effects
    assert (back.effect, fx.public(back)["comment_id"]) == ("unpin_comment", 9)
