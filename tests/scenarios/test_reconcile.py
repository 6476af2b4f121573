"""`reconcile`: after an outage mirror and cases are as on GitHub, and nobody hears of old things."""

from __future__ import annotations

import pytest

from bot.core.model import Repository
from bot.github.read.changes_since import Changes
from bot.operations.reconcile import BUDGET, Gap, last_heard, reconcile
from bot.store import mirror
from tests.harness.in_process.story import REPO, STEWARD, TRIAGE, WELCOME, Story
from tests.harness.words.live import false_now
from tests.scenarios.conftest import Tell

QUESTION = "How do I open a store on S3?"


async def widget(story: Story) -> Repository:
    found = await story.database.read(lambda conn: mirror.repository_named(conn, REPO))
    assert found is not None
    return found


async def catches_up(story: Story, budget: int = BUDGET) -> Gap:
    """The operator runs `reconcile`."""
    repository = await widget(story)
    installation = story.github.state.installation("acme")
    assert installation is not None
    since = await last_heard(story.database, repository)
    assert since is not None
    client = story.bot.github.tokens.client(installation.id)
    return await reconcile(story.database, Changes(client, REPO), repository, since, budget=budget)


@pytest.mark.slow
async def test_the_gap_is_closed_and_nobody_is_bothered(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD, WELCOME)
    answered = await story.person("eve").opens_issue(QUESTION)
    closed = await story.person("dan").opens_issue(QUESTION)
    assert answered.assignees == ["bob"]
    await story.advance("1 hours")
    story.person("bob").alone.comments(REPO, answered.number, "Use the S3 option, like this: …")
    story.person("dan").alone.closes(REPO, closed.number)
    new = story.thread(story.person("nia").alone.opens_issue(REPO, QUESTION))
    story.loses_the_news()
    before = {thread.number: len(thread.words) for thread in (answered, closed, new)}

    gap = await catches_up(story)
    assert (gap.subjects, gap.resolved, gap.answered, gap.until) == (3, 1, 1, None)
    repository = await widget(story)
    mirrored = await story.database.read(lambda conn: mirror.subject(conn, repository.id, closed.number))
    assert mirrored is not None
    assert mirrored.state == "closed"
    here = await story.database.read(lambda conn: mirror.open_subjects(conn, repository.id))
    assert [each.number for each in here] == [answered.number, new.number]

    assert len(await false_now(story.github, story.database)) == 1  # of the closed one; the other is a case
    await story.advance("1 minute")  # Before any timer of the cases looks at GitHub.
    assert "bob replied on" in answered.words[0]
    assert "Closed on Mon 2 March" in closed.words[0]
    assert await false_now(story.github, story.database) == []
    await story.advance("2 days")
    assert {thread.number: len(thread.words) for thread in (answered, closed, new)} == before
    assert answered.folded + closed.folded == 0
    assert new.is_untouched
    again = await story.person("nia").opens_issue("Some thoughts")
    assert again.words == []  # who turned up in the gap is not greeted late


async def test_the_end_of_an_answered_case_is_found_although_no_timer_looks_for_it(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    issue = await story.person("eve").opens_issue(QUESTION)
    await story.person("bob").comments(issue, "Use the S3 option, like this: …")
    story.person("eve").alone.closes(REPO, issue.number)
    story.loses_the_news()
    assert (await catches_up(story)).resolved == 1
    await story.advance("1 minute")
    assert "Closed on Mon 2 March" in issue.words[0]


@pytest.mark.parametrize(("programs", "answered"), [("[]", 1), ("[Backport-Machine]", 0)])
async def test_words_of_a_program_on_an_ordinary_account_are_nobodys(
    tell: Tell, programs: str, answered: int
) -> None:
    story = await tell(TRIAGE, STEWARD, f"accounts: {{programs: {programs}}}")
    issue = await story.person("eve").opens_issue(QUESTION)
    await story.advance("1 hours")
    story.person("backport-machine").alone.comments(REPO, issue.number, "No backport is needed.")
    story.loses_the_news()
    assert (await catches_up(story)).answered == answered


@pytest.mark.slow
async def test_a_lost_answer_is_found_before_anybody_is_reminded(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    issue = await story.person("eve").opens_issue(QUESTION)
    story.person("bob").alone.comments(REPO, issue.number, "Use the S3 option.")
    story.loses_the_news()
    words = len(issue.words)
    assert "bob replied on" not in issue.words[0]
    await story.advance("4 days")
    assert len(issue.words) == words
    assert "bob replied on Mon 2 March." in issue.words[0]


async def test_a_spent_budget_says_where_to_go_on(tell: Tell) -> None:
    story = await tell(TRIAGE)
    for _ in range(3):
        story.person("eve").alone.opens_issue(REPO, "Some thoughts")
    story.loses_the_news()
    gap = await catches_up(story, budget=2)
    assert gap.until is not None
    assert gap.requests == 2
