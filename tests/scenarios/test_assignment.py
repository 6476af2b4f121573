"""Assignees and reviewers by command."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.harness.in_process.commands import PROW, wrote
from tests.harness.in_process.decisions import Desk

PULL: dict[str, Any] = {"pull_request": True}
FULL: dict[str, Any] = {"assignees": [f"a{n}" for n in range(9)], "assignable": [f"a{n}" for n in range(12)]}
MANY = " ".join(f"@a{n}" for n in range(12))


@pytest.mark.parametrize(
    ("body", "by", "on", "done"),
    [
        ("/assign", "zed", {}, ["assign zed"]),
        ("/assign me", "zed", {}, ["assign zed"]),
        ("/assign @zed", "zed", {}, ["assign zed"]),
        ("/assign ZED", "zed", {}, ["assign zed"]),
        ("/assign @bob @dora", "carol", {}, ["assign bob, dora"]),
        ("/assign bob dora", "carol", {}, ["assign bob, dora"]),
        ("/assign @bob dora", "carol", {}, ["assign bob, dora"]),
        ("/assign @BOB", "carol", {}, ["assign bob"]),
        ("/assign @bob @Bob bob", "carol", {}, ["assign bob"]),
        ("/assign @bob", "carol", {"assignees": ["bob"]}, []),
        ("/assign", "zed", {"assignees": ["zed"]}, []),
        ("/unassign", "zed", {"assignees": ["zed"]}, ["unassign zed"]),
        ("/unassign", "zed", {}, []),
        ("/unassign @bob", "carol", {"assignees": ["bob", "dora"]}, ["unassign bob"]),
        ("/UNASSIGN @bob", "carol", {"assignees": ["bob"]}, ["unassign bob"]),
        ("/assign @bob\n/unassign @bob", "carol", {}, []),
        ("/assign @bob\n/unassign @bob", "carol", {"assignees": ["bob"]}, ["unassign bob"]),
        ("/unassign @bob\n/assign @bob", "carol", {"assignees": ["bob"]}, []),
        ("/assign @bob\n/assign @dora", "carol", {}, ["assign bob, dora"]),
        ("/cc @bob", "carol", PULL, ["request_review bob"]),
        ("/cc @bob @acme/core", "carol", PULL, ["request_review bob core"]),
        ("/cc @acme/core", "eve", PULL, ["request_review core"]),
        ("/cc", "carol", PULL, ["request_review carol"]),
        ("/uncc @bob", "carol", PULL | {"requested_reviewers": ["bob"]}, ["unrequest_review bob"]),
        ("/uncc", "carol", PULL, []),
    ],
)
def test_people_are_assigned_and_asked(
    desk: Desk, body: str, by: str, on: dict[str, Any], done: list[str]
) -> None:
    found = wrote(desk, body, by, on=on)
    assert (found.done, found.reply, found.reaction) == (done, "", "👍")


@pytest.mark.parametrize(
    ("body", "by", "on", "done", "said"),
    [
        ("/assign @bob", "zed", {}, [], "`/assign @bob` is for people with the triage role here."),
        ("/assign @zed @bob", "zed", {}, [], "triage role"),
        ("/unassign @bob", "zed", {"assignees": ["bob"]}, [], "triage role"),
        ("/assign @bob @zed", "carol", {}, ["assign bob"], "`zed` cannot be assigned"),
        ("/assign @bob @nobody-at-all", "carol", {}, ["assign bob"], "There is no account `nobody-at-all`."),
        ("/assign bob zed", "carol", {}, ["assign bob"], "`zed` cannot be assigned"),
        ("/assign @bob now", "carol", {}, [], "`now` is no login known here."),
        ("/assign bob now", "carol", {}, [], "`now` is no login known here."),
        ("/assign @bob zed", "carol", {}, [], "`zed` is no login known here."),
        ("/assign @bob.", "carol", {}, [], "`@bob.` is"),
        ("/assign @acme/core", "carol", {}, [], "`@acme/core` is"),
        ("/unassign @bob now", "carol", {"assignees": ["bob"]}, [], "`now` is no login"),
        (f"/assign {MANY}", "carol", FULL, ["assign a9"], "left out: `a10`, `a11`."),
        ("/cc @bob", "carol", {}, [], "pull requests only"),
        ("/cc @bob", "zed", PULL, [], "the author or people with the triage role"),
        ("/cc", "eve", PULL, [], "`eve` wrote this and cannot review it."),
        ("/cc @bob @eve", "carol", PULL, ["request_review bob"], "`eve` wrote this"),
        ("/cc @bob @zed", "carol", PULL, ["request_review bob"], "`zed` cannot review here"),
        ("/cc @acme/nothing", "carol", PULL, [], "I can see no team `acme/nothing`."),
        ("/cc @other/core @bob", "carol", PULL, ["request_review bob"], "`other/core` is no team of `acme`"),
        ("/uncc @other/core", "carol", PULL, [], "`other/core` is no team of `acme`"),
    ],
)
def test_who_cannot_be_is_named_and_the_others_are(
    desk: Desk, body: str, by: str, on: dict[str, Any], done: list[str], said: str
) -> None:
    found = wrote(desk, body, by, on=on)
    assert (found.done, found.reaction) == (done, "😕")
    assert said in found.reply
    assert "@" not in re.sub("`[^`]*`", "", found.reply), "nobody is called by a refusal"


@pytest.mark.parametrize(
    ("body", "on", "done"),
    [
        ("/assign @bob", {}, ["assign bob"]),
        ("/unassign @bob", {"assignees": ["bob"]}, ["unassign bob"]),
        ("/cc @bob", PULL, ["request_review bob"]),
    ],
)
def test_prow_lets_anyone(desk: Desk, body: str, on: dict[str, Any], done: list[str]) -> None:
    found = wrote(desk, body, "zed", PROW, on)
    assert (found.done, found.reaction) == (done, "👍")


def test_ten_at_most(desk: Desk) -> None:
    found = wrote(desk, f"/assign {MANY}", on={"assignable": [f"a{n}" for n in range(12)]})
    assert found.done == ["assign " + ", ".join(f"a{n}" for n in range(10))]
    assert "ten assignees at most; left out: `a10`, `a11`." in found.reply


def test_who_is_taken_off_by_the_same_text_leaves_no_room_yet(desk: Desk) -> None:
    full = {"assignees": [f"a{n}" for n in range(10)], "assignable": ["bob"]}
    found = wrote(desk, "/unassign @a0\n/assign @bob", on=full)
    assert found.done == ["unassign a0"]
    assert "ten assignees at most; left out: `bob`." in found.reply
