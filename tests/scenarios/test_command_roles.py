"""Who may give which command, in both presets: every command by every kind of person."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from tests.harness.in_process.commands import CONFIG, PROW, wrote
from tests.harness.in_process.decisions import Desk

EVERYBODY = ("zed", "dan", "eve", "mia", "carol", "bob", "dora")
"""A stranger, a reader, the author, a member, and people with the roles triage, write and admin."""
TRIAGE = ("carol", "bob", "dora")
AUTHOR = ("eve", *TRIAGE)
WRITE = ("bob", "dora")
PULL: dict[str, Any] = {"pull_request": True}
REPLY = {".github/replies/install.md": "Hello"}


class Case(NamedTuple):
    """A command on #7 as it is `on`; who may give it by default and in Prow's preset; what is done then."""

    body: str
    on: dict[str, Any]
    default: tuple[str, ...]
    prow: tuple[str, ...]
    done: list[str]


HELP_WANTED = {"labels": ["help wanted"]}
FIRST_ISSUE = {"labels": ["help wanted", "good first issue"]}
STALE = {"labels": ["lifecycle/stale"]}
CLOSED = {"state": "closed"}
CASES = (
    Case("/kind bug", {}, EVERYBODY, EVERYBODY, ["add_labels kind/Bug"]),
    Case("/remove-kind bug", {"labels": ["kind/Bug"]}, EVERYBODY, EVERYBODY, ["remove_labels kind/Bug"]),
    Case("/triage accepted", {}, TRIAGE, TRIAGE, ["add_labels triage/accepted"]),
    Case("/kind docs", {}, ("eve",), ("eve",), ["add_labels kind/docs"]),
    Case("/label good-idea", {}, EVERYBODY, EVERYBODY, ["add_labels good-idea"]),
    Case(
        "/remove-label good-idea",
        {"labels": ["good-idea"]},
        EVERYBODY,
        EVERYBODY,
        ["remove_labels good-idea"],
    ),
    Case("/help-wanted", {}, TRIAGE, EVERYBODY, ["add_labels help wanted", "comment help-wanted"]),
    Case(
        "/good-first-issue",
        {},
        TRIAGE,
        EVERYBODY,
        ["add_labels good first issue, help wanted", "comment good-first-issue"],
    ),
    Case("/remove-help-wanted", HELP_WANTED, TRIAGE, EVERYBODY, ["remove_labels help wanted"]),
    Case("/remove-good-first-issue", FIRST_ISSUE, TRIAGE, EVERYBODY, ["remove_labels good first issue"]),
    Case("/lifecycle stale", {}, TRIAGE, EVERYBODY, ["add_labels lifecycle/stale"]),
    Case("/remove-lifecycle stale", STALE, TRIAGE, EVERYBODY, ["remove_labels lifecycle/stale"]),
    Case("/hold", PULL, EVERYBODY, EVERYBODY, ["add_labels do-not-merge/hold"]),
    Case("/assign", {}, EVERYBODY, EVERYBODY, ["assign {by}"]),
    Case("/assign @carol", {}, TRIAGE, EVERYBODY, ["assign carol"]),
    Case("/unassign", {"assignees": list(EVERYBODY)}, EVERYBODY, EVERYBODY, ["unassign {by}"]),
    Case("/unassign @carol", {"assignees": ["carol"]}, TRIAGE, EVERYBODY, ["unassign carol"]),
    Case("/cc @carol", PULL, AUTHOR, EVERYBODY, ["request_review carol"]),
    Case(
        "/uncc @carol",
        {**PULL, "requested_reviewers": ["carol"]},
        AUTHOR,
        EVERYBODY,
        ["unrequest_review carol"],
    ),
    Case("/close", {}, AUTHOR, AUTHOR, ["close completed"]),
    Case("/close", STALE, AUTHOR, EVERYBODY, ["close completed"]),
    Case("/reopen", CLOSED, AUTHOR, AUTHOR, ["reopen"]),
    Case("/duplicate #4", {}, TRIAGE, TRIAGE, ["close duplicate 4"]),
    Case("/retitle Better", {}, TRIAGE, WRITE, ["retitle Better"]),
    Case("/milestone v1.0", {}, TRIAGE, TRIAGE, ["set_milestone v1.0"]),
    Case("/lock", {}, TRIAGE, TRIAGE, ["lock"]),
    Case("/unlock", {}, TRIAGE, TRIAGE, []),
    Case("/pin", {}, TRIAGE, TRIAGE, ["pin"]),
    Case("/unpin", {"pinned": True}, TRIAGE, TRIAGE, ["unpin"]),
    Case("/transfer docs", {}, ("mia",), ("mia",), ["transfer acme/docs"]),
    Case("/ready", {}, AUTHOR, AUTHOR, ["add_labels S-waiting-on-review"]),
    Case("/author", {}, AUTHOR, AUTHOR, ["add_labels S-waiting-on-author"]),
    Case("/blocked", {}, AUTHOR, AUTHOR, ["add_labels S-blocked"]),
    Case("/needs-info version", {}, TRIAGE, TRIAGE, ["add_labels S-waiting-on-author", "comment needs-info"]),
    Case("/answer install", {}, TRIAGE, TRIAGE, ["comment saved-reply-install"]),
    Case("/why", {}, EVERYBODY, EVERYBODY, []),
    Case("/bot check", {}, EVERYBODY, EVERYBODY, []),
    Case("/bot pause", {}, TRIAGE, TRIAGE, []),
)


@pytest.mark.parametrize("by", EVERYBODY)
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.body} {case.on or ''}")
@pytest.mark.parametrize("preset", ["default", pytest.param("prow", marks=pytest.mark.slow)])
def test_who_may(desk: Desk, preset: str, case: Case, by: str) -> None:
    config = (PROW if preset == "prow" else CONFIG) + "triage: {}\n"
    found = wrote(desk, case.body, by, config, case.on, REPLY)
    allowed = case.prow if preset == "prow" else case.default
    if by in allowed:
        assert (found.done, found.reaction) == ([each.format(by=by) for each in case.done], "👍")
    else:
        assert (found.done, found.reaction) == ([], "😕")
        assert " is for " in found.reply
        assert " here." in found.reply
