"""The end of a cohort: its host sees the report first, then it is told, and nobody is remembered."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.community.newcomers.cohort import Cohort
from bot.core.ports.records import Deed
from handlers.cohorts.report import CohortCounts, merged_counts, outcome, publishable, report
from tests.scenarios.conftest import Tell
from tests.scenarios.test_cohorts import CHAT, members

COHORTS = (
    "newcomers: {cohorts: {Spring-Sprint: {host: carol, from: 2026-03-02, until: 2026-03-06, board: 1}}}"
)
LIST = Cohort.model_validate({"host": "carol", "from": "2026-03-02", "until": "2026-03-06"})
PEOPLE = ("dan", "eve", "newt", "pia", "quin")


@pytest.mark.slow
async def test_the_end_is_reported_as_counts_and_then_the_members_are_forgotten(tell: Tell) -> None:
    story = await tell(COHORTS)
    board = await story.person("dora").opens_issue("Board")
    for login in PEOPLE:
        issue = await story.person(login).opens_issue(f"Hello from {login}")
        await story.person(login).comments(issue, "/cohort spring-sprint")
    await story.until("2026-03-09 09:00")
    assert board.words[-1].startswith(
        "@carol: the report of `Spring-Sprint` is published on the board on Tue 10"
    )
    await story.until("2026-03-10 09:00")
    assert "in these days, or joined): 5\n- first contact" in board.words[-1]
    assert "first issue, claim or pull request here, in these days): 5" in board.words[-1]
    assert "first merged pull request, in these days): not reported" in board.words[-1]
    assert "still here" not in board.words[-1]
    said = len(board.words)
    await story.until("2026-05-07 09:00")
    assert "still here after 30 days (did anything here in the 30 days from then): not" in board.words[-2]
    assert board.words[-1].startswith("@carol: the count after 30 days of `Spring-Sprint` is published")
    assert await members(story) == 5
    await story.until("2026-10-07 09:00")
    assert "- still here after 180 days" in board.words[-2]
    assert len(board.words) == said
    assert await members(story) == 0
    assert not re.search(rf"\b({'|'.join(PEOPLE)})\b", " ".join(board.words))


@pytest.mark.slow
async def test_the_host_reads_the_report_in_private_the_day_before(tell: Tell) -> None:
    story = await tell(COHORTS, CHAT)
    board = await story.person("dora").opens_issue("Board")
    for login in PEOPLE:
        await story.person(login).comments(board, "/cohort spring-sprint")
    assert [text for text in story.told if "joined): 5" in text] == []
    await story.until("2026-03-09 09:00")
    assert "carol: the report of `Spring-Sprint` is published on the board on Tue 10" in story.told[-1]
    assert "joined): 5" in story.told[-1]
    assert not any("joined): 5" in text for text in board.words)
    await story.until("2026-03-10 09:00")
    assert any("joined): 5" in text for text in board.words)


@pytest.mark.slow
async def test_fewer_than_five_people_are_thanked_not_counted_and_forgotten_at_once(tell: Tell) -> None:
    story = await tell(COHORTS)
    board = await story.person("dora").opens_issue("Board")
    for login in PEOPLE[:4]:
        await story.person(login).comments(board, "/cohort spring-sprint")
    await story.until("2026-03-10 09:00")
    assert board.words[-1].endswith("Fewer than five people came, so nothing is counted.")
    assert await members(story) == 0
    said = board.words
    await story.until("2026-05-08 09:00")
    assert board.words == said


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([20, 17, 5], ["20", "not reported", "5"]),  # Three of twenty would be known.
        ([9, 4, 0], ["9", "not reported", "not reported"]),
        ([8, 8, 5], ["8", "8", "not reported"]),
        ([20, 10, 12, None], ["20", "10", "not reported", None]),
    ],
)
def test_no_number_and_no_difference_tells_of_fewer_than_five(
    counts: list[int | None], shown: list[str | None]
) -> None:
    assert publishable(counts) == shown


def test_what_was_told_is_not_told_differently_later() -> None:
    first = CohortCounts(came=12, first_contact=7, first_merge=6, still_here=(None, None, None))
    later = CohortCounts(came=11, first_contact=6, first_merge=6, still_here=(5, None, None))
    assert merged_counts(first, later) == first.model_copy(update={"still_here": (5, None, None)})
    last = CohortCounts(came=11, first_contact=6, first_merge=6, still_here=(4, 6, None))
    assert merged_counts(merged_counts(first, later), last).still_here == (5, 6, None)


def test_a_group_under_five_is_not_reported() -> None:
    found = outcome(LIST, [[], []], date(2027, 1, 1), "UTC")
    assert report("x", LIST, found, date(2027, 1, 1)).endswith(
        "Fewer than five people came, so nothing is counted."
    )


def test_who_is_seen_in_the_month_after_such_a_day_is_still_here() -> None:
    end = datetime(2026, 3, 7, tzinfo=UTC)

    def one(days: int) -> list[Deed]:
        return [Deed(end + timedelta(days=days), "issue_comment.created", 1, "x", "acme/widget", 1, {})]

    people = [one(29), one(30), one(59), one(60), one(200), [], one(5)]
    assert outcome(LIST, people, date(2027, 1, 1), "UTC").still_here == (2, 0, 1)
    assert outcome(LIST, people, date(2026, 5, 1), "UTC").still_here == (None, None, None)
