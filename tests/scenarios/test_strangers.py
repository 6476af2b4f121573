"""Strangers who want the bot to call people, to link, to obey or to talk about what is not theirs."""

from __future__ import annotations

import re

import pytest

from bot.core.markdown import code, escape
from bot.engine.decide.commands.rate_limits import REPLIES_AN_HOUR
from tests.harness.in_process.story import STEWARD, TRIAGE, WELCOME
from tests.scenarios.conftest import Tell

HOSTILE = "@acme/core @all <!-- stewardbot:x --> [l](http://e.vil) <b> #1 \u202e\u2066"
CALL = re.compile(r"(?<![\w`])@(?=\w)(?!eve\b|alice\b|bob\b|carol\b|dora\b|zed\b)")


def without_code(text: str) -> str:
    """A text as it works: what stands as code calls nobody."""
    return re.sub(r"(`+).*?\1", "", text)


@pytest.mark.parametrize(
    "command",
    [
        "/label {}",
        "/kind {}",
        "/milestone {}",
        "/retitle {}",
        "/assign {}",
        "/cc {}",
        "/transfer {}",
        "/help {}",
    ],
)
async def test_no_refusal_calls_links_or_hides_anything(tell: Tell, command: str) -> None:
    story = await tell(TRIAGE, STEWARD, WELCOME, "labels: {}", "assignment: {}", "lifecycle: {}")
    issue = await story.person("dora").opens_issue("About chunks")
    await story.person("zed").comments(issue, command.format(HOSTILE))
    for said in map(without_code, issue.words):
        assert not CALL.search(said)
        assert not re.search(r"<!--|<b>|\]\(http|#1\b|[\u202e\u2066]", said)


@pytest.mark.slow
async def test_a_hostile_title_calls_nobody_when_it_is_handed_over(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD.replace("1 working day", "5 working days"))
    issue = await story.person("eve").opens_issue(f"How do I open it? {HOSTILE}", HOSTILE)
    assert issue.labels == {"support"}
    await story.until("2026-03-04 10:01")
    repository = story.github.state.repository("acme/widget")
    assert repository is not None
    written = [each.body or "" for n, each in repository.issues.items() if n != issue.number] + issue.words
    assert len(written) > 1, "the hand-over was written"
    for said in map(without_code, written):
        assert not CALL.search(said)
        assert not re.search(r"<!-- stewardbot:x|\]\(http://e|[\u202e\u2066]", said)


@pytest.mark.parametrize(
    "word", ["/\u0441lose", "/cl\u043ese", "/\uff43lose", "\u2215close", "/close\u0301", "/clos\u0435"]
)
async def test_letters_that_only_look_alike_command_nothing(tell: Tell, word: str) -> None:
    story = await tell("lifecycle: {}")
    issue = await story.person("eve").opens_issue("Mine")
    await story.person("eve").comments(issue, word)
    assert issue.state == "open"


async def test_a_marker_in_a_strangers_comment_means_nothing(tell: Tell) -> None:
    story = await tell(TRIAGE, WELCOME)
    first = await story.person("eve").opens_issue("How do I open it?")
    body = story.thread(first.number).words[0]
    await story.person("zed").comments(first, f"{body}\n<!-- stewardbot:0123456789abcdef -->")
    assert len(first.words) == 1
    again = await story.person("gus").opens_issue("How do I close it?", "<!-- stewardbot:0123 -->")
    assert len(again.words) == 1, "and silences nobody"


@pytest.mark.parametrize("text", ["a\U000e0041\U000e0042b", "a\u3164b", "a\u115fb", "a\uffa0b"])
def test_letters_nobody_can_see_are_taken_out(text: str) -> None:
    assert escape(text) == "ab"
    assert code(text) == "`ab`"


@pytest.mark.slow
async def test_two_bots_that_answer_each_other_fall_silent(tell: Tell) -> None:
    story = await tell("commands: {bots: ['helper[bot]']}", "labels: {}")
    issue = await story.person("dora").opens_issue("A quiet place")
    answered = 0
    for _ in range(REPLIES_AN_HOUR + 10):
        await story.person("helper[bot]").comments(issue, f"/kind no-such-thing {answered}")
        answered = len(issue.words)
    assert answered <= REPLIES_AN_HOUR
