"""Plain words: what leaves no doubt is understood without a command; the rest is left alone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.in_process.story import REPO, STEWARD, TRIAGE, Story, Thread, world
from tests.scenarios.conftest import Tell

CLAIMS = "newcomers: {claims: {limit: 1, lease: 2 weeks, waitlist: true}}\ntimezone: Europe/London"
ISSUES: list[dict[str, Any]] = [{"number": 41, "title": "One missing test", "author": "dora"}]
GIVEN_UP = (
    "@eve, thank you for telling us. That is fine. I free this on Wed 4 March, 17:00 London time; any word "
    "here keeps it yours, `/unclaim` frees it at once."
)


async def claimed(tell: Tell, *sections: str, **more: Any) -> tuple[Story, Thread]:
    """A story in which eve has claimed an issue on Monday, and it is Tuesday."""
    story = await tell(*(sections or (CLAIMS,)), world=world(issues=ISSUES), **more)
    issue = story.thread(41)
    await story.person("eve").comments(issue, "/claim")
    await story.advance("1 day")
    return story, issue


@pytest.mark.slow
async def test_whoever_gives_up_in_words_keeps_it_until_the_end_of_the_next_working_day(tell: Tell) -> None:
    story, issue = await claimed(tell)
    await story.person("dan").comments(issue, "/claim")
    await story.person("eve").comments(issue, "Sorry, someone else can have it.")
    assert issue.words[-1] == GIVEN_UP
    await story.until("2026-03-04 16:30")
    assert issue.assignees == ["eve"]
    await story.until("2026-03-04 17:30")
    assert issue.assignees == []
    await story.until("2026-03-05 09:30")
    assert "@dan, you are next: this is kept for you until Fri 6 March" in issue.words[-1]


@pytest.mark.slow
async def test_any_word_keeps_what_was_given_up(tell: Tell) -> None:
    story, issue = await claimed(tell)
    await story.person("eve").comments(issue, "I give up")
    await story.person("eve").comments(issue, "No, I found it.")
    await story.advance("5 days")
    assert issue.assignees == ["eve"]


@pytest.mark.slow
async def test_an_undo_takes_back_that_it_was_given_up(tell: Tell) -> None:
    story, issue = await claimed(tell)
    await story.person("eve").comments(issue, "Someone else can have it.")
    await story.person("carol").comments(issue, "/undo")
    await story.advance("5 days")
    assert issue.assignees == ["eve"]


async def test_why_tells_what_was_understood(tell: Tell) -> None:
    story, issue = await claimed(tell)
    await story.person("eve").comments(issue, "Someone else can have it.")
    await story.person("eve").comments(issue, "/why")
    assert "eve gave this up in plain words" in issue.words[-1]


@pytest.mark.slow
async def test_nothing_is_given_up_while_a_pull_request_is_open(tell: Tell) -> None:
    story, issue = await claimed(tell)
    await story.person("eve").opens_pull("A test", "Fixes #41")
    await story.person("eve").comments(issue, "I can't work on this any more.")
    assert "While your pull request is open, this stays yours" in issue.words[-1]
    await story.advance("20 days")
    assert issue.assignees == ["eve"]


@pytest.mark.parametrize("words", ["I'm really busy this month.", "Maybe someone else can take this?"])
async def test_words_in_doubt_get_one_hint_and_change_nothing(tell: Tell, words: str) -> None:
    story, issue = await claimed(tell)
    for _ in range(2):
        await story.person("eve").comments(issue, words)
    assert sum("Would you rather leave it to others?" in text for text in issue.words) == 1
    assert "has this until Mon 16 March" in issue.words[0]


@pytest.mark.parametrize(
    "words",
    [
        "> Someone else can have it.",
        "`I give up`",
        "Thanks.\n\nOn Mon, 2 March 2026, Dan <dan@example.org> wrote:\nSomeone else can have it.",
        "someone else can have the last slice of pizza",
    ],
)
async def test_what_is_quoted_or_about_something_else_gives_nothing_up(tell: Tell, words: str) -> None:
    story, issue = await claimed(tell)
    before = len(issue.words)
    await story.person("eve").comments(issue, words)
    assert len(issue.words) == before
    await story.advance("5 days")
    assert issue.assignees == ["eve"]


async def test_nobody_gives_up_what_another_holds(tell: Tell) -> None:
    story, issue = await claimed(tell)
    await story.person("frank").comments(issue, "Someone else can have it.")
    await story.advance("5 days")
    assert issue.assignees == ["eve"]


async def test_with_plain_words_off_nothing_is_heard(tell: Tell) -> None:
    story, issue = await claimed(tell, CLAIMS, "plain_words: off")
    await story.person("eve").comments(issue, "Someone else can have it.")
    await story.person("dan").comments(issue, "Is anyone working on this?")
    assert len(issue.words) == 1
    await story.advance("5 days")
    assert issue.assignees == ["eve"]


@pytest.mark.slow
async def test_whoever_asks_is_told_who_has_it_once_a_day(tell: Tell) -> None:
    story, issue = await claimed(tell)
    await story.person("frank").comments(issue, "/claim")
    await story.advance("1 day")
    await story.person("dan").comments(issue, "Is anyone working on this?")
    assert issue.words[-1] == (
        "`eve` has this until Mon 16 March. Next: `frank`. `/claim` puts you on the list."
    )
    count = len(issue.words)
    await story.person("dora").comments(issue, "is this still open?")
    assert len(issue.words) == count


async def test_where_the_file_says_act_an_offer_claims(tell: Tell) -> None:
    story = await tell(CLAIMS, "plain_words: act", world=world(issues=ISSUES))
    issue = story.thread(41)
    await story.person("eve").comments(issue, "Can I work on this?")
    assert issue.assignees == ["eve"]
    await story.person("dan").comments(issue, "dibs!")
    assert "Next: `dan`." in issue.words[0]


async def test_a_command_within_a_sentence_gets_one_hint(tell: Tell) -> None:
    story = await tell(CLAIMS, world=world(issues=ISSUES))
    issue = story.thread(41)
    await story.person("eve").comments(issue, "The wiki says to /claim it, so here I am")
    assert "a command needs a line of its own" in issue.words[-1]
    await story.person("eve").comments(issue, "so I /claim it")
    assert len(issue.words) == 1


async def test_a_mentor_hears_in_private_who_is_stuck(tell: Tell) -> None:
    mentors = "newcomers: {claims: {}, mentors: {carol: {}}}"
    story, issue = await claimed(tell, mentors, "notify: {mentors: chat}")
    count = len(issue.words)
    for words in ("stuck at the tests", "I'm stuck."):
        await story.person("eve").comments(issue, words)
    assert len(issue.words) == count
    assert story.told[1:] == [
        "carol: acme/widget#41, eve wrote on Tue 3 March that help is welcome. A word there may help; "
        "nothing was said to eve. “One missing test”: https://github.com/acme/widget/issues/41"
    ]


async def test_it_is_answered_in_the_language_of_the_repository(tell: Tell) -> None:
    story, issue = await claimed(tell, CLAIMS, "language: fr")
    await story.person("eve").comments(issue, "J'abandonne, désolée.")
    assert "Je libère ceci le mercredi 4 mars, 17:00 (heure de London)" in issue.words[-1]


@pytest.mark.slow
async def test_the_holidays_of_a_team_free_nothing_and_call_nobody(tell: Tell) -> None:
    """Story C."""
    days = ["2026-12-24", "2026-12-25", *(f"2026-12-{day}" for day in range(28, 32)), "2027-01-01"]
    holidays = f"holidays: [{', '.join(days)}]"
    start = world(issues=ISSUES) | {"now": "2026-12-14T09:00:00Z"}
    story = await tell(CLAIMS, STEWARD.rstrip() + f"\n  {holidays}\n", world=start)
    issue = story.thread(41)
    for who in ("eve", "dan", "frank"):
        await story.person(who).comments(issue, "/claim")
    await story.until("2026-12-20 15:00")
    words = "I am on holiday until 6 January, sorry. Someone else can have it."
    await story.person("eve").comments(issue, words)
    assert "@eve, thank you for telling us. That is fine. I free this on Mon 21 December" in issue.words[-1]
    await story.until("2026-12-21 17:30")
    assert issue.assignees == []
    await story.until("2026-12-22 09:30")
    assert "@dan, you are next: this is kept for you until Wed 23 December" in issue.words[-1]
    await story.until("2026-12-23 09:30")
    assert "@dan, your turn is over" in issue.words[-1]
    assert "@frank, you are next: this is kept for you until Mon 4 January" in issue.words[-1]
    count = len(issue.words)
    await story.until("2027-01-04 08:30")
    assert len(issue.words) == count
    await story.until("2027-01-05 09:30")
    assert issue.words[-1] == "@frank, your turn is over, and this is free again. `/claim` takes it."


async def asked(tell: Tell, *more: str) -> tuple[Story, Thread]:
    story = await tell(TRIAGE, STEWARD, *more)
    return story, await story.person("eve").opens_issue("How do I open a store on S3?")


async def test_its_reporter_says_that_it_is_no_question(tell: Tell) -> None:
    story, issue = await asked(tell)
    assert issue.labels == {"support"}
    await story.person("dan").comments(issue, "this is a bug, not a question")
    assert issue.labels == {"support"}
    await story.person("eve").comments(issue, "Sorry, this is a bug, not a question.")
    assert issue.labels == set()
    assert issue.assignees == []
    assert "This is no support question any more" in issue.words[0]


@pytest.mark.slow
async def test_whoever_asks_for_news_is_told_who_has_it_once_a_day(tell: Tell) -> None:
    story, issue = await asked(tell)
    await story.person("eve").comments(issue, "Any update?")
    assert issue.words[-1].startswith("@eve, bob has this now. You need not repeat anything")
    count = len(issue.words)
    await story.person("eve").comments(issue, "Is anyone looking at this?")
    assert len(issue.words) == count
    await story.advance("1 day")
    await story.person("eve").comments(issue, "Is anyone looking at this?")
    assert " has this now. You need not repeat anything" in issue.words[-1]


@pytest.mark.slow
async def test_its_reporter_opens_it_again_in_words_once_a_closing(tell: Tell) -> None:
    story, issue = await asked(tell)
    await story.person("bob").comments(issue, "Use fsspec.")
    await story.person("bob").closes(issue)
    await story.person("dan").comments(issue, "please reopen")
    assert issue.state == "closed"
    assert issue.words[-1].startswith("@dan, only a maintainer can open this again.")
    await story.advance("2 days")
    await story.person("eve").comments(issue, "It came back, sorry. Can you reopen?")
    assert issue.state == "open"
    assert issue.assignees


@pytest.mark.slow
@pytest.mark.parametrize("how", ["not_planned", "locked"])
async def test_what_was_closed_for_another_reason_or_is_locked_is_not_opened_by_words(
    tell: Tell, how: str
) -> None:
    story, issue = await asked(tell, "lifecycle: {}")
    if how == "locked":
        await story.person("bob").closes(issue)
        await story.after(story.github.person("dora").locks, REPO, issue.number)
    else:
        await story.person("carol").comments(issue, "/close not-planned")
    before = len(issue.words)
    await story.person("eve").comments(issue, "It came back.")
    assert issue.state == "closed"
    assert ["/reopen" in words for words in issue.words[before:]] == ([] if how == "locked" else [True])


async def test_after_a_month_a_maintainer_is_named(tell: Tell) -> None:
    story, issue = await asked(tell)
    await story.person("bob").closes(issue)
    await story.advance("40 days")
    await story.person("eve").comments(issue, "It came back.")
    assert issue.state == "closed"
    assert issue.words[-1].startswith("@eve, only a maintainer can open this again.")


async def test_nothing_is_closed_by_words_and_a_person_is_told_once_who_can(tell: Tell) -> None:
    story = await tell("lifecycle: {}", world=world(issues=ISSUES))
    issue = story.thread(41)
    for words in ("Please close this", "This can be closed."):
        await story.person("dan").comments(issue, words)
    assert issue.words == [
        "@dan, only the author or a maintainer can close this; they read what is written here."
    ]
    await story.person("zed").comments(issue, "Please don't close this")
    own = await story.person("eve").opens_issue("It breaks")
    await story.person("eve").comments(own, "This can be closed.")
    assert own.words == ["@eve, a line with `/close` closes this."]
    assert {issue.state, own.state} == {"open"}
