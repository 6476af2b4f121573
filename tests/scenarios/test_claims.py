"""Claims: an issue is somebody's for a while, others wait their turn, and nothing is held for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.community.newcomers.claim_state import Claimant, new_holder
from bot.community.newcomers.claims_config import Claims
from bot.core.schedule import Duration, WorkingHours
from tests.harness.in_process.story import OTHER, REPO, Story, Thread, world
from tests.scenarios.conftest import Tell

CLAIMS = "newcomers: {claims: {limit: 1, lease: 2 weeks, waitlist: true}}\nassignment: {}"
UMBRELLA = "Document each module:\n\n- [ ] `io/zarr.py`\n- [ ] `io/grib.py`\n- [x] `io/csv.py`\n"
ISSUES: list[dict[str, Any]] = [
    {"number": 41, "title": "One missing test", "author": "dora"},
    {"number": 42, "title": "A dead link", "author": "dora"},
    {"number": 43, "title": "Docstrings", "author": "dora", "body": UMBRELLA},
    {"number": 44, "title": "Nobody can be assigned", "author": "dora"},
]


async def begun(tell: Tell, **more: Any) -> tuple[Story, Thread]:
    """A story, and an issue that is free."""
    story = await tell(CLAIMS, world=world(issues=ISSUES, **more))
    return story, story.thread(41)


def said(thread: Thread) -> str:
    return "\n".join(thread.words)


async def test_a_claim_is_an_assignment_with_a_date(tell: Tell) -> None:
    story, issue = await begun(tell)
    await story.person("eve").comments(issue, "/claim")
    assert issue.assignees == ["eve"]
    assert issue.words == [
        "@eve has this until Mon 16 March; any word here, a commit or a linked pull request renews that. "
        "`/unclaim` frees it; `/claim` puts others on the list."
    ]
    assert issue.reactions == ["+1"]


@pytest.mark.slow
async def test_others_wait_and_get_their_turn_in_order(tell: Tell) -> None:
    story, issue = await begun(tell)
    for who in ("eve", "dan", "frank"):
        await story.person(who).comments(issue, "/claim")
    assert issue.assignees == ["eve"]
    assert "Next: `dan`, `frank`." in issue.words[0]
    await story.advance("1 day")
    await story.person("eve").comments(issue, "/unclaim")
    assert issue.assignees == []
    assert issue.words[-1].startswith("@dan, you are next: this is kept for you until Wed 4 March.")
    await story.person("frank").comments(issue, "/claim")  # He is on the list already.
    assert issue.assignees == []
    await story.advance("25 hours")
    assert issue.words[-1].startswith("@frank, you are next")
    await story.person("frank").comments(issue, "/claim")
    assert issue.assignees == ["frank"]


@pytest.mark.slow
async def test_nobody_is_reminded_at_night(tell: Tell) -> None:
    story, issue = await begun(tell)
    await story.until("2026-03-06 11:19")
    await story.person("eve").comments(issue, "/claim")
    await story.until("2026-03-17 08:30")
    assert "how is this going?" not in said(issue)
    await story.until("2026-03-17 09:30")
    assert "how is this going?" in said(issue)
    assert "I will free it on Fri 20 March" in said(issue)


@pytest.mark.slow
async def test_a_claim_without_a_word_is_recalled_and_then_freed_with_thanks(tell: Tell) -> None:
    story, issue = await begun(tell)
    await story.person("eve").comments(issue, "/claim")
    await story.advance("11 days")
    assert "@eve, how is this going?" in said(issue)
    assert "I will free it on Mon 16 March" in said(issue)
    await story.advance("3 days")
    assert issue.assignees == []
    assert issue.words[-1].startswith("@eve, this is free for others now. Nothing is wrong:")
    assert issue.words[0].startswith("This is free: a line with `/claim`")


@pytest.mark.slow
async def test_any_word_renews(tell: Tell) -> None:
    story, issue = await begun(tell)
    await story.person("eve").comments(issue, "/claim")
    await story.advance("11 days")
    await story.person("eve").comments(issue, "still on it")
    await story.advance("10 days")
    assert issue.assignees == ["eve"]
    assert "until Fri 27 March" in issue.words[0]


@pytest.mark.slow
async def test_waiting_for_an_employer_takes_the_time_it_takes(tell: Tell) -> None:
    story, issue = await begun(tell)
    await story.person("eve").comments(issue, "/claim")
    await story.person("eve").comments(issue, "I am waiting for my employer to sign the agreement.")
    await story.advance("40 days")
    assert issue.assignees == ["eve"]
    assert len(issue.words) == 1


@pytest.mark.slow
async def test_no_clock_runs_while_their_pull_request_is_open(tell: Tell) -> None:
    story, issue = await begun(tell)
    await story.person("eve").comments(issue, "/claim")
    pull = await story.person("eve").opens_pull("A test", "Closes #41")
    assert f"with #{pull.number} open" in issue.words[0]
    await story.advance("20 days")
    assert issue.assignees == ["eve"]
    assert len(issue.words) == 1
    await story.person("eve").closes(pull)
    await story.advance("15 days")
    assert issue.assignees == []


@pytest.mark.slow
async def test_one_claim_a_person_over_all_repositories_until_the_pull_request_is_open(tell: Tell) -> None:
    story = await tell(CLAIMS, world=world(issues=ISSUES), everywhere=True)
    other = await story.person("dora", OTHER).opens_issue("Elsewhere")
    first, second = story.thread(41), story.thread(42)
    await story.person("eve").comments(first, "/claim")
    await story.person("eve").comments(second, "/claim")
    assert "You have #41 already" in said(second)
    await story.person("eve", OTHER).comments(other, "/claim")
    assert "You have an issue elsewhere here already" in said(other)
    assert (second.assignees, other.assignees) == ([], [])
    await story.person("eve").opens_pull("A test", "Closes #41")
    await story.person("eve").comments(second, "/claim")
    assert second.assignees == ["eve"]


async def test_who_cannot_be_assigned_is_tracked_all_the_same(tell: Tell) -> None:
    story, issue = await begun(tell, assignable=["alice"])
    await story.person("eve").comments(issue, "/claim")
    assert "@eve has this until Mon 16 March" in issue.words[0]
    await story.person("dan").comments(issue, "/claim")
    assert "Next: `dan`." in issue.words[0]


async def test_a_bare_assign_by_a_stranger_is_a_claim(tell: Tell) -> None:
    story, issue = await begun(tell)
    await story.person("eve").comments(issue, "/assign")
    assert "@eve has this until Mon 16 March" in issue.words[0]
    other = story.thread(42)
    await story.person("carol").comments(other, "/assign")
    assert (other.assignees, other.words) == (["carol"], [])


@pytest.mark.slow
async def test_maintainers_win(tell: Tell) -> None:
    story, issue = await begun(tell)
    await story.person("eve").comments(issue, "/claim")
    await story.person("dan").comments(issue, "/claim")
    await story.person("dora").unassigns(issue, "eve")
    await story.advance("1 day")
    assert "@dan, you are next" in said(issue)
    await story.person("dora").assigns(issue, "bob")
    assert issue.assignees == ["bob"]
    assert issue.words[0].startswith("@bob has this.")
    await story.advance("20 days")
    assert issue.assignees == ["bob"]


async def test_unassign_by_command_ends_the_claim(tell: Tell) -> None:
    story, issue = await begun(tell)
    await story.person("eve").comments(issue, "/claim")
    await story.person("carol").comments(issue, "/unassign @eve")
    assert issue.assignees == []
    await story.person("eve").comments(story.thread(42), "/claim")
    assert story.thread(42).assignees == ["eve"]


@pytest.mark.slow
async def test_single_lines_of_a_checklist(tell: Tell) -> None:
    story, _ = await begun(tell)
    umbrella = story.thread(43)
    await story.person("eve").comments(umbrella, "/claim io/zarr.py")
    await story.person("dan").comments(umbrella, "/claim io/grib.py")
    await story.person("frank").comments(umbrella, "/claim io/zarr.py")
    assert sorted(umbrella.assignees) == ["dan", "eve"]
    assert "(@eve, until Mon 16 March)" in umbrella.words[0]
    assert "`eve` has that line at the moment." in umbrella.words[-1]
    pull = await story.person("eve").opens_pull("Docstrings for zarr", "Part of #43")
    await story.person("dora").merges(pull)
    assert "- [x] \\`io/zarr.py\\`" in umbrella.words[0]
    assert umbrella.assignees == ["dan"]


async def test_a_pair(tell: Tell) -> None:
    story, issue = await begun(tell, assignable=["eve", "dan"])
    await story.person("eve").comments(issue, "/claim with @dan")
    assert sorted(issue.assignees) == ["dan", "eve"]
    assert issue.words[0].startswith("@eve and @dan have this until")
    await story.person("dan").comments(story.thread(42), "/claim")
    assert "You have #41 already" in said(story.thread(42))


@pytest.mark.slow
async def test_an_issue_kept_for_a_visitor(tell: Tell) -> None:
    story, issue = await begun(tell)
    await story.person("carol").comments(issue, "/reserve @mia until 2026-03-10")
    assert issue.words == ["Reserved for @mia until Tue 10 March."]
    await story.person("eve").comments(issue, "/claim")
    assert issue.assignees == []
    await story.until("2026-03-11 00:30")
    assert issue.words == ["Kept for @eve."]  # Nobody is called at night.
    await story.until("2026-03-11 09:30")
    assert "@eve, you are next" in said(issue)


@pytest.mark.parametrize(
    "offer",
    ["Can I take this?", "I'd like to work on this.", "please assign me", "take", "Hello,\n\nTake.\n"],
)
async def test_whoever_offers_in_plain_words_hears_once_how_to_claim(tell: Tell, offer: str) -> None:
    story, issue = await begun(tell)
    await story.person("eve").comments(issue, offer)
    assert said(issue).startswith("@eve, thank you for offering. A line with `/claim` makes it yours")
    await story.advance("2 days")
    await story.person("eve").comments(issue, offer)
    await story.person("carol").comments(issue, offer)
    assert len(issue.words) == 1


@pytest.mark.parametrize("word", ["/take", "/Take please", "/assign-me", "/self-assign!", "/claim."])
async def test_what_other_bots_call_it_is_a_claim(tell: Tell, word: str) -> None:
    story, issue = await begun(tell)
    await story.person("eve").comments(issue, word)
    assert issue.assignees == ["eve"]
    assert said(issue).startswith("@eve has this until")


@pytest.mark.parametrize(
    "words",
    [
        "I'm working on this notebook all day and the kernel dies each time I open the store.",
        "I would like to do a groupby over two dimensions. Where do I get the nightly build?",
        "It does not take long.\n\n> take\n\n`take`",
        "I see it too.\n\n-----Original Message-----\n\ntake\n\nCan I take this?",
    ],
)
async def test_whoever_tells_of_something_else_hears_nothing(tell: Tell, words: str) -> None:
    story, issue = await begun(tell)
    await story.person("eve").comments(issue, words)
    assert issue.words == []


async def test_a_reporter_tells_what_they_do_and_offers_nothing_but_by_the_word_alone(tell: Tell) -> None:
    story, _ = await begun(tell)
    issue = await story.person("eve").opens_issue("Reading zarr is slow")
    await story.person("eve").comments(issue, "I'd like to try this.")
    assert issue.words == []
    await story.person("eve").comments(issue, "take")
    assert "`/claim`" in issue.words[-1]


@pytest.mark.parametrize("words", ["Can I take this?", "take"])
async def test_on_a_support_case_nobody_is_told_of_claims(tell: Tell, words: str) -> None:
    story, issue = await begun(tell)
    await story.configures(CLAIMS, "triage: {labels: {support: question}}")
    await story.person("carol").labels(issue, "question")
    await story.person("eve").comments(issue, words)
    assert issue.words == []


async def test_whoever_claims_after_the_hint_has_it_edited(tell: Tell) -> None:
    story, issue = await begun(tell)
    await story.person("eve").comments(issue, "Can I take this?")
    await story.person("eve").comments(issue, "/claim")
    assert len(issue.words) == 1
    assert issue.words[0].startswith("@eve has this until Mon 16 March")


async def test_a_closed_issue_is_nobodys_and_frees_its_claimant(tell: Tell) -> None:
    story, issue = await begun(tell)
    await story.person("eve").comments(issue, "/claim")
    await story.person("dora").closes(issue)
    await story.person("eve").comments(story.thread(42), "/claim")
    assert story.thread(42).assignees == ["eve"]
    await story.person("dan").comments(issue, "/claim")
    assert "This issue is closed" in said(issue)


@pytest.mark.slow
async def test_a_transferred_issue_frees_its_claimant(tell: Tell) -> None:
    story, issue = await begun(tell)
    await story.person("eve").comments(issue, "/claim")
    await story.after(story.person("dora").alone.transfers_issue, REPO, 41, OTHER)
    await story.person("eve").comments(story.thread(42), "/claim")
    assert story.thread(42).assignees == ["eve"]
    await story.advance("30 days")


async def test_what_has_an_open_pull_request_of_somebody_else_is_not_claimed(tell: Tell) -> None:
    story, issue = await begun(tell)
    pull = await story.person("dan").opens_pull("A test", "Closes #41")
    await story.person("eve").comments(issue, "/claim")
    assert f"#{pull.number} is open for this already" in said(issue)
    assert issue.assignees == []


@pytest.mark.slow
async def test_a_claimant_whose_account_is_gone_holds_nothing(tell: Tell) -> None:
    story, issue = await begun(tell)
    await story.person("eve").comments(issue, "/claim")
    await story.person("dan").comments(issue, "/claim")
    story.person("eve").alone.deletes_account()
    await story.advance("11 days")
    assert issue.words[-1].startswith("@dan, you are next")
    await story.person("dan").comments(issue, "/claim")
    assert issue.assignees == ["dan"]


@pytest.mark.slow
async def test_a_claim_can_be_where_a_journey_begins(tell: Tell) -> None:
    story, issue = await begun(tell)
    await story.person("eve").comments(issue, "/claim")
    assert await story.stages("eve") == ["first_contact", "first_claim"]
    await story.person("eve").opens_pull("A test", "Closes #41")
    assert await story.stages("eve") == ["first_contact", "first_claim", "first_pull_request"]
    await story.person("alice").comments(story.thread(42), "/claim")
    assert await story.stages("alice") == []


def test_every_claim_is_reminded_and_ends_in_working_time() -> None:
    hours, eve = WorkingHours(zone="Europe/London"), Claimant(id=1, login="eve")
    for lease in ("1 day", "8 days", "2 weeks", "3 working days"):
        for hour in range(0, 24 * 9, 5):
            now = datetime(2026, 3, 2, tzinfo=UTC) + timedelta(hours=hour)
            claim = new_holder(eve, Claims(lease=Duration.parse(lease)), hours, now)
            assert claim.until is not None
            assert claim.remind_at is not None
            assert hours.next_start(claim.until) == claim.until, (lease, now)
            assert hours.next_start(claim.remind_at) == claim.remind_at, (lease, now)
            assert claim.remind_at < claim.until
