"""What people read whose commands were not done: why, who can, and what they can do instead."""

from __future__ import annotations

import re

import pytest

from tests.harness.in_process.commands import CONFIG, wrote
from tests.harness.in_process.decisions import Desk
from tests.harness.in_process.story import LABELS, STEWARD, TRIAGE, world
from tests.scenarios.conftest import Tell

FILE = (
    "labels: {restricted: [{labels: [priority/high], allowed: triage}]}",
    "assignment: {}",
    "lifecycle: {}",
    "newcomers: {claims: {}, suggestions: {}}",
    TRIAGE,
    "steward: {people: [alice], change: every wednesday 10:00, starts: 2026-01-07}",
)
WORLD = world(labels=(*LABELS, "priority/high", "area/io"), milestones=["v2.0"])
FIVE = "/priority high\n/milestone v2.0\n/assign @alice\n/close duplicate of #41\n/area io"


def visible(text: str) -> str:
    """A comment as one reads it: links without their addresses."""
    return re.sub(r"\]\([^)]*\)", "]", text)


async def test_whoever_has_the_issue_is_not_told_to_claim_it(tell: Tell) -> None:
    story = await tell(*FILE, world=WORLD)
    issue = await story.person("eve").opens_issue("It breaks")
    await story.person("zed").comments(issue, "/claim")
    await story.person("zed").comments(issue, "/lock")
    assert "`/lock` is for people with the triage role here." in issue.words[-1]
    assert "/claim" not in issue.words[-1]


async def test_four_refusals_and_one_that_works_in_one_comment_by_a_stranger(tell: Tell) -> None:
    story = await tell(*FILE, world=WORLD)
    issue = await story.person("eve").opens_issue("It breaks")
    before = len(issue.words)
    await story.person("zed").comments(issue, FIVE)
    (reply,) = issue.words[before:]
    assert len(visible(reply).split()) <= 60
    assert "`/priority high`, `/milestone v2.0` and `/assign @alice` are for people with the triage" in reply
    assert "`/close` is for the author or people with the triage role" in reply
    assert "alice can do that" in reply
    assert "`/area io` is done." in reply
    offered = reply.partition("What you can do here:")[2]
    assert "`/claim`, `/suggest`" in offered
    assert not re.search("priority|milestone|assign|close", offered)
    assert issue.labels == {"area/io"}
    assert issue.reactions == ["confused"]


async def test_eleven_refusals_are_still_a_short_reply(tell: Tell) -> None:
    story = await tell(*FILE, world=WORLD)
    issue = await story.person("eve").opens_issue("It breaks")
    before = len(issue.words)
    eleven = (
        f"{FIVE}\n/pin\n/unpin\n/lock\n/unlock now\n/retitle Another and much longer title\n/transfer docs"
        "\n/kind nothing of the sort\n/why not\n/duplicate"
    )
    await story.person("zed").comments(issue, eleven)
    (reply,) = issue.words[before:]
    assert len(visible(reply).split()) <= 60
    assert "and 5 more" in reply
    assert "alice can do that" in reply
    assert "`/area io` is done." in reply


@pytest.mark.parametrize(
    "hostile",
    ["`@eve`", "<!--", "[a](http://x.y)", "#1", "\u202egnp", "@acme/core", "```", "|", "<details>"],
)
def test_hostile_words_are_quoted_without_effect(desk: Desk, hostile: str) -> None:
    for line in (f"/assign {hostile} x", f"/retitle {hostile}", f"/label {hostile}", f"/milestone {hostile}"):
        reply = wrote(desk, line, "zed").reply
        outside = re.sub(r"(`+).+?\1", "", reply, flags=re.DOTALL)
        assert not re.search("[@#<`|]|://", outside), reply


async def test_a_person_who_can_is_named_and_not_called(tell: Tell) -> None:
    story = await tell(*FILE, world=WORLD)
    issue = await story.person("eve").opens_issue("It breaks")
    await story.person("zed").comments(issue, "/lock")
    assert "alice can do that; a line about what you would like is enough." in issue.words[-1]
    assert "@alice" not in issue.words[-1]


async def test_where_nobody_is_on_duty_the_author_is_named_for_what_is_theirs(tell: Tell) -> None:
    story = await tell("lifecycle: {}")
    issue = await story.person("eve").opens_issue("It breaks")
    await story.person("zed").comments(issue, "/close")
    assert "eve can do that" in issue.words[-1]
    await story.person("zed").comments(issue, "/lock")
    assert "can do that" not in issue.words[-1]


@pytest.mark.slow
async def test_whoever_asked_for_help_is_offered_what_helps_them(tell: Tell) -> None:
    story = await tell(*FILE, world=WORLD)
    issue = await story.person("eve").opens_issue("How do I open a store on S3?")
    assert "support" in issue.labels
    await story.person("eve").comments(issue, "/lock")
    offered = issue.words[-1].partition("What you can do here:")[2]
    for command in ("/steward", "/not-support", "/close"):
        assert f"`{command}`" in offered
    assert "/claim" not in offered
    await story.person("eve").comments(issue, "/close")
    await story.person("eve").comments(issue, "/lock")
    assert "What you can do here: `/reopen`." in issue.words[-1]


async def test_a_link_to_all_commands_is_a_whole_address(tell: Tell) -> None:
    story = await tell("lifecycle: {}", public_url="https://bot.example.org/")
    issue = await story.person("eve").opens_issue("It breaks")
    await story.person("zed").comments(issue, "/lock")
    assert "[All commands](https://bot.example.org/r/acme/widget/commands)" in issue.words[-1]


async def test_a_private_repository_has_no_page_to_link_to(tell: Tell) -> None:
    story = await tell("lifecycle: {}", world=world(private=True), public_url="https://bot.example.org")
    issue = await story.person("carol").opens_issue("It breaks")
    await story.person("carol").comments(issue, "/transfer gadget")
    assert "bot.example.org" not in issue.words[-1]


def test_one_reason_is_given_once(desk: Desk) -> None:
    reply = wrote(desk, "/pin now\n/unpin now\n/why not", "dora").reply
    assert reply == "`/pin`, `/unpin` and `/why`: please write it alone on its line."


def test_nothing_is_said_of_what_else_happened_where_nothing_did(desk: Desk) -> None:
    assert "done" not in wrote(desk, "/lock", "zed").reply


async def test_a_stranger_is_not_shown_the_error_in_the_maintainers_file(tell: Tell) -> None:
    story = await tell("lifecycle: {}")
    issue = await story.person("eve").opens_issue("It breaks")
    await story.configures("lifecycle: {}", "labels: {additional: 7}")
    await story.person("zed").comments(issue, "/lock")
    assert "stewardbot.yml" not in issue.words[-1]
    await story.person("carol").comments(issue, "/lock")
    assert "stewardbot.yml" in issue.words[-1]


async def test_a_command_that_a_broken_file_switched_off_is_refused_in_plain_words(tell: Tell) -> None:
    story = await tell()
    issue = await story.person("eve").opens_issue("It breaks")
    await story.configures("lifecycle: 7")
    await story.person("zed").comments(issue, "/close")
    assert "which its maintainers can correct" in issue.words[-1]
    assert "stewardbot.yml" not in issue.words[-1]


NOTED = ("/close it works again", "/reopen it came back", "/unclaim no time, sorry", "/lock too many words")


@pytest.mark.parametrize("body", NOTED)
def test_words_after_a_command_that_has_a_note_are_kept(desk: Desk, body: str) -> None:
    on = {"state": "closed"} if "reopen" in body else {"assignees": ["carol"]}
    found = wrote(desk, body, "carol", CONFIG + "newcomers: {milestones: []}\n", on)
    assert (found.reply, found.reaction) == ("", "👍")
    effects = [each for each in desk.asked[-1].answer.effects if each.effect not in ("react", "comment")]
    assert all(body in each.because for each in effects)


@pytest.mark.slow
async def test_the_words_after_a_command_of_a_case_are_its_note(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    issue = await story.person("eve").opens_issue("How do I open a store on S3?")
    await story.person("bob").comments(issue, "/ack waits for the new cluster")
    await story.until("2026-03-04 10:00")
    handover = story.github.state.issue("acme/widget", issue.number + 1)
    assert handover is not None
    assert "waits for the new cluster" in (handover.body or "")


async def test_a_case_is_escalated_with_words(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    issue = await story.person("eve").opens_issue("How do I open a store on S3?")
    await story.person("eve").comments(issue, "/escalate please, my hub is down")
    assert (issue.assignees, issue.reactions) == (["dora"], ["+1"])


async def test_a_claim_is_asked_for_politely(tell: Tell) -> None:
    story = await tell("newcomers: {claims: {}}")
    issue = await story.person("dora").opens_issue("It breaks")
    await story.person("frank").comments(issue, "/claim please")
    assert issue.assignees == ["frank"]
    await story.person("eve").comments(issue, "/claim I would like to try")
    assert "`/claim`" in issue.words[-1]
    assert "checklist" not in issue.words[-1]


async def test_a_refusal_stands_beside_the_lasting_comment_of_the_same_text(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD, "lifecycle: {}")
    issue = await story.person("zed").opens_issue("How do I open a store?", "It fails.\n\n/milestone 1.0")
    case, refusal = issue.words
    assert "looks after questions here" in case
    assert refusal.startswith("`/milestone 1.0` is for people with the triage role here.")


def test_what_was_just_done_is_not_offered_and_words_are_enough_where_nobody_is_named(desk: Desk) -> None:
    found = wrote(desk, "/close\n/milestone v1.0", "eve")
    assert found.done == ["close completed"]
    first, second = found.reply.split("\n\n")
    assert first.endswith("the triage role here. A line about what you would like is enough.")
    assert second == "`/close` is done. `/help` lists all commands."


def test_a_stranger_is_shown_of_bot_what_they_may(desk: Desk) -> None:
    assert wrote(desk, "/bot sleep", "zed").reply == "After `/bot` I know: `/bot check`, `/bot forget me`."
    assert "`/bot pause [for 1d]`" in wrote(desk, "/bot sleep", "carol").reply


def test_a_refusal_names_what_was_written_and_no_usage(desk: Desk) -> None:
    reply = wrote(desk, "/type bug", "zed", config=f"{CONFIG}triage: {{}}\n").reply
    assert reply.startswith("`/type bug` is for people with the triage role here.")


def test_a_reason_alone_begins_as_a_sentence(desk: Desk) -> None:
    reply = wrote(desk, "/claim for two", "zed", config=f"{CONFIG}newcomers: {{claims: {{}}}}\n").reply
    assert reply == "Please write `/claim` alone on its line; it takes the issue."
