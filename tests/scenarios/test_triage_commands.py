"""`/needs-info`, `/answer` and `/document`: a person decides, the bot finds the words."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.in_process.commands import wrote
from tests.harness.in_process.decisions import Desk
from tests.harness.in_process.story import LABELS, REPO, world
from tests.scenarios.conftest import Tell

TRIAGE = """
triage:
  needs_info:
    bug: {require: [version, steps to reproduce], example: docs/mre.md}
    support: {require: [hub]}
"""
CONFIG = f"mode: act\n{TRIAGE}"
REPLY = ".github/replies/install.md"


async def test_needs_info_asks_the_author_anew_and_sets_the_label(tell: Tell) -> None:
    story = await tell(TRIAGE, world=world(labels=[*LABELS, "Needs info"]))
    issue = await story.person("eve").opens_issue(
        "Crash", "Traceback (most recent call last):\n  boom", labels=["bug"]
    )
    (first,) = issue.words
    await story.advance("2 days")
    await story.person("carol").comments(issue, "/needs-info")
    assert issue.folded == 1
    assert issue.words == [first]
    assert "@eve" in first
    assert "version and steps to reproduce" in first
    assert "Needs info" in issue.labels


@pytest.mark.parametrize(
    ("body", "on", "said"),
    [
        ("/needs-info bug", {}, "Still missing: version and steps to reproduce."),
        ("/needs-info BUG", {}, "docs/mre.md"),
        ("/needs-info", {"labels": ["bug"]}, "version and steps to reproduce"),
        ("/needs-info version", {}, "Still missing: version."),
        ("/needs-info steps to reproduce", {}, "Still missing: steps to reproduce."),
        ("/needs-info hub", {}, "Still missing: hub."),
        ("/needs-info traceback", {}, "Still missing: traceback."),
    ],
)
def test_one_topic_can_be_asked_for(desk: Desk, body: str, on: dict[str, Any], said: str) -> None:
    found = wrote(desk, body, config=CONFIG, on=on)
    assert (found.reply, found.reaction) == ("", "👍")
    assert said in found.said
    assert "@eve" in found.said


@pytest.mark.parametrize(
    ("body", "by", "on", "said"),
    [
        ("/needs-info", "zed", {}, "triage role"),
        ("/needs-info", "eve", {}, "triage role"),
        ("/needs-info", "carol", {}, "I cannot tell what kind this is. What I can ask for: `bug`, `support`"),
        ("/needs-info verison", "carol", {}, "I cannot ask for `verison`. What I can ask for: `version`."),
        ("/needs-info", "carol", {"labels": ["documentation"]}, "the file names nothing that `docs` needs"),
        ("/needs-info", "carol", {"pull_request": True}, "works on issues only"),
        ("/needs-info version", "carol", {"body": "On v2.1"}, "This seems to be there already: version."),
        ("/needs-info version", "carol", {"author": "ghost"}, "the author is a bot, or gone"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    desk: Desk, body: str, by: str, on: dict[str, Any], said: str
) -> None:
    found = wrote(desk, body, by, CONFIG, on)
    assert (found.done, found.reaction) == ([], "😕")
    assert said in found.reply


async def test_a_saved_reply_is_posted_with_its_variables(tell: Tell) -> None:
    story = await tell("triage: {}")
    await story.person("dora").pushes(REPLY, "@{{ author }}, see the guide for {{title}} ({{ number }}).")
    issue = await story.person("eve").opens_issue("How @team? <b>")
    await story.person("carol").comments(issue, "/answer Install")
    assert issue.words == [f"@eve, see the guide for How @\u200bteam? \\<b\\> ({issue.number})."]
    assert issue.reactions == ["+1"]


async def test_a_saved_reply_shows_code_as_it_is_written(tell: Tell) -> None:
    story = await tell("triage: {}")
    reply = (
        "Set it in the workflow:\n\n```yaml\nwith:\n  token: ${{ secrets.PYPI }}\n  for: {{ author }}\n```"
    )
    await story.person("dora").pushes(REPLY, reply)
    issue = await story.person("eve").opens_issue("How?")
    await story.person("carol").comments(issue, "/answer install")
    assert issue.words == [reply]


async def test_a_saved_reply_that_cannot_be_used_says_why(tell: Tell) -> None:
    story = await tell("triage: {}")
    await story.person("dora").pushes(REPLY, "Hello `{{ secret }}` {{ secret }}")
    issue = await story.person("eve").opens_issue("How?")
    await story.person("carol").comments(issue, "/answer install")
    assert "uses {{ secret }}, which does not exist" in issue.words[-1]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("/answer", "Name a saved reply: `install`, `not_here`."),
        ("/answer instal", "There is no saved reply `instal` here. There are: `install`."),
        ("/answer ../secrets", "There is no saved reply `../secrets` here."),
        ("/answer install now", "There is no saved reply `install-now` here."),
    ],
)
def test_an_unknown_saved_reply_is_refused_with_those_there_are(desk: Desk, body: str, said: str) -> None:
    files = {REPLY: "Hello", ".github/replies/not_here.md": "Hi", ".github/replies/readme.txt": "x"}
    found = wrote(desk, body, config=CONFIG, files=files)
    assert said in found.reply
    assert (found.done, found.reaction) == ([], "😕")


def test_saved_replies_are_found_as_people_write_them(desk: Desk) -> None:
    files = {REPLY: "Hello", ".github/replies/not_here.md": "Hi"}
    for body, text in {
        "/answer INSTALL": "Hello",
        "/answer install.md": "Hello",
        "/answer not here": "Hi",
    }.items():
        assert (wrote(desk, body, config=CONFIG, files=files)).said == text
    assert "There are no saved replies here" in (wrote(desk, "/answer x", config=CONFIG)).reply


async def test_an_answered_question_becomes_an_issue_for_the_documentation(tell: Tell) -> None:
    story = await tell("triage: {}")
    issue = await story.person("eve").opens_issue("How do I open a store on S3?")
    await story.person("carol").comments(issue, "/document")
    assert "I see no answer here yet" in issue.words[-1]
    answer = await story.person("bob").comments(issue, "Use `fsspec`; ask @dan.\n/kind bug")
    await story.person("carol").comments(issue, "/document")
    docs = story.thread(issue.number + 1)
    opened = story.github.state.issue(REPO, docs.number)
    assert opened is not None
    assert opened.title == "Document the answer to “How do I open a store on S3?”"
    assert docs.labels == {"documentation"}
    assert opened.body is not None
    assert f"{REPO}#{issue.number}" in opened.body
    assert f"#issuecomment-{answer}" in opened.body
    assert "@eve" in opened.body
    assert "@dan" not in opened.body
    assert "/kind" not in opened.body
    await story.person("carol").comments(issue, "/document")
    assert "already" in issue.words[-1]
    assert story.github.state.issue(REPO, issue.number + 2) is None


@pytest.mark.parametrize("body", ["/document", "/answer install", "/needs-info"])
def test_these_are_for_triage(desk: Desk, body: str) -> None:
    for by in ("zed", "eve", "dan"):
        found = wrote(desk, body, by, CONFIG)
        assert "triage role" in found.reply
        assert found.done == []


async def test_words_of_the_file_call_nobody_where_they_are_asked_for(tell: Tell) -> None:
    hostile = "what @acme/core <b>runs</b>"
    story = await tell(
        f"triage: {{needs_info: {{bug: {{require: ['{hostile}'], example: 'a `@acme/core`'}}}}}}"
    )
    issue = await story.person("eve").opens_issue("Crash", "It crashes.", labels=["bug"])
    await story.person("carol").comments(issue, "/needs-info bug")
    assert "missing: what @\u200bacme/core \\<b\\>runs\\</b\\>." in issue.words[-1]
    assert "`` a `@acme/core` ``" in issue.words[-1]
