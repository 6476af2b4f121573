"""Plain words that people take back, that are only observed, or that ask how something stands."""

from __future__ import annotations

import pytest

from bot.core.states import OperatorMode
from bot.operations.replay_request import ReplayRequest, queue_different, replay_requested
from tests.harness.in_process.story import MONDAY, STEWARD, TRIAGE, world
from tests.harness.words.live import false_now
from tests.scenarios.conftest import Tell
from tests.scenarios.test_plain_words import CLAIMS, ISSUES, asked, claimed


@pytest.mark.slow
async def test_an_undone_giving_up_is_a_claim_as_before_at_once(tell: Tell) -> None:
    story, issue = await claimed(tell)
    await story.person("dan").comments(issue, "/claim")
    await story.person("eve").comments(issue, "Someone else can have it.")
    await story.person("carol").comments(issue, "/undo")
    assert "@eve has this until Wed 18 March" in issue.words[0]
    await story.person("carol").comments(issue, "/unclaim @eve")
    await story.until("2026-03-31 12:00")
    assert "eve has this" not in issue.words[0]


async def test_in_a_quiet_time_too(tell: Tell) -> None:
    story, issue = await claimed(tell)
    await story.person("carol").comments(issue, "/bot quiet for 1 week")
    await story.person("eve").comments(issue, "Someone else can have it.")
    await story.person("carol").comments(issue, "/undo")
    await story.until("2026-03-10 20:00")
    assert issue.assignees == ["eve"]
    assert await false_now(story.github, story.database) == []


@pytest.mark.slow
async def test_whoever_is_next_and_not_called_yet_is_named_without_a_date(tell: Tell) -> None:
    story, issue = await claimed(tell)
    await story.person("dan").comments(issue, "/claim")
    await story.until("2026-03-07 11:00")
    await story.person("eve").comments(issue, "/unclaim")
    await story.person("frank").comments(issue, "Is anyone working on this?")
    assert issue.words[-1] == ("Nobody has this at the moment. Next: `dan`. `/claim` puts you on the list.")


@pytest.mark.slow
async def test_an_undo_takes_back_that_it_is_no_question(tell: Tell) -> None:
    story, issue = await asked(tell)
    await story.person("eve").comments(issue, "This is a bug, not a question.")
    await story.person("carol").comments(issue, "/why")
    assert "eve wrote that it is no question" in issue.words[-1]
    await story.person("carol").comments(issue, "/undo")
    assert issue.labels == {"support"}
    assert issue.assignees == ["bob"]


@pytest.mark.slow
async def test_an_undo_takes_back_that_it_was_opened_again(tell: Tell) -> None:
    story, issue = await asked(tell)
    await story.person("bob").closes(issue)
    await story.person("eve").comments(issue, "It came back.")
    assert issue.state == "open"
    await story.person("carol").comments(issue, "/why")
    assert "eve wrote that it came back" in issue.words[-1]
    await story.person("carol").comments(issue, "/undo")
    assert issue.state == "closed"
    await story.advance("1 day")
    assert await false_now(story.github, story.database) == []
    assert issue.words[0].startswith("Closed on Mon 2 March.")


async def test_in_observe_plain_words_are_observed(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD, CLAIMS, "lifecycle: {}", world=world(issues=ISSUES), mode="observe")
    task = story.thread(41)
    case = await story.person("eve").opens_issue("How do I open a store on S3?")
    for thread, words in (
        (task, "Can I work on this?"),
        (task, "Please close this."),
        (task, "Any update?"),
        (case, "Any update?"),
        (case, "This is a bug, not a question."),
    ):
        await story.person("eve").comments(thread, words)
    assert task.is_untouched
    assert case.is_untouched
    seen = await story.transcript()
    assert "eve offered to work on this" in seen
    assert "eve asked to have this closed" in seen
    assert "eve asked how it stands" in seen


@pytest.mark.parametrize("words", ["Any update?", "Who can help me?"])
async def test_whoever_asks_about_an_issue_hears_once_a_day_who_is_assigned(tell: Tell, words: str) -> None:
    story = await tell("lifecycle: {}")
    issue = await story.person("eve").opens_issue("A plot fails")
    await story.person("eve").comments(issue, words)
    assert issue.words == [
        "@eve, nobody is assigned here yet. Maintainers read issues when they can; this may take a while."
    ]
    await story.person("bob").assigns(issue, "bob")
    await story.person("eve").comments(issue, words)
    assert len(issue.words) == 1
    await story.advance("1 day")
    await story.person("eve").comments(issue, words)
    assert issue.words == ["@eve, this is assigned to `bob`."]


async def test_of_a_pull_request_its_author_hears_who_is_asked_to_review(tell: Tell) -> None:
    story = await tell("lifecycle: {}\nassignment: {}")
    pull = await story.person("eve").opens_pull("A test")
    await story.person("dan").comments(pull, "Any update?")
    assert pull.words == []
    await story.person("carol").comments(pull, "/cc @bob")
    await story.person("eve").comments(pull, "Any update?")
    assert pull.words == ["@eve, `bob` is asked to review this."]
    await story.person("eve").comments(pull, "> Any update?")
    assert len(pull.words) == 1


@pytest.mark.slow
async def test_what_was_undone_after_an_answer_stays_so_when_all_is_decided_again(tell: Tell) -> None:
    """As `replay --apply` has the server do it."""
    story, issue = await asked(tell)
    await story.person("bob").comments(issue, "Use fsspec, as the page on stores says.")
    assert "bob replied on Mon 2 March." in issue.words[0]
    await story.person("carol").comments(issue, "/undo")
    undone = issue.words
    assert undone[0].startswith("@bob looks after questions here")
    report = await replay_requested(story.database, ReplayRequest(since=MONDAY), OperatorMode.ACT)
    await queue_different(story.database, report)
    await story.advance("10 minutes")
    assert issue.words == undone
    assert await false_now(story.github, story.database) == []
    await story.until("2026-03-05 12:00")
    assert await false_now(story.github, story.database) == []
    await story.person("bob").comments(issue, "Use the Large profile.")
    assert "bob replied on Thu 5 March." in issue.words[0]
