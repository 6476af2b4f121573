"""The gate where somebody tries it: texts that name much, other logins, words in the wrong order."""

from __future__ import annotations

import pytest

from fakegithub.api import Request
from tests.harness.in_process.story import LABELS, REPO, world
from tests.scenarios.conftest import Tell
from tests.scenarios.test_contributions import (
    GATE,
    ISSUES,
    THANKS,
    begun,
    grant_drafts,
    is_draft,
    summaries,
    unhurried,
)
from tests.scenarios.test_replay import again

__all__ = ["unhurried"]
pytestmark = pytest.mark.slow
UNLINKED = "No open issue is linked"


async def test_whoever_is_assigned_by_hand_has_it_under_any_login_and_after_a_claim_too(tell: Tell) -> None:
    story = await begun(tell)
    dora, eve, wish = story.person("dora"), story.person("eve"), story.thread(42)
    await eve.comments(wish, "/claim")
    await eve.comments(wish, "/unclaim")
    for issue in (story.thread(41), wish):
        await dora.assigns(issue, "eve")
    story.github.person("eve").renames_account("eva")
    for number in (41, 42):
        assert (await story.person("eva").opens_pull(f"For {number}", f"Closes #{number}")).is_untouched
    taken = await story.person("dan").opens_pull("Mine", "Closes #41")
    story.github.person("dan").renames_account("eve")
    await story.person("eve").edits(taken, body="Closes #41, says who was called so before")
    assert "#41 is with `eve` now" in taken.words[0]


async def test_a_text_that_names_much_costs_one_question(tell: Tell) -> None:
    def is_about_issue(call: Request) -> bool:
        return call.method == "GET" and "/issues/" in call.path

    story = await begun(tell)
    body = " ".join(f"closes #{number}, #{number + 100}" for number in range(1, 40))
    before = len(story.github.api.log)
    pull = await story.person("eve").opens_pull("A fix", body)
    assert UNLINKED in pull.words[0]
    assert sum(map(is_about_issue, story.github.api.log[before:])) == 1


@pytest.mark.parametrize("newcomers", ["{claims: {labels: [help wanted]}}", "{welcome: {}}"])
async def test_a_claim_is_the_remedy_only_where_it_is_heard(tell: Tell, newcomers: str) -> None:
    story = await begun(tell, "contributions: {require: claim}", f"newcomers: {newcomers}")
    pull = await story.person("eve").opens_pull("A fix", "Closes #41")
    assert "#41 is assigned to nobody yet: ask there, and a maintainer can assign you." in pull.words[-1]
    await story.person("dora").assigns(story.thread(41), "eve")
    assert pull.words[-1].endswith(f"@eve, {THANKS}")


async def test_nobody_accepts_an_issue_by_assigning_themselves_nor_takes_what_is_kept_for_others(
    tell: Tell,
) -> None:
    rules = "contributions: {require: claim, reserved: {labels: [good first issue], for: newcomers}}"
    story = await begun(tell, rules, "assignment: {}")
    dora, eve, wish = story.person("dora"), story.person("eve"), story.thread(42)
    await eve.comments(wish, "/assign")
    pull = await eve.opens_pull("A fix", "Closes #42")
    assert "#42 is not accepted yet" in pull.words[0]
    await dora.comments(wish, "/unassign @eve")
    await dora.comments(wish, "/assign @eve")
    assert pull.words == [f"@eve, {THANKS}"]
    for title in ("One", "Two", "Three"):
        await dora.merges(await eve.opens_pull(title))
    await eve.comments(story.thread(41), "/assign")
    assert story.thread(41).assignees == []
    assert "This issue is kept for newcomers." in story.thread(41).words[-1]
    await story.person("dan").comments(story.thread(41), "/assign")
    assert story.thread(41).assignees == ["dan"]


async def test_a_maintainer_who_takes_trust_away_is_heard_whatever_else_gives_it(tell: Tell) -> None:
    story = await begun(tell, "contributions: {require: issue, exempt: {trusted_after: 1}}")
    dora, eve = story.person("dora"), story.person("eve")
    first = await eve.opens_pull("One", "Closes #41")
    await dora.merges(first)
    assert (await eve.opens_pull("Two")).is_untouched
    await dora.comments(first, "/unvouch @eve")
    third = await eve.opens_pull("Three")
    assert UNLINKED in third.words[0]
    await dora.comments(first, "/vouch @eve")
    assert third.words == [f"@eve, {THANKS}"]


async def test_what_is_declared_later_is_passed_on_and_what_is_no_longer_is_not(tell: Tell) -> None:
    story = await begun(tell, "contributions: {declared: {trailer: Assisted-by}}")
    eve = story.person("eve")
    pull = await eve.opens_pull("A fix", "It works")
    assert summaries(story) == []
    await eve.edits(pull, body="It works\n\nAssisted-by: a tool")
    await eve.edits(pull, body="It works well\n\nAssisted-by: a tool")
    assert summaries(story) == ["The author declares: `Assisted-by: a tool`"]
    await eve.edits(pull, body="It works well")
    assert summaries(story)[1:] == [f"@eve, {THANKS}"]
    assert pull.words == []


async def test_an_issue_that_comes_after_its_pull_request_is_seen(tell: Tell) -> None:
    story = await begun(tell, "contributions: {require: issue, accepted: []}")
    pull = await story.person("eve").opens_pull("A fix", "Closes #44")
    assert UNLINKED in pull.words[0]
    assert (await story.person("eve").opens_issue("It breaks")).number == 44
    assert pull.words == [f"@eve, {THANKS}"]


async def test_what_the_bot_closes_for_another_reason_waits_no_more(tell: Tell) -> None:
    there = world(issues=ISSUES, labels=[*LABELS, "stale"])
    stale = "lifecycle: {stale: [{after: 7d, close_after: 7d}]}"
    letter = "notify: {maintainers: chat}\ndigest: {every: friday 09:00}"
    story = await tell(GATE, stale, letter, world=there)
    eve = story.person("eve")
    pull = await eve.opens_pull("A fix")
    await story.person("alice").comments(pull, "Which issue is it for?")
    await story.advance("21 days")
    assert pull.state == "closed"
    assert pull.words[0] == "This is done with: nothing more is needed here."
    assert ["At the gate" in letter for letter in story.told] == [True, True], "the third week says nothing"
    await eve.comments(pull, "/reopen")
    assert UNLINKED in pull.words[0]


async def test_a_look_in_between_puts_no_draft_off(tell: Tell) -> None:
    story = await begun(tell, GATE.replace("claim}", "claim, then: draft, close_after: 14 days}", 1))
    grant_drafts(story)
    eve = story.person("eve")
    await eve.opens_pull("One")
    second = await eve.opens_pull("Two", "Closes #41")
    await story.person("dora").labels(story.thread(41), "help wanted")
    await story.advance("2 days")
    assert is_draft(story, second)


async def test_in_a_quiet_time_it_opens_as_always(tell: Tell) -> None:
    story = await begun(tell)
    eve = story.person("eve")
    pull = await eve.opens_pull("A fix", "Closes #41")
    await story.person("dora").comments(story.thread(42), "/bot quiet for 2 weeks")
    await eve.comments(pull, "/claim")
    assert pull.words == [f"@eve, {THANKS}"]


async def test_a_locked_conversation_in_which_nothing_can_be_said_is_not_closed(tell: Tell) -> None:
    story = await begun(tell, GATE.replace("claim}", "claim, then: draft, close_after: 8 days}", 1))
    grant_drafts(story)
    by_hand = story.github.person("dora")
    await story.person("eve").opens_pull("One")
    pull = await story.person("eve").opens_pull("Two")
    await story.after(by_hand.locks, REPO, pull.number)
    await story.advance("30 days")
    assert (pull.state, is_draft(story, pull), len(pull.words)) == ("open", False, 1)
    await story.after(by_hand.unlocks, REPO, pull.number)
    await story.advance("7 days")
    assert [text.startswith("@eve, this is still open") for text in pull.words] == [False, True]
    await story.advance("7 days")
    assert pull.state == "closed"


async def test_a_remedy_in_the_very_second_of_a_draft_is_seen(tell: Tell) -> None:
    story = await begun(tell, "contributions: {require: issue, then: draft}", "notify: {maintainers: chat}")
    grant_drafts(story)
    eve, dora = story.person("eve"), story.github.person("dora")
    wish = await eve.opens_issue("A wish")
    await eve.opens_pull("One")
    second = await eve.opens_pull("Two", f"Closes #{wish.number}")
    await story.until("2026-03-03 09:02")
    assert is_draft(story, second)
    dora.labels(REPO, wish.number, "help wanted")
    await story.settles()
    assert second.words == [f"@eve, {THANKS} It is ready for review again."]
    await story.advance("1 minute")
    assert not is_draft(story, second)
    assert [(one.gone, one.new) for one in (await again(story)).different] == []


async def test_a_look_in_the_very_second_of_a_draft_leaves_its_clock_alone(tell: Tell) -> None:
    """What the gate closes is looked for then, and it is decided again to the same, ring by ring."""
    story = await begun(tell, GATE.replace("claim}", "claim, then: draft, close_after: 8 days}", 1))
    grant_drafts(story)
    eve = story.person("eve")
    await story.until("2026-03-03 10:00")
    first = await eve.opens_pull("One")
    await story.until("2026-03-10 10:00")
    second = await eve.opens_pull("Two")
    await story.until("2026-03-11 10:00")
    assert (first.state, is_draft(story, second)) == ("closed", True)
    await story.advance("12 days")
    assert second.state == "closed"
    await eve.comments(second, "A word that ends the stretch")
    assert [(one.gone, one.new) for one in (await again(story)).different] == []


async def test_all_that_is_lacking_stands_on_what_is_closed(tell: Tell) -> None:
    files = {".github/pull_request_template.md": "## What changes\n"}
    rules = "contributions: {require: issue, template: true, open_at_once: 1, close_after: 8 days}"
    story = await tell(rules, world=world(issues=ISSUES, files=files))
    eve = story.person("eve")
    await eve.opens_pull("One", "## What changes\n\nCloses #41")
    pull = await eve.opens_pull("Two", "## What changes\n\n")
    await story.advance("12 days")
    assert pull.state == "closed"
    assert UNLINKED in pull.words[0]
    assert "Open too: #43." in pull.words[0]
    await eve.edits(pull, body="## What changes\n\nCloses #41")
    assert pull.state == "closed"
    assert UNLINKED not in pull.words[0]
    assert "Once nothing is missing, this opens again by itself." in pull.words[0]
