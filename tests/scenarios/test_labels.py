"""Labels by command."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.in_process.commands import CONFIG, PROW, wrote
from tests.harness.in_process.decisions import Desk

PULL: dict[str, Any] = {"pull_request": True}
HELD: dict[str, Any] = {"pull_request": True, "labels": ["do-not-merge/hold"]}
BOTH: dict[str, Any] = {"labels": ["help wanted", "good first issue"]}


@pytest.mark.parametrize(
    ("body", "by", "on", "done"),
    [
        ("/kind bug", "zed", {}, ["add_labels kind/Bug"]),
        ("/KIND BUG", "zed", {}, ["add_labels kind/Bug"]),
        ("/kind kind/bug", "zed", {}, ["add_labels kind/Bug"]),
        ("/kind bug bug", "zed", {}, ["add_labels kind/Bug"]),
        ("/area io cloud storage", "zed", {}, ["add_labels area/cloud storage, area/io"]),
        ("/kind bug\n/area io", "zed", {}, ["add_labels area/io, kind/Bug"]),
        ("/kind bug", "zed", {"labels": ["kind/Bug"]}, []),
        ("/remove-kind bug", "zed", {"labels": ["kind/Bug"]}, ["remove_labels kind/Bug"]),
        ("/kind bug\n/remove-kind bug", "zed", {}, []),
        ("/kind bug\n/remove-kind bug", "zed", {"labels": ["kind/Bug"]}, ["remove_labels kind/Bug"]),
        ("/remove-kind bug\n/kind bug", "zed", {"labels": ["kind/Bug"]}, []),
        ("/triage accepted", "carol", {}, ["add_labels triage/accepted"]),
        ("/kind docs", "eve", {}, ["add_labels kind/docs"]),
        ("/kind docs", "zoe", {}, ["add_labels kind/docs"]),
        ("/label good-idea", "zed", {}, ["add_labels good-idea"]),
        ("/label needs discussion good-idea", "zed", {}, ["add_labels good-idea, Needs Discussion"]),
        ("/remove-label good-idea", "zed", {"labels": ["good-idea"]}, ["remove_labels good-idea"]),
        ("/hold", "zed", PULL, ["add_labels do-not-merge/hold"]),
        ("/hold until the release is out.", "zed", PULL, ["add_labels do-not-merge/hold"]),
        ("/hold cancel", "zed", HELD, ["remove_labels do-not-merge/hold"]),
        ("/hold cancel, it is out", "zed", HELD, []),
        ("/unhold it is out", "zed", HELD, ["remove_labels do-not-merge/hold"]),
        ("/remove-hold", "zed", HELD, ["remove_labels do-not-merge/hold"]),
        ("/help-wanted", "carol", {}, ["add_labels help wanted", "comment help-wanted"]),
        (
            "/good-first-issue",
            "carol",
            {},
            ["add_labels good first issue, help wanted", "comment good-first-issue"],
        ),
        ("/good-first-issue", "carol", BOTH, []),
        (
            "/good-first-issue",
            "carol",
            {"labels": ["help wanted"]},
            ["add_labels good first issue", "comment good-first-issue"],
        ),
        ("/remove-good-first-issue", "carol", BOTH, ["remove_labels good first issue"]),
        ("/remove-help-wanted", "carol", BOTH, ["remove_labels help wanted"]),
        ("/help-wanted\n/remove-help-wanted", "carol", {}, []),
    ],
)
def test_labels_are_set_and_removed(
    desk: Desk, body: str, by: str, on: dict[str, Any], done: list[str]
) -> None:
    found = wrote(desk, body, by, on=on)
    assert (found.done, found.reply, found.reaction) == (done, "", "👍")


@pytest.mark.parametrize(
    ("body", "by", "on", "done", "said"),
    [
        ("/kind bgu", "zed", {}, [], "Did you mean `kind/Bug`?"),
        ("/kind bug zzz", "zed", {}, ["add_labels kind/Bug"], "There are `kind/Bug`, `kind/docs`."),
        ("/priority high", "zed", {}, [], "No label here begins with `priority/`."),
        ("/kind", "zed", {}, [], "needs a name after it. There are `kind/Bug`"),
        ("/kind " + "x" * 300, "zed", {}, [], "knows no label `kind/xxx"),
        ("/remove-kind bug", "zed", {}, [], "`kind/Bug` is not set here."),
        ("/remove-kind zzz", "zed", {}, [], "`/remove-kind` knows no label `kind/zzz`"),
        ("/triage accepted", "zed", {}, [], "`/triage accepted` is for people with the triage role here."),
        (
            "/kind docs bug",
            "zed",
            {},
            ["add_labels kind/Bug"],
            "`kind/docs` is for `eve` and `@acme/docs` here.",
        ),
        ("/remove-kind docs", "bob", {"labels": ["kind/docs"]}, [], "`/remove-kind docs` is for"),
        ("/label bug", "zed", {}, [], "`/label` knows no label `bug` here."),
        ("/label gone", "zed", {}, [], "The repository has no label `gone`"),
        ("/label", "zed", {}, [], "needs a name after it."),
        ("/remove-label good-idea", "zed", {}, [], "`good-idea` is not set here."),
        ("/hold", "zed", {}, [], "pull requests only"),
        ("/unhold", "zed", PULL, [], "There is no hold"),
        ("/help-wanted", "zed", {}, [], "people with the triage role"),
        ("/help-wanted now", "carol", {}, [], "please write it alone on its line"),
        ("/help-wanted", "carol", {"state": "closed"}, [], "open issues only"),
        ("/good-first-issue", "carol", PULL, [], "issues only"),
        ("/remove-good-first-issue", "carol", {}, [], "not set here"),
    ],
)
def test_what_is_refused_is_explained(
    desk: Desk, body: str, by: str, on: dict[str, Any], done: list[str], said: str
) -> None:
    found = wrote(desk, body, by, on=on)
    assert (found.done, found.reaction) == (done, "😕")
    assert said in found.reply
    assert "!" not in found.reply


@pytest.mark.parametrize(
    ("body", "on", "done"),
    [
        ("/sig core", {}, ["add_labels sig/core"]),
        ("/help", {}, ["add_labels help wanted", "comment help-wanted"]),
        ("/help-wanted", {}, ["add_labels help wanted", "comment help-wanted"]),
        ("/remove-help", BOTH, ["remove_labels good first issue, help wanted"]),
        ("/remove-help", {"labels": ["help wanted"]}, ["remove_labels help wanted"]),
        ("/good-first-issue", {"labels": ["help wanted", "good first issue"]}, []),
    ],
)
def test_prow_lets_anyone(desk: Desk, body: str, on: dict[str, Any], done: list[str]) -> None:
    found = wrote(desk, body, "zed", PROW, on)
    assert (found.done, found.reply, found.reaction) == (done, "", "👍")


def test_prows_bare_help_on_a_pull_request_lists_commands(desk: Desk) -> None:
    found = wrote(desk, "/help", "zed", PROW, PULL)
    assert found.done == []
    assert "`/hold`" in found.reply


def test_a_family_of_prow_is_unknown_by_default(desk: Desk) -> None:
    assert wrote(desk, "/sig core") == wrote(desk, "no command at all")


def test_labels_are_created_only_where_the_repository_says_so(desk: Desk) -> None:
    create = CONFIG.replace("labels:\n  additional", "labels:\n  create: true\n  additional")
    assert (wrote(desk, "/label gone", "zed", create)).done == ["add_labels gone"]
    assert (wrote(desk, "/kind new", "carol", create)).done == ["add_labels kind/new"]
    assert (wrote(desk, "/kind new", "zed", create)).done == []


async def test_the_guideline_is_the_repositorys_own_and_goes_with_the_label(tell: Any) -> None:
    story = await tell("labels: {}")
    await story.person("dora").pushes(".github/stewardbot/good-first-issue.md", "Read HACKING first.")
    issue = await story.person("eve").opens_issue("Typo in the guide")
    await story.person("carol").comments(issue, "/good-first-issue")
    assert issue.labels == {"good first issue", "help wanted"}
    assert issue.words == ["Read HACKING first."]
    await story.person("carol").comments(issue, "/remove-good-first-issue")
    assert issue.labels == {"help wanted"}
    assert issue.words == []


async def test_a_label_taken_off_by_hand_takes_its_guideline_along(tell: Any) -> None:
    story = await tell("labels: {}")
    issue = await story.person("eve").opens_issue("Typo in the guide")
    await story.person("carol").comments(issue, "/help-wanted")
    assert len(issue.words) == 1
    await story.person("bob").unlabels(issue, "help wanted")
    assert issue.words == []


@pytest.mark.slow
async def test_nobody_is_invited_to_a_closed_issue_until_it_is_reopened(tell: Any) -> None:
    story = await tell("labels: {}")
    issue = await story.person("eve").opens_issue("Typo in the guide")
    await story.person("carol").comments(issue, "/good-first-issue\n/help-wanted")
    invited = issue.words
    await story.person("dora").closes(issue)
    assert ["no help is wanted" in word for word in issue.words] == [True] * len(invited)
    assert not any("/claim" in word or "anyone" in word for word in issue.words)
    await story.person("dora").reopens(issue)
    assert issue.words == invited
    await story.person("carol").comments(issue, "/remove-help-wanted\n/remove-good-first-issue")
    await story.person("dora").closes(issue)
    assert issue.words == []
