"""Where commands are read from: bodies, comments, reviews, lines of code; edits and deletions; by whom."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.in_process.commands import CONFIG, PROW, Outcome, outcome, world
from tests.harness.in_process.decisions import Desk

PRESETS = {"default": CONFIG, "prow": PROW}
ID = 501


def person(login: str) -> dict[str, Any]:
    """An account as a payload has it."""
    return {"login": login, "type": "Bot" if login.endswith("[bot]") else "User"}


def happens(
    desk: Desk,
    event: str,
    action: str,
    body: str,
    *,
    by: str = "carol",
    author: str = "",
    before: str | None = None,
    config: str = CONFIG,
) -> Outcome:
    """`by` does something to a text of `author` (or theirs) on #7."""
    writer = person(author or by)
    pull = event.startswith("pull_request")
    subject: dict[str, Any] = {"number": 7, "title": "T", "user": person("eve"), "state": "open"}
    payload: dict[str, Any] = {
        "action": action,
        "repository": {"full_name": "acme/widget", "owner": {"login": "acme", "type": "Organization"}},
        "sender": person(by),
        "pull_request" if pull else "issue": subject,
    }
    if event in ("issues", "pull_request"):
        subject |= {"body": body, "user": writer}
    else:
        key = "review" if event == "pull_request_review" else "comment"
        payload[key] = {"id": ID, "body": body, "user": writer, "state": "commented"}
    if before is not None:
        payload["changes"] = {"body": {"from": before}}
    there = world(pull_request=pull)
    return outcome(desk.plan(event, payload, config, there))


SOURCES = [
    ("issues", "opened"),
    ("pull_request", "opened"),
    ("issue_comment", "created"),
    ("pull_request_review", "submitted"),
    ("pull_request_review_comment", "created"),
]
DEAF = [
    ("issues", "edited"),
    ("issues", "closed"),
    ("issues", "reopened"),
    ("issues", "labeled"),
    ("issues", "assigned"),
    ("issues", "locked"),
    ("pull_request", "edited"),
    ("pull_request", "synchronize"),
    ("pull_request", "ready_for_review"),
    ("issue_comment", "deleted"),
    ("pull_request_review", "dismissed"),
    ("pull_request_review_comment", "deleted"),
]


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("body", ["/kind bug", "Hm.\n/kind bug\n", "@stewardbot kind bug"])
@pytest.mark.parametrize(("event", "action"), SOURCES)
def test_every_new_text_is_read(desk: Desk, event: str, action: str, body: str, preset: str) -> None:
    found = happens(desk, event, action, body, config=PRESETS[preset])
    assert (found.done, found.reaction) == (["add_labels kind/Bug"], "👍")


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("body", ["/kind bug", "/kind bgu"])
@pytest.mark.parametrize(("event", "action"), DEAF)
def test_nothing_else_is(desk: Desk, event: str, action: str, body: str, preset: str) -> None:
    assert happens(desk, event, action, body, config=PRESETS[preset]) == Outcome([], "", "")


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("event", ["issue_comment", "pull_request_review", "pull_request_review_comment"])
@pytest.mark.parametrize(
    ("before", "body", "done"),
    [
        ("Hm.", "Hm.\n/kind bug", ["add_labels kind/Bug"]),
        ("/area io", "/area io\n/kind bug", ["add_labels kind/Bug"]),
        ("/area io", "/kind bug\n/area io", ["add_labels kind/Bug"]),
        ("/kind bgu", "/kind bug", ["add_labels kind/Bug"]),
        ("`/kind bug`", "/kind bug", ["add_labels kind/Bug"]),
        ("> /kind bug", "/kind bug", ["add_labels kind/Bug"]),
        ("/kind bug", "/kind bug\n/kind bug", ["add_labels kind/Bug"]),
        ("/kind bug", "/kind bug\nThank you.", []),
        ("/kind bug", "Thank you.\n\n/kind  BUG", ["add_labels kind/Bug"]),
        ("/kind bug", "/KIND bug  ", []),
        ("/kind bug", "@stewardbot kind bug", []),
        ("/kind bug\n/area io", "/area io", []),
        ("/kind bug", "", []),
        ("/kind bug", "> /kind bug", []),
    ],
)
def test_an_edit_commands_what_is_new(
    desk: Desk, event: str, before: str, body: str, done: list[str], preset: str
) -> None:
    found = happens(desk, event, "edited", body, before=before, config=PRESETS[preset])
    assert (found.done, found.reply) == (done, "")


@pytest.mark.parametrize("by", ["dora", "bob", "eve", "stewardbot[bot]", "ghost"])
@pytest.mark.parametrize("event", ["issue_comment", "pull_request_review_comment"])
def test_somebody_elses_edit_commands_nothing(desk: Desk, event: str, by: str) -> None:
    found = happens(desk, event, "edited", "/kind bug", by=by, author="carol", before="Hm.")
    assert found == Outcome([], "", "")


@pytest.mark.parametrize(("event", "action"), SOURCES)
@pytest.mark.parametrize("by", ["dependabot[bot]", "stewardbot[bot]", "ghost"])
def test_bots_and_the_gone_command_nothing(desk: Desk, event: str, action: str, by: str) -> None:
    assert happens(desk, event, action, "/kind bug", by=by) == Outcome([], "", "")


@pytest.mark.parametrize(("event", "action"), SOURCES)
def test_a_bot_that_is_listed_commands_what_its_role_allows(desk: Desk, event: str, action: str) -> None:
    listed = CONFIG + "commands: {bots: ['dependabot[bot]']}\n"
    found = happens(desk, event, action, "/kind bug\n/pin", by="dependabot[bot]", config=listed)
    assert found.done == ["add_labels kind/Bug"]
    assert found.reaction == "😕"
