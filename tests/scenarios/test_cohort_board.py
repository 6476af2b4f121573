"""A cohort's own issues: kept for its people, shown on one board, and left kindly when it is over."""

from __future__ import annotations

from typing import Any

import pytest

from bot.store import outbox
from fakegithub.http.faults import Fault
from tests.harness.in_process.story import REPO, Story, Thread, world
from tests.scenarios.conftest import Tell

SPRINT = (
    "{host: carol, members: [dan, eve], from: 2026-03-09, until: 2026-03-11, ahead: 3 days, "
    "reserve: [41, 42], reserve_label: sprint"
)
CLAIMS = "claims: {limit: 2, lease: 2 weeks}, suggestions: {}"
NAMED = f"newcomers: {{{CLAIMS}, cohorts: {{sprint: {SPRINT}, board: 34}}}}}}"
OPENED = f"newcomers: {{{CLAIMS}, cohorts: {{sprint: {SPRINT}, board: open}}}}}}"
CHAT = "notify: {cohorts: chat}"
GOOD = "good first issue"
ISSUES: list[dict[str, Any]] = [
    {"number": 34, "title": "The sprint", "author": "dora"},
    {"number": 41, "title": "One missing test", "author": "dora", "labels": [GOOD]},
    {"number": 42, "title": "A dead link", "author": "dora"},
    {"number": 43, "title": "Docstrings", "author": "dora", "labels": ["sprint"]},
    {"number": 44, "title": "Anybody's", "author": "dora"},
]
KEPT = "This is kept for the people of `sprint` until Wed 11 March; from Thu 12 March anybody can claim it."


async def begun(tell: Tell, *sections: str) -> Story:
    """A story on a repository with some issues; it begins on Monday 2 March, a week before the sprint."""
    there = world(labels=[GOOD, "sprint"], issues=ISSUES)
    there["users"] += [{"login": login} for login in ("dan", "eve", "newt", "zed")]
    return await tell(*(sections or (NAMED,)), world=there)


def said(thread: Thread) -> str:
    return "\n".join(thread.words)


# Kept for its people


async def test_its_issues_are_everybodys_until_it_comes_near(tell: Tell) -> None:
    story = await begun(tell)
    await story.person("zed").comments(story.thread(41), "/claim")
    assert story.thread(41).assignees == ["zed"]


@pytest.mark.slow
async def test_strangers_hear_until_when_its_issues_are_kept_and_its_people_claim_them(tell: Tell) -> None:
    story = await begun(tell)
    await story.until("2026-03-06 10:00")
    for number in (41, 43):
        await story.person("zed").comments(story.thread(number), "/claim")
        assert f"{KEPT} `/suggest` looks for another that is free." in said(story.thread(number))
        assert story.thread(number).assignees == []
    await story.person("zed").comments(story.thread(42), "Can I take this?")
    assert story.thread(42).words == [
        f"@zed, thank you for offering. {KEPT} `/suggest` looks for another that is free."
    ]
    await story.person("zed").comments(story.thread(44), "/claim")
    await story.person("eve").comments(story.thread(41), "/claim")
    assert (story.thread(44).assignees, story.thread(41).assignees) == (["zed"], ["eve"])
    await story.person("newt").comments(story.thread(34), "/cohort sprint")
    await story.person("newt").comments(story.thread(43), "/claim")
    await story.advance("1 minute")  # So much at once, GitHub is written to slowly.
    assert story.thread(43).assignees == ["newt"]
    await story.until("2026-03-12 00:00")
    await story.person("zed").comments(story.thread(42), "/claim")
    assert story.thread(42).assignees == ["zed"]


@pytest.mark.slow
async def test_a_bare_assign_and_a_free_comment_say_the_same(tell: Tell) -> None:
    story = await begun(tell, NAMED, "assignment: {}")
    await story.until("2026-03-09 10:00")
    await story.person("zed").comments(story.thread(41), "/assign")
    assert KEPT in said(story.thread(41))
    await story.person("eve").comments(story.thread(42), "/claim")
    await story.person("eve").comments(story.thread(42), "/unclaim")
    assert story.thread(42).words[0] == KEPT


@pytest.mark.slow
async def test_somebody_joins_and_claims_in_one_comment(tell: Tell) -> None:
    story = await begun(tell)
    await story.until("2026-03-09 10:00")
    await story.person("zed").comments(story.thread(41), "With my neighbour:\n\n/cohort sprint\n/claim")
    assert story.thread(41).assignees == ["zed"]


@pytest.mark.slow
async def test_reserve_works_beside_it(tell: Tell) -> None:
    story = await begun(tell)
    await story.until("2026-03-09 10:00")
    await story.person("carol").comments(story.thread(41), "/reserve @zed until 2026-03-20")
    await story.person("eve").comments(story.thread(41), "/claim")
    assert story.thread(41).assignees == []
    await story.person("zed").comments(story.thread(41), "/claim")
    assert story.thread(41).assignees == ["zed"]


@pytest.mark.slow
async def test_its_issues_are_suggested_to_its_people_alone(tell: Tell) -> None:
    story = await begun(tell)
    place = story.thread(34)
    await story.until("2026-03-09 10:00")
    await story.person("zed").comments(place, "/suggest")
    assert "#41" not in place.words[-1]
    await story.person("dan").comments(place, "/suggest")
    assert "- #41 One missing test" in place.words[-1]


# The board


@pytest.mark.slow
async def test_the_board_is_opened_ahead_of_the_first_day_and_calls_the_host(tell: Tell) -> None:
    story = await begun(tell, OPENED)
    await story.until("2026-03-06 09:30")
    board = story.thread(45)
    issue = story.github.state.issue("acme/widget", 45)
    assert issue is not None
    assert issue.title == "sprint, Mon 9 March to Wed 11 March"
    assert (issue.body or "").startswith("@carol looks after everybody here.")
    assert board.words[0].startswith(
        "**`sprint`**, Mon 9 March to Wed 11 March. Ask `carol` first, here or where you are. "
        "`/cohort sprint` makes you part of it, `/claim` on a free issue makes it yours."
    )
    assert "Free (3):\n- #41 One missing test\n- #42 A dead link\n- #43 Docstrings" in board.words[0]
    await story.until("2026-03-09 09:30")
    assert len(board.words) == 1
    assert story.github.state.issue("acme/widget", 46) is None


@pytest.mark.slow
@pytest.mark.parametrize("fault", [Fault.TOO_MANY, Fault.SERVER_ERROR])
async def test_a_board_that_github_does_not_take_for_a_day_is_opened_once(tell: Tell, fault: Fault) -> None:
    story = await begun(tell, OPENED)
    story.github.faults.next("POST", r"/issues$", fault, times=10_000, retry_after=25 * 3600)
    await story.until("2026-03-07 09:30")
    assert story.github.state.issue(REPO, 45) is None
    story.github.faults.clear()
    await story.until("2026-03-07 11:00")
    assert story.thread(45).words[0].startswith("**`sprint`**")
    assert not [each for each in story.logged if each["event"] == "decided afresh"]
    await story.until("2026-03-09 10:00")
    assert story.github.state.issue(REPO, 46) is None


@pytest.mark.slow
async def test_the_board_is_edited_in_place_and_not_at_every_word(tell: Tell) -> None:
    story = await begun(tell)
    board, eve = story.thread(34), story.person("eve")
    await story.until("2026-03-09 10:00")
    await eve.comments(story.thread(41), "/claim")
    await story.person("dan").comments(story.thread(43), "/claim")
    await story.person("carol").comments(story.thread(42), "/reserve @newt until 2026-03-20")
    assert "Claimed" not in said(board)
    await story.advance("10 minutes")
    assert "Kept for somebody (1):\n- #42 A dead link (`newt`)" in said(board)
    assert "Claimed (2):\n- #41 One missing test (`eve`)\n- #43 Docstrings (`dan`)" in said(board)
    pull = await eve.opens_pull("A test", "Closes #41")
    await story.advance("10 minutes")
    assert f"In review (1):\n- #41 One missing test, #{pull.number} (`eve`)" in said(board)
    assert f"Opened by its people: #{pull.number}" in said(board)
    await story.person("dora").merges(pull)
    await story.person("dora").closes(story.thread(42))
    await story.advance("10 minutes")
    assert f"Merged (1):\n- #41 One missing test, #{pull.number}" in said(board)
    assert "Closed (1):\n- #42 A dead link" in said(board)
    edits = await edits_of(story, 34)
    for word in range(20):
        await story.person("zed").comments(story.thread(44), f"word {word}")
    await story.advance("1 hour")
    assert await edits_of(story, 34) == edits


@pytest.mark.slow
async def test_the_board_keeps_up_with_a_lively_day(tell: Tell) -> None:
    story = await begun(tell)
    await story.until("2026-03-09 10:00")
    await story.person("eve").comments(story.thread(41), "/claim")
    await story.advance("6 minutes")
    await story.person("zed").comments(story.thread(44), "A word.")
    await story.advance("4 minutes")
    assert "Claimed (1):\n- #41 One missing test (`eve`)" in said(story.thread(34))


async def edits_of(story: Story, number: int) -> int:
    """How often the bot has written on an issue."""
    repository = story.github.state.repository(REPO)
    assert repository is not None
    rows = await story.database.read(lambda conn: outbox.of_subject(conn, repository.id, number))
    return sum(each.kind == "comment" for each in rows)


async def test_in_a_quiet_time_the_board_is_true(tell: Tell) -> None:
    story = await begun(tell)
    await story.until("2026-03-09 10:00")
    await story.person("carol").comments(story.thread(43), "/bot quiet for 1 week")
    await story.person("eve").comments(story.thread(41), "/claim")
    await story.advance("10 minutes")
    assert "Claimed (1):\n- #41 One missing test (`eve`)" in said(story.thread(34))


@pytest.mark.slow
async def test_what_was_opened_and_merged_between_two_edits_is_shown_as_merged(tell: Tell) -> None:
    story = await begun(tell)
    await story.until("2026-03-09 10:00")
    pull = await story.person("eve").opens_pull("A test", "Closes #41")
    await story.person("dora").merges(pull)
    await story.advance("10 minutes")
    assert f"Merged (1):\n- #41 One missing test, #{pull.number}" in said(story.thread(34))


@pytest.mark.slow
async def test_the_host_is_called_on_the_board_once_a_day_where_no_channel_is(tell: Tell) -> None:
    story = await begun(tell)
    board = story.thread(34)
    await story.until("2026-03-06 10:00")
    assert board.words[0] == (
        "@carol: `sprint` begins on Mon 9 March, and you host it until Wed 11 March. 3 issues are kept for "
        "its people until then. I will tell you first when somebody arrives."
    )
    assert board.words[1].startswith("**`sprint`**")
    await story.until("2026-03-09 10:00")
    first = await story.person("dan").opens_issue("A crash")
    second = await story.person("eve").opens_issue("Another")
    assert first.is_untouched
    assert board.words[-1].startswith(f"@carol, #{first.number}: this issue is from somebody of `sprint`")
    assert sum(text.startswith("@carol") for text in board.words) == 1
    await story.advance("10 minutes")
    assert f"Opened by its people: #{first.number}, #{second.number}" in said(board)


async def test_the_host_hears_in_private_where_there_is_a_channel(tell: Tell) -> None:
    story = await begun(tell, NAMED, CHAT)
    await story.until("2026-03-06 10:00")
    assert story.told == [
        "carol: `sprint` begins on Mon 9 March, and you host it until Wed 11 March. 3 issues are kept for "
        "its people until then. I will tell you first when somebody arrives. Board: https://github.com/acme/widget/issues/34"
    ]
    assert "@carol" not in said(story.thread(34))


@pytest.mark.slow
async def test_a_board_that_is_gone_stops_nothing(tell: Tell) -> None:
    story = await begun(tell)
    await story.until("2026-03-06 10:00")
    await story.after(story.person("dora").alone.deletes_issue, "acme/widget", 34)
    await story.until("2026-03-09 10:00")
    await story.person("eve").comments(story.thread(41), "/claim")
    await story.until("2026-03-20 10:00")
    assert story.thread(41).assignees == []


@pytest.mark.slow
async def test_what_is_to_be_mended_stands_on_the_board_until_it_is(tell: Tell) -> None:
    story = await begun(tell, NAMED.replace("reserve_label: sprint", "reserve_label: sprnt"))
    await story.until("2026-03-06 10:00")
    wrong = "`newcomers.cohorts.sprint.reserve_label`: this repository has no label `sprnt`"
    assert wrong in said(story.thread(34))
    await story.configures(NAMED)
    await story.until("2026-03-07 10:00")
    assert wrong not in said(story.thread(34))


# When it is over


@pytest.mark.slow
async def test_claims_end_kindly_with_it(tell: Tell) -> None:
    story = await begun(tell)
    await story.until("2026-03-09 10:00")
    silent, speaking, working = (story.thread(number) for number in (41, 42, 43))
    await story.person("eve").comments(silent, "/claim")
    await story.person("dan").comments(speaking, "/claim")
    await story.person("dan").comments(working, "/claim")
    pull = await story.person("dan").opens_pull("Docstrings", "Closes #43")
    await story.person("zed").comments(story.thread(44), "/claim")
    await story.until("2026-03-12 09:00")
    assert silent.words[-1] == (
        "@eve, `sprint` is over; thank you for being part of it. This stays yours until Wed 18 March; any "
        "word here, a commit or a linked pull request keeps it longer. If you would like to leave it to "
        "others, `/unclaim`; that is perfectly fine."
    )
    assert "`sprint` is over" in said(speaking)
    assert "`sprint` is over" not in said(working) + said(story.thread(44))
    await story.person("dan").comments(speaking, "Still on it.")
    await story.until("2026-03-19 09:00")
    assert silent.assignees == []
    assert silent.words[-1].startswith("@eve, this is free for others now. Nothing is wrong:")
    assert speaking.assignees == ["dan"]
    assert working.assignees == ["dan"]
    assert f"with #{pull.number} open" in working.words[0]


@pytest.mark.slow
async def test_on_a_day_with_a_comment_the_kind_word_waits_for_the_next(tell: Tell) -> None:
    story = await begun(tell)
    await story.until("2026-03-09 10:00")
    issue = story.thread(41)
    await story.person("eve").comments(issue, "/claim")
    await story.until("2026-03-12 08:00")
    await story.person("zed").comments(issue, "Can I take this?")
    await story.until("2026-03-12 12:00")
    assert "is over" not in said(issue)
    await story.until("2026-03-13 09:00")
    assert "@eve, how is this going?" in said(issue)
    assert "I will free it on Wed 18 March" in said(issue)


@pytest.mark.slow
async def test_the_last_reviews_still_show_on_the_board(tell: Tell) -> None:
    story = await begun(tell)
    board, eve = story.thread(34), story.person("eve")
    await story.until("2026-03-11 10:00")
    await eve.comments(story.thread(41), "/claim")
    pull = await eve.opens_pull("A test", "Fixes #41")
    await story.until("2026-03-12 10:00")
    assert f"In review (1):\n- #41 One missing test, #{pull.number}" in said(board)
    await story.until("2026-03-16 10:00")
    await story.person("carol").merges(pull)
    await story.advance("15 minutes")
    assert f"Merged (1):\n- #41 One missing test, #{pull.number}" in said(board)
    assert "In review" not in said(board)


@pytest.mark.slow
async def test_the_board_of_a_cohort_that_is_over_names_nobody(tell: Tell) -> None:
    story = await begun(tell)
    await story.until("2026-03-09 10:00")
    await story.person("eve").comments(story.thread(41), "/claim")
    await story.advance("10 minutes")
    assert "`eve`" in said(story.thread(34))
    await story.until("2026-03-12 09:10")
    (board,) = [text for text in story.thread(34).words if text.startswith("**`sprint`**")]
    assert board.startswith("**`sprint`**, Mon 9 March to Wed 11 March: over.")
    assert "- #41 One missing test" in board
    assert "`eve`" not in board
