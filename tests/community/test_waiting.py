"""Whose turn it is, since when, and how the digest tells it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.community.cases import CaseState
from bot.community.waiting import Waiting, may_wait, waiting_since
from bot.core.markdown import Markdown
from bot.core.model import GHOST, Subject, User
from bot.core.ports.letter import LetterPart, News
from bot.core.ports.records import Deed
from bot.core.schedule import WorkingHours
from bot.services.letter import MOST_LINES, letter
from handlers.digest.waiting import in_lines

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
EVE, ALICE, ZED, BOT = 1, 2, 3, 4
OFFICE = WorkingHours(zone="Europe/London")


def at(hour: int) -> datetime:
    return MONDAY + timedelta(hours=hour)


def subject(number: int = 7, **more: Any) -> Subject:
    given = {"title": "Clear error", "author": User(id=EVE, login="eve"), "created_at": MONDAY, **more}
    return Subject(number=number, **given)


def said(who: int, hour: int, what: str = "issue_comment.created", **detail: Any) -> Deed:
    return Deed(at(hour), what, who, f"person-{who}", "acme/widget", 7, detail)


@pytest.mark.parametrize(
    ("deeds", "since"),
    [
        ([], 0),
        ([said(ALICE, 1)], None),
        ([said(ALICE, 1), said(EVE, 2), said(EVE, 3)], 2),
        ([said(ZED, 1)], 0),
        ([said(ALICE, 1), said(ZED, 2)], 2),
        ([said(BOT, 1, bot=True)], 0),
        ([said(ALICE, 1), said(BOT, 2, bot=True)], None),
        ([said(ALICE, 1, "issues.labeled")], 0),
        ([said(ALICE, 1, "pull_request_review.submitted", verdict="approved")], 0),
        ([said(ALICE, 1, "pull_request_review.submitted", verdict="changes_requested")], None),
        ([said(ALICE, 1), said(EVE, 5, "pull_request.synchronize")], 5),
    ],
)
def test_the_last_human_word_decides_and_the_first_unanswered_counts(
    deeds: list[Deed], since: int | None
) -> None:
    expected = None if since is None else at(since)
    assert waiting_since(subject(), deeds, {ALICE}, None) == expected


def test_what_was_said_before_the_bot_came_is_not_guessed() -> None:
    old, came = subject(comments=2), at(10)
    assert waiting_since(old, [], {ALICE}, came) is None
    assert waiting_since(old, [said(EVE, 11)], {ALICE}, came) == at(11)
    assert waiting_since(subject(comments=0), [], {ALICE}, came) == MONDAY


@pytest.mark.parametrize(
    "more",
    [
        {"state": "closed"},
        {"is_pull_request": True, "draft": True},
        {"author": GHOST},
        {"author": User(id=5, login="renovate[bot]", type="Bot")},
        {"labels": ("waiting on author",)},
    ],
)
def test_what_waits_for_its_author_or_for_nobody_is_left_out(more: dict[str, Any]) -> None:
    assert may_wait(subject(), None)
    assert not may_wait(subject(**more), None)


def test_a_case_says_whose_turn_it_is() -> None:
    case = CaseState(opened_at=MONDAY, reporter="eve", reporter_id=EVE)
    assert may_wait(subject(), case)
    assert not may_wait(subject(), case.model_copy(update={"spoke": "alice"}))
    assert not may_wait(subject(), case.model_copy(update={"resolved_at": at(1)}))


def test_the_oldest_comes_first_with_its_age_in_working_days() -> None:
    friday = MONDAY - timedelta(days=3)
    waiting = [
        Waiting(subject(8, is_pull_request=True), MONDAY - timedelta(hours=1)),
        Waiting(subject(9, title="How do I @install [this](x)?"), friday),
        Waiting(subject(10), MONDAY - timedelta(days=7)),
    ]
    lines = in_lines(waiting, MONDAY, OFFICE)
    assert lines[0] == "#10 Clear error (question): 5 working days"
    assert lines[1].startswith("#9 How do I")
    assert lines[1].endswith("(question): 1 working day")
    assert "@install" not in lines[1]
    assert lines[2] == "#8 Clear error (pull request): less than a working day"
    assert len(lines) == 3


def part(name: str, count: int, **more: Any) -> LetterPart:
    return LetterPart(Markdown(name), tuple(News(Markdown(f"{name} {n}"), **more) for n in range(count)))


def test_a_letter_has_fifteen_lines_at_most_and_counts_the_rest() -> None:
    for counts in ((40,), (14,), (13,), (9, 30), (1, 1, 1, 1, 1, 1, 1, 1, 1, 1), (3, 50, 2)):
        parts = [part(f"part-{index}", count) for index, count in enumerate(counts)]
        lines = [line for line in letter(Markdown("Head"), parts).splitlines() if line]
        shown = sum(line.startswith("- ") for line in lines)
        assert len(lines) <= MOST_LINES, counts
        if shown < sum(counts):
            assert lines[-1] == f"And {sum(counts) - shown} more.", counts
            assert len(lines) >= MOST_LINES - 1, counts
        else:
            assert "more" not in lines[-1]


def test_three_decisions_stand_first_and_each_part_has_its_share() -> None:
    parts = [part("waits", 30), part("first", 2), part("grant", 4, decides=True)]
    lines = [line for line in letter(Markdown("Head"), parts).splitlines() if line]
    assert lines[2:5] == ["1. grant 0", "2. grant 1", "3. grant 2"]
    assert [line for line in lines[5:] if "waits" not in line] == [
        "first", "- first 0", "- first 1", "grant", "- grant 3", "And 27 more.",
    ]  # fmt: skip
