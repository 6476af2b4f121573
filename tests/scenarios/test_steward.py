"""Steward: a support question has a person, changes hands when nobody says a word, and ends in words."""

from __future__ import annotations

import pytest

from tests.harness.in_process.story import STEWARD, TRIAGE, Story, Thread, opened, world
from tests.scenarios.conftest import Plan, Tell

QUESTION = "How do I open a store on S3?"


async def asked(story: Story, by: str = "eve") -> Thread:
    """A question that opens a case."""
    return await story.person(by).opens_issue(QUESTION)


async def test_a_question_goes_to_the_steward_on_duty(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    issue = await asked(story)
    assert issue.labels == {"support"}
    assert issue.assignees == ["bob"]
    assert len(issue.words) == 1
    assert issue.words[0].startswith("@bob looks after questions here and should reply by Tue 3 March")
    assert "If this is a bug rather than a question, just say so." in issue.words[0]


async def test_a_date_is_by_the_reporters_clocks_where_the_file_knows_them_and_to_the_half_hour(
    tell: Tell,
) -> None:
    people = "people: [alice, {login: frank, timezone: Asia/Tokyo}, carol, bob]"
    story = await tell(
        TRIAGE, STEWARD.replace("people: [alice, bob, carol]", people), "timezone: Europe/London"
    )
    await story.advance("10 minutes")
    assert "should reply by Wed 4 March, 09:30 London time." in (await asked(story)).words[0]
    assert "should reply by Wed 4 March, 18:30 Tokyo time." in (await asked(story, "frank")).words[0]


async def test_the_plan_says_why(plan: Plan) -> None:
    found = await plan("issues", opened(QUESTION), world=world(), config=f"{TRIAGE}\n{STEWARD}")
    assert found.kinds == ["add_labels", "assign", "comment"]
    assert found.only("assign").because == "a support case: the title asks “How do I …”; bob: on duty"


async def test_a_bug_is_no_case(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    assert (await story.person("eve").opens_issue("[BUG] It crashes")).assignees == []


async def test_without_triage_only_the_label_opens_a_case(tell: Tell) -> None:
    story = await tell(STEWARD)
    issue = await asked(story)
    assert issue.is_untouched
    await story.person("carol").labels(issue, "support")
    assert issue.assignees == ["bob"]


async def test_without_the_section_there_are_no_cases(tell: Tell) -> None:
    story = await tell(TRIAGE)
    issue = await asked(story)
    assert issue.assignees == []
    assert issue.words == []


async def test_bots_have_no_cases(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    assert (await asked(story, by="dependabot[bot]")).is_untouched


async def test_the_steward_is_never_the_reporter(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    issue = await asked(story, by="bob")
    await story.person("carol").labels(issue, "support")
    assert "bob" not in issue.assignees
    assert issue.assignees == ["dora"]  # nobody else is on duty: `otherwise`


async def test_whoever_is_assigned_already_keeps_it(tell: Tell) -> None:
    story = await tell(STEWARD)
    carol = story.person("carol")
    issue = await asked(story)
    await carol.assigns(issue, "dora")
    await carol.labels(issue, "support")
    assert issue.assignees == ["dora"]
    assert issue.words == []


async def test_a_label_on_a_closed_issue_opens_no_case(tell: Tell) -> None:
    story = await tell(STEWARD)
    issue = await asked(story)
    await story.person("eve").closes(issue)
    await story.person("carol").labels(issue, "support")
    assert issue.is_untouched


# Time passes


async def test_without_a_word_it_changes_hands(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    issue = await asked(story)
    await story.until("2026-03-03 10:00")  # a working day later
    assert issue.assignees == ["carol"]  # the next on duty
    assert len(issue.words) == 2
    assert issue.words[0].startswith("carol has this now")
    assert "@eve, @carol has this now and should reply by Tue 3 March, 17:00 UTC" in issue.words[1]
    assert "bob" not in issue.words[1]


@pytest.mark.slow
async def test_nobody_is_asked_twice_and_the_last_one_keeps_it(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    issue = await asked(story)
    had = []
    for _ in range(28):
        had += [login for login in issue.assignees if login not in had]
        await story.advance("1 day")
    assert had == ["bob", "carol", "dora"]  # on duty, next on duty, `otherwise`
    assert issue.assignees == ["dora"]
    assert issue.words[0].startswith("dora has this now. I give no date.")
    assert sum("I am sorry. @dora has this now" in each for each in issue.words) + issue.folded == 2


@pytest.mark.parametrize("who", ["bob", "dora", "alice"])
async def test_a_human_word_of_the_team_acknowledges(tell: Tell, who: str) -> None:
    story = await tell(TRIAGE, STEWARD)
    issue = await asked(story)
    await story.person(who).comments(issue, "Have you tried the cloud guide?")
    await story.until("2026-03-04 09:59")  # the end of the shift
    assert issue.assignees == ["bob"]
    assert len(issue.words) == 1


@pytest.mark.slow
@pytest.mark.parametrize(("who", "words"), [("eve", "Anyone?"), ("frank", "Me too."), ("bob", "> How do I")])
async def test_other_words_do_not(tell: Tell, who: str, words: str) -> None:
    story = await tell(TRIAGE, STEWARD)
    issue = await asked(story)
    await story.person(who).comments(issue, words)
    await story.until("2026-03-03 10:00")
    assert issue.assignees == ["carol"]


@pytest.mark.slow
async def test_a_reaction_of_the_steward_acknowledges(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    issue = await asked(story)
    await story.person("bob").reacts(issue, "eyes", comment=issue.comment_id)
    await story.until("2026-03-04 09:59")  # the end of the shift
    assert issue.assignees == ["bob"]


async def test_a_promise_is_seen_and_no_answer_as_why_tells(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    issue = await asked(story)
    await story.person("bob").comments(issue, "I'll look at this tomorrow.")
    assert "It has been seen." in issue.words[0]
    assert "replied" not in issue.words[0]
    await story.person("alice").comments(issue, "/why")
    assert "reads as a promise to look at it: seen, not answered" in issue.words[-1]


@pytest.mark.slow
async def test_ack_takes_the_clock_off_and_gets_a_thumb(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    issue = await asked(story)
    await story.person("bob").comments(issue, "/ack looking tomorrow")
    assert issue.reactions == ["+1"]
    assert issue.words[0].startswith("bob has this now and should reply by")
    assert "It has been seen." in issue.words[0]
    await story.until("2026-03-04 09:59")  # the end of the shift
    assert issue.assignees == ["bob"]


async def test_a_stranger_cannot_ack(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    issue = await asked(story)
    await story.person("frank").comments(issue, "/ack")
    assert issue.reactions == ["confused"]
    assert "`/ack` is for people of the rota" in issue.words[1]


async def test_from_the_next_shift_on_the_next_person_is_asked(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    await story.until("2026-03-04 10:01")
    assert (await asked(story)).assignees == ["carol"]


async def test_a_changed_list_leaves_the_running_shift_alone(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    await asked(story)
    await story.configures(TRIAGE, STEWARD.replace("[alice, bob, carol]", "[carol, dora, bob]"))
    assert (await asked(story, by="frank")).assignees == ["bob"]


@pytest.mark.slow
async def test_a_settled_case_whose_issue_is_open_opens_again_by_a_word(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    issue = await story.person("eve").opens_issue("How do I open a store on S3?")
    await story.person("bob").comments(issue, "/resolve")
    assert "Settled on Mon 2 March. If it comes back, say so here." in issue.words[0]
    for who, words in (("eve", "Thank you Bob!"), ("dan", "Still broken for me"), ("eve", "Still broken.")):
        assert "Settled on" in issue.words[0]
        await story.person(who).comments(issue, words)
    assert "bob looks after questions here" in issue.words[0]


async def test_closing_resolves_and_reopening_asks_again(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    issue = await asked(story)
    await story.person("eve").closes(issue)
    await story.until("2026-03-05 09:00")
    assert issue.assignees == ["bob"]  # no change of hands after the end
    await story.person("eve").reopens(issue)
    assert "carol" in issue.assignees  # on duty now


@pytest.mark.slow
async def test_taking_the_label_off_ends_the_case(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    issue = await asked(story)
    await story.person("carol").unlabels(issue, "support")
    assert "no support question any more" in issue.words[0]
    await story.advance("3 days")
    assert issue.assignees == ["bob"]
    assert issue.labels == set()


async def test_the_author_may_say_it_is_no_support_question(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    issue = await asked(story)
    await story.person("eve").comments(issue, "/not-support")
    assert issue.labels == set()
    assert issue.assignees == []
    assert "its author says so" in issue.words[0]


@pytest.mark.slow
async def test_pass_and_route_hand_it_on(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    issue = await asked(story)
    await story.person("bob").comments(issue, "/pass")
    assert issue.assignees == ["carol"]
    await story.person("carol").comments(issue, "/route @alice she wrote the guide")
    assert issue.assignees == ["alice"]
    assert issue.words[0].startswith("alice has this now")
    calls = [words for words in issue.words if "a change of hands" in words]
    assert calls == []  # One call a day, and what it said is not so any more.
    assert issue.folded == 1


async def test_routing_to_the_reporter_or_a_nobody_is_refused(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    issue = await asked(story)
    bob = story.person("bob")
    await bob.comments(issue, "/route @eve")
    await bob.comments(issue, "/route @stewardbot[bot]")
    assert issue.assignees == ["bob"]
    assert issue.reactions == ["confused", "confused"]


async def test_who_is_on_duty_is_said_to_anybody_without_calling_them(tell: Tell) -> None:
    story = await tell(STEWARD)
    issue = await story.person("eve").opens_issue("About chunks")
    await story.person("frank").comments(issue, "/steward")
    assert "On support duty: bob until Wed 4 March, 10:00 UTC, then carol." in issue.words[0]
    assert "@" not in issue.words[0]


@pytest.mark.slow
async def test_a_human_assignment_is_not_undone(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    issue = await asked(story)
    carol = story.person("carol")
    await carol.unassigns(issue, "bob")
    await carol.assigns(issue, "alice")
    await story.advance("5 days")
    assert issue.assignees == ["alice"]


async def test_nobody_on_duty_is_said_and_mended_when_somebody_is(tell: Tell) -> None:
    alone = "steward: {people: [bob], change: every wednesday 10:00, starts: 2026-03-04}"
    story = await tell(TRIAGE, alone)
    issue = await asked(story)
    assert issue.assignees == []
    assert "Nobody looks after questions here just now" in issue.words[0]
    await story.until("2026-03-04 10:01")
    assert issue.assignees == ["bob"]


async def test_a_word_and_ack_in_one_comment_both_count(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    issue = await asked(story)
    bob = story.person("bob")
    await bob.comments(issue, "Use `zarr.open`.\n\n/ack\n/case note waits for the new cluster")
    await bob.comments(issue, "/steward")
    assert "bob replied on Mon 2 March" in issue.words[-1]


async def test_ack_with_words_takes_it_but_an_answer_is_a_comment_of_its_own(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    issue = await asked(story)
    await story.person("bob").comments(issue, "/ack looking into it tomorrow")
    assert "should reply by Tue 3 March, 17:00 UTC" in issue.words[0]
    await story.person("bob").comments(issue, "It is `zarr.open`.")
    await story.person("bob").comments(issue, "/steward")
    assert "bob replied on" in issue.words[-1]


REPLIES = {".github/replies/cloud.md": "Set `anon=True`, @{{ author }} need not log in."}


@pytest.mark.slow
async def test_a_saved_reply_is_the_answer_of_whoever_chose_it(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD, world=world(files=REPLIES))
    issue = await asked(story)
    bob = story.person("bob")
    await bob.comments(issue, "/answer clowd")
    await bob.comments(issue, "/steward")
    assert "should reply by" in issue.words[-1]
    await bob.comments(issue, "/answer cloud")
    assert any("Set `anon=True`" in each for each in issue.words)
    await bob.comments(issue, "/steward")
    assert "bob replied on" in issue.words[-1]


@pytest.mark.slow
async def test_a_saved_reply_of_the_reporter_is_no_answer(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD, world=world(files=REPLIES))
    issue = await asked(story, by="carol")
    await story.person("carol").comments(issue, "/answer cloud")
    await story.person("carol").comments(issue, "/steward")
    assert "Answered by" not in issue.words[-1]


# Somebody asks much


@pytest.mark.slow
async def test_a_few_questions_of_one_person_on_one_day_have_a_steward_each(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    assert [(await asked(story)).assignees for _ in range(3)] == [["bob"]] * 3


@pytest.mark.slow
async def test_twenty_questions_of_a_stranger_call_three_times_a_day(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    issues = [await asked(story) for _ in range(20)]
    await story.advance("10 minutes")  # not too much at once
    assert sum(issue.assignees == ["bob"] for issue in issues) == 3
    assert sum("@bob" in "".join(issue.words) for issue in issues) == 3
    waits = issues[-1]
    assert waits.labels == {"support"}
    assert "This one goes to somebody on the next working day" in waits.words[0]
    assert (await asked(story, by="zed")).assignees == ["bob"]
    await story.until("2026-03-03 09:30")
    assert sum(issue.assignees != [] for issue in issues) == 6
    await story.person("carol").comments(waits, "/route @alice")
    assert waits.assignees == ["alice"]


@pytest.mark.slow
async def test_a_stranger_who_closes_and_reopens_calls_no_more_often(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    issues = [await asked(story) for _ in range(4)]
    for _ in range(3):
        await story.person("eve").closes(issues[3])
        await story.person("eve").reopens(issues[3])
    assert issues[3].assignees == []


@pytest.mark.slow
async def test_whoever_looks_after_the_project_asks_as_often_as_they_like(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    alice = story.person("alice")
    issues = [await alice.opens_issue(QUESTION, labels=["support"]) for _ in range(5)]
    assert [issue.assignees for issue in issues] == [["bob"]] * 5
