"""What the bot says is true at every moment, whatever happens to a case and to a claim.

The predicates are those of `tests/harness/words/table.py`, by the names of the messages. The property plays a
few histories; STEWARDBOT_EXAMPLES=200 plays as many as that.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from random import Random

import pytest

from handlers.steward import unit_of_work
from tests.harness.examples import examples
from tests.harness.in_process.story import STEWARD, TRIAGE, Story, Thread, world
from tests.harness.words.live import false_now
from tests.scenarios.conftest import Tell

HISTORIES = examples(4)
STEPS = 9
CLAIMS = "newcomers: {welcome: {}, suggestions: {}, claims: {limit: 2, lease: 1 week, waitlist: true}}"
NEEDS = "triage: {labels: {support: support}, needs_info: {support: {require: [version]}}}"
QUESTION = "How do I open a store on S3?"
TASK = {"number": 8, "title": "A task", "author": "dora", "labels": ["good first issue"]}

CASE_ACTS: tuple[Callable[[Story, Thread], Awaitable[object]], ...] = (
    lambda story, issue: story.person("bob").comments(issue, "It is `zarr.open`."),
    lambda story, issue: story.person("carol").comments(issue, "Have a look at the guide."),
    lambda story, issue: story.person("eve").comments(issue, "It is still broken. Any news?"),
    lambda story, issue: story.person("bob").comments(issue, "/ack"),
    lambda story, issue: story.person("bob").comments(issue, "/pass"),
    lambda story, issue: story.person("dora").comments(issue, "/route @carol\n/priority nonsense"),
    lambda story, issue: story.person("dora").comments(issue, "/route @alice"),
    lambda story, issue: story.person("eve").comments(issue, "/escalate"),
    lambda story, issue: story.person("dora").comments(issue, "/resolve"),
    lambda story, issue: story.person("zed").comments(issue, "/close"),
    lambda story, issue: story.person("dora").assigns(issue, "alice"),
    lambda story, issue: story.person("dora").unlabels(issue, "support"),
    lambda story, issue: story.person("dora").labels(issue, "support"),
    lambda story, issue: story.person("eve").comments(issue, "It is version 3.1."),
    lambda story, issue: story.person("dora").comments(issue, "/bot quiet for 3 days"),
    lambda story, issue: story.person("dora").comments(issue, "/bot resume"),
)
CLAIM_ACTS: tuple[Callable[[Story, Thread], Awaitable[object]], ...] = (
    lambda story, issue: story.person("eve").comments(issue, "/claim"),
    lambda story, issue: story.person("dan").comments(issue, "/claim\n/priority nonsense"),
    lambda story, issue: story.person("eve").comments(issue, "Still on it."),
    lambda story, issue: story.person("eve").comments(issue, "/unclaim"),
    lambda story, issue: story.person("dan").comments(issue, "Can I take this?"),
    lambda story, issue: story.person("eve").opens_pull("A change", f"Closes #{issue.number}"),
    lambda story, issue: story.person("dora").unassigns(issue, "eve"),
    lambda story, issue: story.person("dora").comments(issue, "/reserve @zed until 2026-04-01"),
    lambda story, issue: story.person("dora").comments(issue, "/help-wanted"),
    lambda story, issue: story.person("eve").comments(issue, "Someone else can have it, sorry."),
)
PAUSES = ("1 hour", "5 hours", "1 day", "2 days", "4 days", "8 days")


async def closes_or_reopens(story: Story, issue: Thread) -> None:
    """A maintainer closes what is open, and opens again what is closed."""
    dora = story.person("dora")
    await (dora.closes(issue) if issue.state == "open" else dora.reopens(issue))


async def lives(story: Story, seed: int) -> list[str]:
    """Play a history; what it was, up to the first moment at which something false stands there."""
    draw, case, task = Random(seed), await story.person("eve").opens_issue(QUESTION), story.thread(8)
    told = [f"history {seed}"]
    for _ in range(STEPS):
        issue, acts = draw.choice([(case, CASE_ACTS), (task, CLAIM_ACTS)])
        act = closes_or_reopens if draw.random() < 0.15 else draw.choice(acts)
        await act(story, issue)
        told.append(f"#{issue.number} at {story.clock.now():%a %d %b %H:%M}: {act.__code__.co_firstlineno}")
        if not (found := await false_now(story.github, story.database)):
            await story.advance(draw.choice(PAUSES))
            found = await false_now(story.github, story.database)
        if found:
            return [*told, *map(str, found)]
    return []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(HISTORIES))
async def test_whatever_happens_what_the_bot_says_is_true(tell: Tell, seed: int) -> None:
    triage = NEEDS if seed % 2 else TRIAGE
    story = await tell(triage, STEWARD, CLAIMS, "lifecycle: {}\nlabels: {}", world=world(issues=[TASK]))
    assert await lives(story, seed) == []


async def test_the_property_sees_a_lasting_comment_that_does_not_follow(
    tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(*_: object) -> None:
        return None

    monkeypatch.setattr(unit_of_work.UnitOfWork, "_follow", never)
    story = await tell(TRIAGE, STEWARD)
    issue = await story.person("eve").opens_issue(QUESTION)
    await story.person("bob").comments(issue, "It is `zarr.open`.")
    assert [finding.why for finding in await false_now(story.github, story.database)] == ["it is answered"]


async def test_an_answer_and_the_end_are_told_by_whom_and_when(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    issue = await story.person("eve").opens_issue(QUESTION)
    await story.person("bob").comments(issue, "It is `zarr.open`.")
    assert issue.words == ["bob replied on Mon 2 March. Still stuck? Write it here, and it goes back to bob."]
    await story.person("eve").closes(issue)
    assert issue.words == ["Closed on Mon 2 March. If it comes back, say so here."]
    await story.person("eve").reopens(issue)
    assert "@bob looks after questions here" in issue.words[0]


@pytest.mark.slow
async def test_a_change_of_hands_is_folded_once_it_is_answered(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    issue = await story.person("eve").opens_issue(QUESTION)
    await story.advance("2 days")
    assert "I am sorry. @dora has this now" in issue.words[-1]
    await story.person("dora").comments(issue, "It is `zarr.open`.")
    assert issue.words == [
        "dora replied on Wed 4 March. Still stuck? Write it here, and it goes back to dora."
    ]
    assert issue.folded == 2


async def test_given_on_twice_in_a_day_the_lasting_comment_names_the_last(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    issue = await story.person("eve").opens_issue(QUESTION)
    await story.advance("2 hours")
    for login in ("carol", "alice"):
        await story.person("dora").comments(issue, f"/route @{login}")
    assert "alice has this now" in issue.words[0]
    assert len(issue.words) == 1
    assert issue.folded == 1


@pytest.mark.slow
async def test_what_is_due_is_overdue_although_nobody_is_left_to_ask(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    issue = await story.person("eve").opens_issue(QUESTION)
    await story.until("2026-03-05 18:00")
    assert "dora has this now. I give no date." in issue.words[0]


async def test_an_issue_opened_again_can_be_claimed_again(tell: Tell) -> None:
    story = await tell(CLAIMS, world=world(issues=[TASK]))
    issue, dora = story.thread(8), story.person("dora")
    await story.person("dan").comments(issue, "Can I take this?")
    await dora.closes(issue)
    assert issue.words == ["This issue is closed, and nobody has it any more."]
    await dora.reopens(issue)
    assert issue.words == ["This is free: a line with `/claim` makes it yours."]
