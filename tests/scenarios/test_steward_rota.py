"""The rota in the hands of its people: absences, covers, swaps, and the hand-over at the end of a shift."""

from __future__ import annotations

import pytest

from tests.harness.in_process.story import STEWARD, TRIAGE, Story, Thread
from tests.scenarios.conftest import Tell

QUESTION = "How do I open a store on S3?"


async def asked(story: Story, by: str = "eve") -> Thread:
    return await story.person(by).opens_issue(QUESTION)


async def desk(story: Story) -> Thread:
    """An issue on which people of the rota talk to the bot."""
    return await story.person("dora").opens_issue("About the rota")


async def says(story: Story, who: str, on: Thread, words: str) -> str:
    """The bot's answer to somebody."""
    before = on.words
    await story.person(who).comments(on, words)
    new = [each for each in on.words if each not in before]
    return new[-1] if new else ""


# Absences


@pytest.mark.slow
async def test_who_is_away_gets_no_case_and_hands_on_what_waits(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    issue, place = await asked(story), await desk(story)
    answer = await says(story, "bob", place, "/away today to tomorrow")
    assert "Away from Mon 2 March to Tue 3 March, UTC" in answer
    assert "dora answers unless somebody covers; `/cover 2026-03-02 to 2026-03-03`" in answer
    assert issue.assignees == ["carol"]  # the incoming one
    assert (await asked(story, by="frank")).assignees == ["dora"]  # nobody is on duty: `otherwise`


@pytest.mark.slow
async def test_an_absence_that_begins_later_takes_effect_then(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD.replace("1 working day", "5 working days"))
    issue, place = await asked(story), await desk(story)
    await says(story, "bob", place, "/away tomorrow")
    assert issue.assignees == ["bob"]
    await story.until("2026-03-03 08:59")
    assert issue.assignees == ["bob"]
    await story.until("2026-03-03 09:00")  # once carol is at work
    assert issue.assignees == ["carol"]


async def test_back_ends_an_absence(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    place = await desk(story)
    await says(story, "bob", place, "/away today")
    await says(story, "bob", place, "/back")
    assert (await asked(story)).assignees == ["bob"]
    assert "you are not away" in await says(story, "bob", place, "/back")


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ("/away 2026-02-27 to 2026-02-28", "is past"),
        ("/away", "name the days"),
        ("/away someday", "is no day I can read"),
        ("/away friday to 2026-03-01", "name the first day first"),
        ("/cover 2026-02-20 @alice", "is past"),
        ("/cover today @alice", "carol is not on duty on Mon 2 March"),
        ("/cover today @frank", "frank is on no rota here"),
        ("/swap @frank", "frank is on no rota here; on it: alice, bob, carol"),
        ("/swap", "name one person"),
        ("/swap @bob 2026-03-03", "has no shift on Tue 3 March that has not begun yet"),
        ("/back now", "takes nothing after it"),
    ],
)
async def test_what_cannot_be_is_refused_in_a_sentence(tell: Tell, words: str, refusal: str) -> None:
    story = await tell(TRIAGE, STEWARD)
    place = await desk(story)
    assert refusal in await says(story, "carol", place, words)
    assert place.reactions == ["confused"]


async def test_an_absence_that_is_known_is_not_kept_twice(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    place = await desk(story)
    await says(story, "carol", place, "/away 2026-03-09 to 2026-03-13")
    assert "known already" in await says(story, "carol", place, "/away 2026-03-10 to 2026-03-11")


async def test_strangers_cannot_change_the_rota(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    place = await desk(story)
    for words in ("/away today", "/swap @bob", "/cover today", "/back", "/handover"):
        assert "is for people of the rota" in await says(story, "frank", place, words)


# Covers and swaps


@pytest.mark.slow
async def test_bob_covers_a_day(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    place = await desk(story)
    answer = await says(story, "bob", place, "/cover today @alice")
    assert "On support duty: alice instead of bob, Mon 2 March, UTC" in answer
    assert (await asked(story)).assignees == ["alice"]
    await story.until("2026-03-03 09:00")
    assert (await asked(story, by="frank")).assignees == ["bob"]


async def test_whoever_is_free_takes_a_day_by_the_same_command(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    place = await desk(story)
    answer = await says(story, "bob", place, "/cover tomorrow")
    assert "bob asks for cover on Tue 3 March. Free then: @alice, @carol." in answer
    assert "`/cover 2026-03-03 @bob`" in answer
    await says(story, "alice", place, "/cover 2026-03-03 @bob")
    await story.until("2026-03-03 09:00")
    assert (await asked(story)).assignees == ["alice"]


async def test_two_who_swap_at_once_swap_once(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    place, other = await desk(story), await desk(story)
    answer = await says(story, "carol", place, "/swap @alice")
    assert "alice instead of carol, Wed 4 March, 10:00 to Wed 11 March, 10:00 UTC" in answer
    assert "carol instead of alice, Wed 11 March, 10:00" in answer
    again = await says(story, "alice", other, "/swap @carol")
    assert "carol has just swapped with you" in again
    await story.until("2026-03-04 10:01")
    assert (await asked(story)).assignees == ["alice"]


# The hand-over


@pytest.mark.slow
async def test_at_the_end_of_a_shift_open_cases_pass_on_in_writing(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD.replace("1 working day", "5 working days").replace("2 w", "9 w"))
    waiting, answered, closed = await asked(story), await asked(story, "frank"), await asked(story, "gus")
    paused = await asked(story, "hal")
    await story.person("bob").labels(paused, "needs info")
    bob = story.person("bob")
    await bob.comments(answered, "Use the S3 option.")
    await bob.comments(waiting, "/case note waits for the new cluster")
    await story.person("gus").closes(closed)
    await story.until("2026-03-04 10:00")
    assert waiting.assignees == paused.assignees == ["carol"]
    assert answered.assignees == ["bob"]  # it waits for its reporter, and comes back to who has answered
    assert len(waiting.words) == 1  # the lasting word, edited
    number = paused.number + 1
    handover, found = story.thread(number), story.github.state.issue("acme/widget", number)
    assert found is not None
    title, text = found.title, found.body or ""
    assert title == "Support hand-over, Wed 4 March"
    assert handover.assignees == ["carol"]
    title = "How do I open a store on S3?"
    assert "Thank you, bob: 1 case closed. @carol: these pass on." in text
    note = "; bob's note: “waits for the new cluster”"
    assert f"- [ ] #{waiting.number}: has waited for us since Mon 2 March{note}" in text
    assert f"- [ ] #{paused.number}: waits for its reporter\n" in text
    assert f"#{answered.number}:" not in text
    assert "Next: alice, from Wed 11 March" in text
    await story.person("carol").edits(handover, body=text.replace("- [ ]", "- [x]", 1))
    assert handover.state == "open"
    await story.person("carol").edits(handover, body=text.replace("- [ ]", "- [x]"))
    assert handover.state == "closed"


@pytest.mark.slow
async def test_a_hand_over_waits_until_whoever_begins_is_at_work(tell: Tell) -> None:
    tokyo = "people: [alice, bob, {login: carol, timezone: Asia/Tokyo}]"
    rota = STEWARD.replace("people: [alice, bob, carol]", tokyo).replace("1 working day", "5 working days")
    story = await tell(TRIAGE, rota.replace("2 w", "9 w"))
    issue = await asked(story)
    await story.until("2026-03-04 23:59")
    assert issue.assignees == ["bob"]
    assert story.github.state.issue("acme/widget", issue.number + 1) is None
    new = await asked(story, "frank")  # carol is on duty: what comes new is hers
    assert new.assignees == ["carol"]
    await story.until("2026-03-05 00:00")
    assert issue.assignees == ["carol"]
    handover = story.thread(new.number + 1)
    assert handover.assignees == ["carol"]
    written = story.github.state.issue("acme/widget", handover.number)
    assert written is not None
    assert "@carol: these pass on." in (written.body or "")


@pytest.mark.slow
async def test_the_next_hand_over_ends_the_one_that_nobody_has_ticked(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD.replace("1 working day", "30 working days").replace("2 w", "30 w"))
    issue = await asked(story)
    await story.until("2026-03-04 10:00")
    first = story.thread(issue.number + 1)
    assert first.state == "open"
    await story.until("2026-03-11 10:00")
    second = story.thread(issue.number + 2)
    assert (first.state, second.state) == ("closed", "open")
    assert first.words == []  # silent


@pytest.mark.slow
async def test_a_quiet_week_writes_nothing(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    place = await desk(story)
    await story.until("2026-03-18 10:00")
    assert story.github.state.issue("acme/widget", place.number + 1) is None


async def test_the_rotas_own_issue_carries_the_hand_over(tell: Tell) -> None:
    story = await tell(TRIAGE, f"{STEWARD.rstrip()}\n  handover: {{issue: 1}}\n")
    place = await desk(story)
    await says(story, "bob", place, "/handover the hub moves on Thursday")
    assert "Kept for the next hand-over. You would hand nothing over now." in place.words[-1]
    await story.until("2026-03-04 10:00")
    assert "**Support hand-over, Wed 4 March**" in place.words[-1]
    assert "the hub moves on Thursday (bob)" in place.words[-1]


async def test_a_week_before_whoever_begins_is_told(tell: Tell) -> None:
    story = await tell(TRIAGE, f"{STEWARD.rstrip()}\n  handover: {{issue: 1}}\n")
    place = await desk(story)
    await story.until("2026-03-03 01:00")
    assert not any("@carol" in each for each in place.words)  # she is not at work
    await story.until("2026-03-03 09:00")
    assert "@carol: your support duty begins on Wed 4 March, 10:00 UTC" in place.words[-1]
    await story.until("2026-03-04 09:00")
    assert sum("@carol: your support duty" in each for each in place.words) == 1


@pytest.mark.slow
async def test_a_rota_renamed_while_cases_are_open_keeps_them(tell: Tell) -> None:
    routes = f"{STEWARD.rstrip()}\n  routes: [{{text: S3, to: cloud}}]\n"
    rotas = "rotas: {cloud: {people: [alice], change: every wednesday 10:00, starts: 2026-01-07}}"
    story = await tell(TRIAGE, routes, rotas)
    issue = await asked(story)
    assert issue.assignees == ["alice"]
    await story.configures(TRIAGE, STEWARD)
    await story.until("2026-03-03 10:00")
    assert issue.assignees != []
    await story.person("bob").comments(issue, "/steward")
    assert "looks after questions here" in issue.words[-1]


@pytest.mark.slow
async def test_once_a_month_what_keeps_coming_back_is_in_the_maintainers_letter(tell: Tell) -> None:
    rules = "triage: {labels: {support: support}, rules: [{label: area/cloud, text: S3}]}"
    story = await tell(rules, STEWARD, "digest: {issue: 1}")
    place = await desk(story)
    for reporter in ("eve", "frank", "gus"):
        issue = await asked(story, reporter)
        await story.person("bob").comments(issue, "Try `zarr.open`.")
        await story.person(reporter).closes(issue)
    await story.until("2026-04-06 09:30")
    assert (
        "- March 2026, area/cloud: 3 cases, median age within a day, 1 turn each; no page" in place.words[-1]
    )
    await story.until("2026-04-13 09:30")
    assert place.words[-1].endswith("nothing waits.")


@pytest.mark.slow
async def test_overlapping_swaps_are_one_after_the_other_and_nobody_is_on_duty_twice(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    place = await desk(story)
    assert "alice instead of carol, Wed 4 March" in await says(story, "carol", place, "/swap @alice")
    assert "alice instead of bob, Wed 18 March" in await says(story, "bob", place, "/swap @alice 2026-03-18")
    refused = await says(story, "carol", place, "/swap @alice 2026-03-05")
    assert "carol has no shift on Thu 5 March that has not begun yet. Next shifts: Wed 11 March" in refused
    on_duty = []
    for day in ("04", "11", "18", "25"):
        await story.until(f"2026-03-{day} 10:01")
        on_duty.append((await asked(story, by=f"reporter{day}")).assignees)
    # Bob took the shift that alice had got from carol: her nearest one.
    assert on_duty == [["bob"], ["carol"], ["alice"], ["carol"]]


@pytest.mark.slow
async def test_somebody_of_the_list_who_has_left_github_holds_nothing_up(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD.replace("bob", "long-gone"))
    issue = await asked(story)
    assert issue.assignees == []  # GitHub knows nobody of that name
    await story.until("2026-03-03 10:00")
    assert issue.assignees == ["carol"]
    assert "carol has this now" in issue.words[1]
