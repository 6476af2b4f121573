"""`/help`, `/why` and `/bot check`."""

from __future__ import annotations

import pytest

from tests.harness.in_process.commands import CONFIG, PROW, wrote
from tests.harness.in_process.decisions import Desk
from tests.harness.in_process.story import REPO
from tests.scenarios.conftest import Tell


def test_help_lists_what_this_person_may_do_here(desk: Desk) -> None:
    stranger = (wrote(desk, "/help", "zed")).reply
    assert "`/kind`" in stranger
    assert "`/assign`" in stranger
    assert "`/pin`" not in stranger
    assert "`/close`" not in stranger
    author = (wrote(desk, "/help", "eve")).reply
    assert "`/close`" in author
    assert "`/retitle`" not in author
    triager = (wrote(desk, "/help", "carol")).reply
    assert "`/pin`" in triager
    assert "`/transfer`" not in triager
    assert "`/transfer`" in (wrote(desk, "/help", "mia")).reply


def test_help_says_in_a_line_what_each_command_does(desk: Desk) -> None:
    reply = wrote(desk, "/help", "zed").reply
    assert "**Assignment**\n\n- `/assign`: Assigns the people named, or you.\n" in reply
    assert "With `remove-` in front, such as `/remove-area`" in reply
    assert "`/remove-area`:" not in reply


def test_a_long_list_is_folded_by_group(desk: Desk) -> None:
    reply = wrote(desk, "/help", "dora").reply
    assert "<details><summary>Lifecycle</summary>\n\n- `/lock`: Locks the conversation" in reply
    assert reply.count("<details>") == reply.count("</details>") > 1


EVERYBODYS = """
newcomers: {milestones: []}
steward: {people: [bob], change: every wednesday 10:00, starts: 2026-01-07}
"""
FIRST_LINES = {
    "en": "What you may write on this issue",
    "fr": "Ce que vous pouvez écrire sur ce ticket",
    "de": "Das kannst du in diesem Issue schreiben",
    "es": "Lo que puedes escribir en esta issue",
    "pt": "O que você pode escrever nesta issue",
    "ja": "この issue では",
}


@pytest.mark.parametrize("language", FIRST_LINES)
def test_help_answers_in_a_language(desk: Desk, language: str) -> None:
    found = wrote(desk, f"/help {language}", "zed", CONFIG + EVERYBODYS)
    assert found.reaction == "👍"
    assert found.reply.startswith(FIRST_LINES[language])
    for command in ("/claim", "/steward", "/bot forget me", "/mentor", "/unmentor"):
        assert f"- `{command}`" in found.reply


@pytest.mark.parametrize("language", [language for language in FIRST_LINES if language != "en"])
def test_in_one_language_all_lines_are_of_that_language(desk: Desk, language: str) -> None:
    reply = wrote(desk, f"/help {language}", "dora", CONFIG + "newcomers: {milestones: []}\n").reply
    for command in ("/lock", "/retitle", "/reserve"):
        assert command not in reply
    assert "`/help en`" in reply
    assert " the " not in reply


def test_nobody_is_shown_half_of_a_pair(desk: Desk) -> None:
    for by in ("zed", "eve", "carol"):
        reply = wrote(desk, "/help", by, CONFIG + "newcomers: {milestones: []}\n").reply
        assert ("`/unmentor`" in reply) == ("`/mentor`" in reply)


async def test_help_links_to_the_page_of_all_commands(tell: Tell) -> None:
    story = await tell("lifecycle: {}", public_url="https://bot.example.org")
    issue = await story.person("eve").opens_issue("It breaks")
    await story.person("zed").comments(issue, "/help ja")
    assert "(https://bot.example.org/r/acme/widget/commands)" in issue.words[-1]


def test_help_lists_what_fits_the_place(desk: Desk) -> None:
    issue = (wrote(desk, "/help")).reply
    pull = (wrote(desk, "/help", on={"pull_request": True})).reply
    assert "on this issue" in issue
    assert "on this pull request" in pull
    assert "`/hold`" not in issue
    assert "`/hold`" in pull
    assert "`/pin`" not in pull


def test_help_lists_nothing_that_is_off(desk: Desk) -> None:
    reply = (wrote(desk, "/help", config="mode: act\nassignment: {}\n")).reply
    assert "`/assign`" in reply
    assert "`/kind`" not in reply
    assert "`/close`" not in reply


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("/help assign", "`/assign [@login …]`: Assigns the people named, or you."),
        ("/help /assign", "`/assign [@login …]`"),
        ("/help ASSIGN", "`/assign [@login …]`"),
        ("/help kind", "`/kind name …`"),
        ("/help pin", "For people with the triage role: you may here."),
        ("/help hold", "It works on pull requests only."),
        ("/help transfer-issue", "Also: `/transfer-issue`."),
    ],
)
def test_help_explains_one_command(desk: Desk, body: str, said: str) -> None:
    found = wrote(desk, body)
    assert said in found.reply
    assert (found.done, found.reaction) == ([], "👍")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("/help asign", "There is no command `asign` here. Did you mean `assign`"),
        ("/help zzzzzz", "There is no command `zzzzzz` here."),
        ("/help me out", "Name one command"),
        ("/bot", "After `/bot` I know:"),
        ("/bot make me a sandwich", "After `/bot` I know:"),
        ("/why not", "`/why`: please write it alone on its line."),
    ],
)
def test_what_cannot_be_answered_is_refused(desk: Desk, body: str, said: str) -> None:
    found = wrote(desk, body)
    assert (found.done, found.reaction) == ([], "😕")
    assert said in found.reply


def test_prow_still_explains_one_command(desk: Desk) -> None:
    assert "`/assign [@login …]`" in (wrote(desk, "/help assign", "zed", PROW)).reply


def test_bot_check_says_what_is_in_force(desk: Desk) -> None:
    reply = (wrote(desk, "/bot check", "zed", CONFIG)).reply
    assert "`assignment`" in reply
    assert "stewardbot.yml`" in reply
    assert "preset `default`" in reply


def test_near_misses_and_refusals_share_one_reply(desk: Desk) -> None:
    found = wrote(desk, "/asign\n\n/kind bug\n\n/pin now\n\n/shrug")
    assert found.done == ["add_labels kind/Bug"]
    assert "Did you mean `/assign`?" in found.reply
    assert "`/pin`: please write it alone on its line." in found.reply
    assert "shrug" not in found.reply
    assert found.reaction == "😕"


def test_two_hundred_commands_are_capped_and_that_is_said(desk: Desk) -> None:
    found = wrote(desk, "\n".join(["/kind bug"] * 200))
    assert found.done == ["add_labels kind/Bug"]
    assert "20 commands" in found.reply
    assert "180 more" in found.reply


async def test_an_edit_commands_what_is_new_and_corrects_the_reply(tell: Tell) -> None:
    story = await tell("labels: {}\nassignment: {}")
    issue = await story.person("eve").opens_issue("It breaks")
    bob = story.person("bob")
    comment = await bob.comments(issue, "/kind bgu")
    assert "Did you mean `kind/bug`?" in issue.words[-1]
    await story.after(bob.alone.edits_comment, REPO, issue.number, comment, "/kind bug")
    assert issue.labels == {"kind/bug"}
    assert issue.words == []
    assert "+1" in issue.reactions


async def test_somebody_elses_edit_and_a_deleted_comment_command_nothing(tell: Tell) -> None:
    story = await tell("labels: {}\nlifecycle: {}")
    issue = await story.person("eve").opens_issue("It breaks")
    comment = await story.person("bob").comments(issue, "Hm.")
    await story.after(story.person("dora").alone.edits_comment, REPO, issue.number, comment, "/close")
    assert issue.state == "open"
    await story.after(story.person("bob").alone.deletes_comment, REPO, issue.number, comment)
    assert issue.is_untouched


async def test_bodies_reviews_and_lines_of_code_command_too(tell: Tell) -> None:
    story = await tell("labels: {}\nassignment: {}")
    issue = await story.person("eve").opens_issue("It breaks", "It does.\n\n/kind bug")
    assert issue.labels == {"kind/bug"}
    pull = await story.person("bob").opens_pull("Mend it", "/assign")
    assert pull.assignees == ["bob"]
    carol = story.person("carol").alone
    await story.after(carol.reviews, REPO, pull.number, "commented", "Good.\n\n/kind bug")
    assert pull.labels == {"kind/bug"}
    await story.after(carol.comments_on_line, REPO, pull.number, "a.py", 1, "/area cloud")
    assert pull.labels == {"kind/bug", "area/cloud"}


async def test_a_quoted_reply_of_ours_commands_nothing(tell: Tell) -> None:
    story = await tell("lifecycle: {}")
    issue = await story.person("eve").opens_issue("It breaks")
    await story.person("zed").comments(issue, "/close")
    quoted = "\n".join(f"> {line}" for line in issue.words[-1].splitlines())
    await story.person("dora").comments(issue, f"{quoted}\n\nRight.")
    assert issue.state == "open"


async def test_why_tells_what_was_done_and_what_moved_it(tell: Tell) -> None:
    story = await tell("labels: {}\nassignment: {}")
    issue = await story.person("eve").opens_issue("It breaks")
    await story.person("zed").comments(issue, "/why")
    assert "nothing here" in issue.words[-1]
    await story.person("bob").comments(issue, "/kind bug")
    await story.person("zed").comments(issue, "/why")
    assert "`kind/bug`" in issue.words[-1]
    assert "bob wrote" in issue.words[-1]
