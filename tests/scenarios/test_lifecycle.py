"""The state of issues and pull requests by command."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.in_process.commands import CONFIG, PROW, wrote
from tests.harness.in_process.decisions import Desk

PULL: dict[str, Any] = {"pull_request": True}
CLOSED: dict[str, Any] = {"state": "closed"}


@pytest.mark.parametrize(
    ("body", "by", "on", "done"),
    [
        ("/close", "carol", {}, ["close completed"]),
        ("/close", "eve", {}, ["close completed"]),
        ("/close", "carol", PULL, ["close completed"]),
        ("/close completed", "carol", {}, ["close completed"]),
        ("/close not-planned", "carol", {}, ["close not_planned"]),
        ("/close Not planned", "carol", {}, ["close not_planned"]),
        ("/close not_planned", "carol", {}, ["close not_planned"]),
        ("/close as not planned please", "carol", {}, ["close not_planned"]),
        ("/close it's a duplicate of #4", "carol", {}, ["close duplicate 4"]),
        ("/close duplicate of #4", "carol", {}, ["close duplicate 4"]),
        ("/close duplicate of acme/widget#4", "carol", {}, ["close duplicate 4"]),
        ("/duplicate #4", "carol", {}, ["close duplicate 4"]),
        ("/duplicate 4", "carol", {}, ["close duplicate 4"]),
        ("/close", "carol", CLOSED, []),
        ("/reopen", "carol", CLOSED, ["reopen"]),
        ("/reopen", "eve", CLOSED, ["reopen"]),
        ("/reopen", "carol", {}, []),
        ("/close\n/reopen", "carol", {}, []),
        ("/close\n/close not-planned", "carol", {}, ["close not_planned"]),
        ("/retitle Clear *error* for a `store`", "carol", {}, ["retitle Clear *error* for a `store`"]),
        ("/retitle Fix the crash", "carol", {}, ["retitle Fix the crash"]),
        ("/retitle a\n/retitle b", "carol", {}, ["retitle b"]),
        ("/retitle T", "carol", {}, []),
        ("/milestone v1.0", "carol", {}, ["set_milestone v1.0"]),
        ("/milestone V1.0", "carol", {}, ["set_milestone v1.0"]),
        ("/milestone spring Sprint", "carol", {}, ["set_milestone Spring sprint"]),
        ("/milestone clear", "carol", {"milestone": "v1.0"}, ["set_milestone"]),
        ("/milestone clear", "carol", {}, []),
        ("/lock", "carol", {}, ["lock"]),
        ("/lock too heated", "carol", {}, ["lock too heated"]),
        ("/lock Off-Topic", "carol", {}, ["lock off-topic"]),
        ("/lock spam", "carol", {}, ["lock spam"]),
        ("/unlock", "carol", {}, []),
        ("/pin", "carol", {}, ["pin"]),
        ("/unpin", "carol", {"pinned": True}, ["unpin"]),
        ("/transfer docs", "mia", {}, ["transfer acme/docs"]),
        ("/transfer-issue acme/docs", "mia", {}, ["transfer acme/docs"]),
        ("/ready", "eve", {}, ["add_labels S-waiting-on-review"]),
        (
            "/author",
            "carol",
            {"labels": ["S-waiting-on-review"]},
            ["add_labels S-waiting-on-author", "remove_labels S-waiting-on-review"],
        ),
        ("/blocked", "carol", PULL, ["add_labels S-blocked"]),
        ("/ready\n/blocked", "carol", {}, ["add_labels S-blocked"]),
        ("/lifecycle stale", "carol", {}, ["add_labels lifecycle/stale"]),
        ("/lifecycle frozen", "carol", {}, ["add_labels lifecycle/frozen"]),
        (
            "/lifecycle ACTIVE",
            "carol",
            {"labels": ["lifecycle/stale"]},
            ["add_labels lifecycle/active", "remove_labels lifecycle/stale"],
        ),
        ("/lifecycle stale\n/lifecycle rotten", "carol", {}, ["add_labels lifecycle/rotten"]),
        (
            "/remove-lifecycle stale",
            "carol",
            {"labels": ["lifecycle/stale"]},
            ["remove_labels lifecycle/stale"],
        ),
    ],
)
def test_what_is_written_is_done(desk: Desk, body: str, by: str, on: dict[str, Any], done: list[str]) -> None:
    found = wrote(desk, body, by, on=on)
    assert (found.done, found.reply, found.reaction) == (done, "", "👍")


@pytest.mark.parametrize(
    ("body", "by", "on", "said"),
    [
        ("/close", "zed", {}, "`/close` is for the author or people with the triage role here."),
        ("/close finally", "carol", {}, "The reasons are `not-planned`"),
        ("/close duplicate of", "carol", {}, "Name the one it duplicates"),
        ("/close duplicate of #4 and #5", "carol", {}, "Name the one it duplicates"),
        ("/close duplicate of #7", "carol", {}, "duplicate of itself"),
        ("/close duplicate of #99", "carol", {}, "There is no number 99"),
        ("/close duplicate of acme/docs#4", "carol", {}, "is in another repository"),
        ("/duplicate", "carol", {}, "Name the one it duplicates"),
        ("/duplicate four", "carol", {}, "`four` is no issue number"),
        ("/duplicate #4", "eve", {}, "triage role"),
        ("/reopen", "zed", CLOSED, "the author or people with the triage role"),
        ("/reopen", "carol", {"state": "closed", "pull_request": True, "merged": True}, "This is merged"),
        ("/retitle", "carol", {}, "A title cannot be empty"),
        ("/retitle \u200b", "carol", {}, "A title cannot be empty"),
        ("/retitle " + "x" * 257, "carol", {}, "256 characters at most; this one has 257"),
        ("/retitle Fixes #4", "carol", {}, "would close an issue"),
        ("/retitle It resolves acme/docs#4", "carol", {}, "would close an issue"),
        ("/retitle x", "eve", {}, "triage role"),
        (
            "/milestone",
            "carol",
            {},
            "Name a milestone, or `clear`. Open ones: `v1.0`, `v1.1`, `Spring sprint`.",
        ),
        ("/milestone v1.0 now", "carol", {}, "No open milestone is called `v1.0 now`."),
        ("/milestone v2.0", "zed", {}, "triage role"),
        ("/lock now", "carol", {}, "The reasons are `off-topic`"),
        ("/unlock now", "carol", {}, "please write it alone on its line"),
        ("/pin", "carol", PULL, "issues only"),
        ("/pin", "zed", {}, "triage role"),
        ("/transfer docs", "carol", {}, "members of the organization"),
        ("/transfer", "mia", {}, "Name one repository"),
        ("/transfer docs widget", "mia", {}, "Name one repository"),
        ("/transfer other/docs", "mia", {}, "Issues move between repositories of `acme` only."),
        ("/transfer widget", "mia", {}, "in this repository already"),
        ("/transfer nowhere", "mia", {}, "I am not installed on `acme/nowhere`"),
        ("/transfer do cs?", "mia", {}, "Name one repository"),
        ("/transfer docs?", "mia", {}, "`docs?` is no name of a repository."),
        ("/ready", "zed", {}, "the author or people with the triage role"),
        ("/ready now", "carol", {}, "please write it alone on its line"),
        ("/lifecycle", "carol", {}, "takes one of `active`"),
        ("/lifecycle dead", "carol", {}, "takes one of `active`"),
        ("/lifecycle frozen", "carol", PULL, "A pull request cannot be frozen"),
        ("/lifecycle stale", "zed", {}, "triage role"),
        ("/remove-lifecycle stale", "carol", {}, "`lifecycle/stale` is not set here."),
    ],
)
def test_what_is_refused_is_explained(desk: Desk, body: str, by: str, on: dict[str, Any], said: str) -> None:
    found = wrote(desk, body, by, on=on)
    assert (found.done, found.reaction) == ([], "😕")
    assert said in found.reply
    assert "!" not in found.reply


@pytest.mark.parametrize(
    ("body", "by", "on", "done"),
    [
        ("/close", "zed", {"labels": ["lifecycle/stale"]}, ["close completed"]),
        ("/close", "zed", {"labels": ["lifecycle/rotten"]}, ["close completed"]),
        ("/close", "zed", {}, []),
        ("/lifecycle stale", "zed", {}, ["add_labels lifecycle/stale"]),
        ("/retitle x", "carol", {}, []),
        ("/retitle x", "bob", {}, ["retitle x"]),
    ],
)
def test_prows_roles(desk: Desk, body: str, by: str, on: dict[str, Any], done: list[str]) -> None:
    assert (wrote(desk, body, by, PROW, on)).done == done


def test_the_repository_says_who_closes_and_how_its_labels_are_called(desk: Desk) -> None:
    strict = CONFIG.replace("lifecycle: {}", "lifecycle: {close: write, waiting_on: {review: bug}}")
    assert (wrote(desk, "/close", "carol", strict)).reaction == "😕"
    assert (wrote(desk, "/close", "bob", strict)).done == ["close completed"]
    assert (wrote(desk, "/close", "eve", strict)).done == ["close completed"]
    assert (wrote(desk, "/ready", "carol", strict)).done == ["add_labels bug"]


def test_a_command_is_off_without_its_section(desk: Desk) -> None:
    bare = "mode: act\nlabels: {}\n"
    for body in ("/close", "/assign", "/lifecycle stale", "/claim"):
        found = wrote(desk, body, config=bare)
        assert (found.done, found.reply, found.reaction) == ([], "", "")
