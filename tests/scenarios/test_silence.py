"""Where the bot is silent: paused repositories, locked conversations, archived repositories."""

from __future__ import annotations

import pytest

from tests.harness.in_process.commands import wrote
from tests.harness.in_process.decisions import Desk
from tests.harness.in_process.story import OTHER, REPO, STEWARD, TRIAGE, WELCOME
from tests.harness.words.live import false_now
from tests.scenarios.conftest import Tell

SECTIONS = (TRIAGE, WELCOME, "labels: {}", "lifecycle: {}")
QUESTION = "How do I open a store on S3?"


@pytest.mark.slow
async def test_a_paused_repository_is_silent_until_it_is_resumed(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    issue = await story.person("dora").opens_issue("A plan")
    await story.person("carol").comments(issue, "/bot pause")
    assert "until somebody with the triage role writes `/bot resume`" in issue.words[-1]
    quiet = await story.person("eve").opens_issue(QUESTION)
    await story.person("carol").comments(quiet, "/kind bug\n\n/clsoe")
    await story.person("zed").comments(quiet, "/help")
    assert quiet.is_untouched
    await story.advance("30 days")
    await story.person("bob").comments(quiet, "/bot resume")
    assert quiet.words == ["I am back in this repository."]
    await story.person("carol").comments(quiet, "/kind bug")
    assert quiet.labels == {"kind/bug"}


async def test_a_pause_for_a_while_ends_by_itself(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    issue = await story.person("dora").opens_issue("A plan")
    await story.person("carol").comments(issue, "/bot pause for 2 days")
    assert "until Wed 4 March, 09:00 UTC" in issue.words[-1]
    await story.advance("1 day")
    await story.person("carol").comments(issue, "/kind bug")
    assert issue.labels == set()
    await story.advance("1 day")
    await story.person("carol").comments(issue, "/kind bug")
    assert issue.labels == {"kind/bug"}


async def test_a_pause_holds_in_its_own_repository_only(tell: Tell) -> None:
    story = await tell(*SECTIONS, everywhere=True)
    issue = await story.person("dora").opens_issue("A plan")
    await story.person("carol").comments(issue, "/bot pause")
    other = await story.person("dora", OTHER).opens_issue("Another plan")
    await story.person("carol", OTHER).comments(other, "/kind bug")
    assert other.labels == {"kind/bug"}


@pytest.mark.slow
async def test_what_comes_due_in_a_pause_waits_for_its_end(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    issue = await story.person("eve").opens_issue(QUESTION)
    said, has_it = issue.words, issue.assignees
    await story.person("dora").comments(issue, "/bot pause for 4 days")
    await story.advance("3 days")
    assert (issue.words[: len(said)], issue.assignees) == (said, has_it)
    await story.advance("2 days")
    assert issue.assignees != has_it


@pytest.mark.slow
async def test_in_a_quiet_time_people_are_heard_and_no_letter_comes(tell: Tell) -> None:
    story = await tell(*SECTIONS, "digest: {issue: 1}")
    place = await story.person("dora").opens_issue("For us")
    await story.person("carol").comments(place, "/bot quiet for 2 weeks")
    assert "until Mon 16 March, 09:00 UTC" in place.words[-1]
    issue = await story.person("eve").opens_issue(QUESTION)
    assert "welcome" in issue.words[0]
    assert issue.labels == {"support"}
    await story.person("carol").comments(issue, "/kind bug")
    assert issue.labels == {"support", "kind/bug"}
    await story.person("eve").comments(issue, "/help kind")
    assert len(issue.words) == 2
    await story.until("2026-03-15 23:00")
    assert not any("For the maintainers" in words for words in place.words)
    await story.until("2026-03-16 09:00")
    assert any("For the maintainers" in words for words in place.words)


@pytest.mark.slow
async def test_a_case_of_a_quiet_time_is_given_without_a_date_or_a_call_and_its_clocks_stand_still(
    tell: Tell,
) -> None:
    story = await tell(TRIAGE, STEWARD, "newcomers: {claims: {}}")
    before = await story.person("eve").opens_issue(QUESTION)
    assert "should reply by Tue 3 March" in before.words[0]
    work = await story.person("dora").opens_issue("A dead link")
    await story.person("zoe").comments(work, "/claim")
    assert "until Mon 16 March" in work.words[0]
    await story.person("dora").comments(before, "/bot quiet for 3 weeks")
    meanwhile = await story.person("frank").opens_issue(QUESTION)
    assert meanwhile.assignees
    assert "@" not in meanwhile.words[0]
    assert "should reply by" not in meanwhile.words[0]
    counts = {thread.number: len(thread.words) for thread in (before, meanwhile, work)}
    for day in range(3, 23):
        await story.until(f"2026-03-{day:02} 12:00")
        assert await false_now(story.github, story.database) == []
    assert "bob has" in before.words[0] or "bob looks" in before.words[0]
    assert "zoe has this. `/unclaim` frees it" in work.words[0]
    assert {thread.number: len(thread.words) for thread in (before, meanwhile, work)} == counts
    await story.until("2026-03-23 16:00")
    assert not any("sorry" in words for words in before.words)
    await story.until("2026-04-03 12:00")
    assert any("sorry" in words for words in before.words)
    assert any("how is this going" in words for words in work.words)
    assert await false_now(story.github, story.database) == []


@pytest.mark.slow
async def test_a_claimant_who_gives_up_in_a_quiet_time_is_heard_and_it_ends_after_it(tell: Tell) -> None:
    story = await tell("newcomers: {claims: {}}")
    issue = await story.person("dora").opens_issue("A dead link")
    await story.person("eve").comments(issue, "/claim")
    await story.person("dora").comments(issue, "/bot quiet for 1 week")
    await story.person("eve").comments(issue, "Someone else can have it, sorry.")
    assert "I free this a little later" in issue.words[-1]
    await story.until("2026-03-09 08:00")
    assert issue.assignees == ["eve"]
    assert await false_now(story.github, story.database) == []
    await story.until("2026-03-10 18:00")
    assert issue.assignees == []


@pytest.mark.slow
async def test_a_pause_after_a_quiet_time_leaves_its_days_to_claims(tell: Tell) -> None:
    story = await tell("newcomers: {claims: {lease: 2 weeks}}")
    issue = await story.person("dora").opens_issue("A dead link")
    await story.person("eve").comments(issue, "/claim")
    for silence, days in (("quiet", "6 days"), ("pause", "1 hour"), ("quiet", "6 days")):
        await story.person("carol").comments(issue, f"/bot {silence}")
        await story.advance(days)
        await story.person("carol").comments(issue, "/bot resume")
    await story.until("2026-03-20 12:00")
    assert not any("how is this going" in words for words in issue.words)
    await story.until("2026-03-27 12:00")
    assert issue.assignees == ["eve"]
    await story.until("2026-03-30 12:00")
    assert issue.assignees == []


@pytest.mark.slow
async def test_a_quiet_time_is_added_to_what_somebody_holds(tell: Tell) -> None:
    story = await tell("newcomers: {claims: {lease: 2 weeks}}")
    issue = await story.person("dora").opens_issue("A dead link")
    await story.person("eve").comments(issue, "/claim")
    assert "Mon 16 March" in issue.words[0]
    await story.person("carol").comments(issue, "/bot quiet")
    await story.advance("21 days")
    assert issue.assignees == ["eve"]
    assert not any("how is this going" in words for words in issue.words)
    await story.person("carol").comments(issue, "/bot resume")
    await story.advance("10 days")
    assert not any("how is this going" in words for words in issue.words)
    await story.advance("2 days")
    assert "how is this going" in issue.words[-1]
    assert "Mon 6 April" in issue.words[-1]
    await story.advance("3 days")
    assert issue.assignees == []


@pytest.mark.slow
@pytest.mark.parametrize("lease", ["2 weeks", "3 weeks"])
async def test_no_claim_lapses_the_minute_a_quiet_time_ends(tell: Tell, lease: str) -> None:
    story = await tell(f"newcomers: {{claims: {{lease: {lease}}}}}")
    issue = await story.person("dora").opens_issue("A dead link")
    await story.person("eve").comments(issue, "/claim")
    await story.person("carol").comments(issue, "/bot quiet for 2 weeks")
    weeks = 2 + int(lease[0])
    await story.until("2026-03-16 12:00")
    assert issue.assignees == ["eve"]
    assert not any("how is this going" in words for words in issue.words)
    await story.advance(f"{7 * weeks - 15} days")
    assert issue.assignees == ["eve"]
    assert "how is this going" in issue.words[-1]
    await story.advance("2 days")
    assert issue.assignees == []


@pytest.mark.parametrize(
    ("body", "by", "said"),
    [
        ("/bot pause", "zed", "`/bot pause` is for people with the triage role here."),
        ("/bot resume", "zed", "`/bot resume` is for people with the triage role here."),
        ("/bot quiet", "zed", "`/bot quiet` is for people with the triage role here."),
        ("/bot quiet soon", "carol", "Write it like `/bot quiet` or `/bot quiet for 1d`"),
        ("/bot resume", "carol", "I am not paused here."),
        ("/bot resume now", "carol", "takes nothing after it"),
        ("/bot pause soon", "carol", "Write it like `/bot pause` or `/bot pause for 1d`"),
        ("/bot pause for ever", "carol", "is no duration"),
        ("/bot pause for 0 days", "carol", "is no time at all"),
        ("/bot pause for 1 working day", "carol", "depends on whose working time it is"),
    ],
)
def test_who_may_pause_and_how(desk: Desk, body: str, by: str, said: str) -> None:
    found = wrote(desk, body, by)
    assert said in found.reply
    assert (found.done, found.reaction) == ([], "😕")


async def test_a_stranger_cannot_resume(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    issue = await story.person("eve").opens_issue("It breaks", "/bot resume")
    await story.person("carol").comments(issue, "/bot pause")
    await story.person("eve").comments(issue, "/bot resume")
    assert "triage role" in issue.words[-1]
    await story.person("carol").comments(issue, "/kind bug")
    assert issue.labels == set()


async def test_in_a_locked_conversation_only_triage_is_obeyed(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    issue = await story.person("eve").opens_issue("It breaks")
    before = len(issue.words)
    comment = await story.person("eve").comments(issue, "Hm.")
    story.github.person("dora").locks(REPO, issue.number)
    await story.settles()
    await story.after(story.person("eve").alone.edits_comment, REPO, issue.number, comment, "/close")
    assert (issue.state, issue.reactions, len(issue.words)) == ("open", [], before)
    await story.person("carol").comments(issue, "/close")
    assert (issue.state, issue.reactions) == ("closed", ["+1"])


async def test_of_its_own_accord_it_says_nothing_in_a_locked_conversation(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    issue = await story.person("eve").opens_issue("Something about S3")
    story.github.person("dora").locks(REPO, issue.number)
    await story.settles()
    await story.person("carol").labels(issue, "support")
    assert issue.words == []


async def test_an_archived_repository_is_left_alone(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    issue = await story.person("eve").opens_issue("It breaks")
    before = len(issue.words)
    with story.github.state.quiet():
        story.github.person("carol").comments(REPO, issue.number, "/kind bug")
        story.github.person("dora").archives(REPO)
    await story.hears(
        "issue_comment",
        {
            "action": "created",
            "repository": {
                "id": story.github.state.repository(REPO).id,  # type: ignore[union-attr]
                "full_name": REPO,
                "archived": True,
                "owner": {"login": "acme", "id": story.github.state.person("acme").id},
            },
            "sender": {"login": "carol", "id": story.github.state.person("carol").id},
            "issue": {"number": issue.number, "user": {"login": "eve", "id": 5}},
            "comment": {"id": 9, "body": "/kind bug", "user": {"login": "carol", "id": 6}},
        },
    )
    assert (issue.labels, len(issue.words)) == (set(), before)
    assert ("done", "ignored") in await story.ends()


@pytest.mark.slow
async def test_an_answer_in_a_quiet_time_is_one(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    issue = await story.person("eve").opens_issue(QUESTION)
    await story.person("dora").comments(issue, "/bot quiet for 1 week")
    await story.person("bob").comments(issue, "Pass `chunks=None`.")
    await story.advance("9 days")
    assert issue.words[0].startswith("bob replied on Mon 2 March.")
    assert not any("sorry" in words for words in issue.words)
