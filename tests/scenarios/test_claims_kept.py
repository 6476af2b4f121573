"""Claims in spite of everything: renamed accounts, edited pull requests, lost news, pairs."""

from __future__ import annotations

import pytest

from tests.scenarios.conftest import Tell
from tests.scenarios.test_claims import begun, said


@pytest.mark.slow
async def test_a_claimant_who_takes_another_login_keeps_the_claim_and_is_called_by_it(tell: Tell) -> None:
    story, issue = await begun(tell)
    await story.person("eve").comments(issue, "/claim")
    users = story.github.state.users
    users["eva"] = users.pop("eve")
    users["eva"].login = "eva"
    await story.advance("11 days")
    assert "@eva, how is this going?" in said(issue)
    assert issue.words[0].startswith("@eva has this until Mon 16 March")
    await story.person("eva").comments(issue, "Still on it.")
    assert issue.words[0].startswith("@eva has this until Fri 27 March")
    await story.person("eva").comments(issue, "/unclaim")
    assert issue.assignees == []
    await story.person("eva").comments(story.thread(42), "/claim")
    assert story.thread(42).assignees == ["eva"]


@pytest.mark.slow
async def test_a_pair_is_one(tell: Tell) -> None:
    story, issue = await begun(tell)
    for login in ("dan", "eve"):
        await story.person(login).comments(issue, "Hello.")
    await story.person("eve").comments(issue, "/claim with @dan")
    await story.advance("10 days")
    await story.person("eve").comments(issue, "We are on it.")
    await story.advance("10 days")
    assert sorted(issue.assignees) == ["dan", "eve"]
    assert "how is this going" not in said(issue)
    pull = await story.person("dan").opens_pull("A test", "Closes #41")
    await story.advance("20 days")
    assert sorted(issue.assignees) == ["dan", "eve"]
    await story.person("eve").comments(story.thread(42), "/claim")
    assert story.thread(42).assignees == ["eve"]
    await story.person("dan").closes(pull)
    await story.advance("11 days")
    assert "@dan and @eve, how is this going?" in said(issue) or "@eve and @dan, how" in said(issue)


async def test_nobody_is_paired_with_somebody_who_holds_enough(tell: Tell) -> None:
    story, issue = await begun(tell)
    await story.person("dan").comments(story.thread(42), "/claim")
    await story.person("eve").comments(issue, "/claim with @dan")
    assert "`dan` has #42 already" in said(issue)
    assert issue.assignees == []


@pytest.mark.slow
async def test_an_edited_pull_request_that_is_about_something_else_starts_the_clock_again(tell: Tell) -> None:
    story, issue = await begun(tell)
    await story.person("eve").comments(issue, "/claim")
    pull = await story.person("eve").opens_pull("A test", "Closes #41")
    await story.person("eve").edits(pull, body="Nothing in particular")
    assert issue.words[0].startswith("@eve has this until Mon 16 March")
    await story.advance("15 days")
    assert issue.assignees == []


@pytest.mark.slow
async def test_news_of_a_closed_pull_request_that_never_came_is_asked_for(tell: Tell) -> None:
    story, issue = await begun(tell)
    await story.person("eve").comments(issue, "/claim")
    pull = await story.person("eve").opens_pull("A test", "Closes #41")
    await story.advance("20 days")
    assert issue.assignees == ["eve"]
    story.person("eve").alone.closes("acme/widget", pull.number)
    story.loses_the_news()
    await story.advance("30 days")
    assert issue.assignees == []
    assert issue.words[-1].startswith("@eve, this is free for others now.")


@pytest.mark.slow
async def test_a_closed_pull_request_gives_no_clock_to_whoever_was_assigned_by_hand(tell: Tell) -> None:
    story, issue = await begun(tell)
    await story.person("eve").comments(issue, "/claim")
    await story.person("dora").assigns(issue, "bob")
    pull = await story.person("bob").opens_pull("A test", "Closes #41")
    await story.person("bob").closes(pull)
    await story.advance("20 days")
    assert "bob" in issue.assignees


@pytest.mark.slow
async def test_maintainers_win_by_command_as_well(tell: Tell) -> None:
    story, issue = await begun(tell)
    await story.person("eve").comments(issue, "/claim")
    await story.person("eve").comments(issue, "/unclaim")
    await story.person("dan").comments(issue, "/claim")
    await story.person("carol").comments(issue, "/unassign @dan")
    await story.person("carol").comments(issue, "/assign @bob")
    assert issue.assignees == ["bob"]
    await story.advance("20 days")
    assert issue.assignees == ["bob"]
    await story.person("eve").comments(issue, "/claim")
    assert "Next: `eve`." in issue.words[0]


async def test_an_issue_closed_by_command_frees_its_claimant(tell: Tell) -> None:
    story, issue = await begun(tell)
    await story.configures(
        "newcomers: {claims: {limit: 1, lease: 2 weeks, waitlist: true}}", "lifecycle: {close: triage}"
    )
    await story.person("eve").comments(issue, "/claim")
    await story.person("carol").comments(issue, "/close")
    assert issue.state == "closed"
    await story.person("eve").comments(story.thread(42), "/claim")
    assert story.thread(42).assignees == ["eve"]


@pytest.mark.slow
async def test_the_waitlist_ends_where_the_issue_does(tell: Tell) -> None:
    story, issue = await begun(tell)
    await story.person("eve").comments(issue, "/claim")
    await story.person("dan").comments(issue, "/claim")
    await story.after(story.person("dora").alone.transfers_issue, "acme/widget", 41, "acme/gadget")
    words = [each for number in (42, 43, 44) for each in story.thread(number).words]
    await story.advance("20 days")
    assert [each for number in (42, 43, 44) for each in story.thread(number).words] == words
    assert not [state for state, _ in await story.ends() if state != "done"]
