"""Mentors: by their own offer, by topic and by who has room; told privately, when somebody may be stuck."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.config.effective import notes
from handlers import FEATURES
from tests.harness.in_process.story import OTHER, REPO, STEWARD, Story, Thread, world
from tests.scenarios.conftest import Tell

ON = "newcomers: {welcome: {}, mentors: {carol: {topics: [docs], capacity: 1}, bob: {capacity: 1}}}"
TOLD = "notify: {mentors: chat}"
ISSUES: list[dict[str, Any]] = [
    {"number": 41, "title": "A dead link in the docs", "author": "dora"},
    {"number": 42, "title": "Another link in the docs", "author": "dora"},
]


def said(thread: Thread) -> str:
    return "\n".join(thread.words)


async def beside(tell: Tell, *sections: str, **more: Any) -> tuple[Story, Thread]:
    """A story in which eve, who is new, opens a pull request with carol beside her."""
    story = await tell(*(sections or (ON, TOLD)), **more)
    pull = await story.person("eve").opens_pull("Mend the docs")
    assert "@carol is your mentor" in said(pull)
    return story, pull


@pytest.mark.slow
async def test_a_newcomers_pull_request_gets_the_mentor_of_its_topic_in_the_same_comment(tell: Tell) -> None:
    story = await tell(ON)
    pull = await story.person("eve").opens_pull("Mend the docs")
    assert len(pull.words) == 1
    assert "Welcome, @eve, and thank you for the pull request." in pull.words[0]
    assert "@carol is your mentor here" in pull.words[0]
    other = await story.person("dan").opens_pull("More docs")
    assert "@bob is your mentor" in other.words[0]
    third = await story.person("frank").opens_pull("Even more docs")
    assert "is your mentor" not in third.words[0]
    await story.person("dora").merges(pull)
    assert "Thank you, @carol, for your help here as a mentor." in pull.words[-1]
    fourth = await story.person("gina").opens_pull("The last of the docs")
    assert "@carol is your mentor" in fourth.words[0]


@pytest.mark.slow
async def test_a_claim_gets_one_too_in_the_comment_that_says_who_has_it(tell: Tell) -> None:
    story = await tell(ON, TOLD, world=world(issues=ISSUES))
    first, second = story.thread(41), story.thread(42)
    await story.person("eve").comments(first, "/claim")
    assert len(first.words) == 1
    assert "@carol helps here as a mentor: ask anything" in first.words[0]
    assert story.told == [
        "carol: you are the mentor of eve at acme/widget#41. There is nothing to do now; I tell you here "
        "when they may need help. “A dead link in the docs”: https://github.com/acme/widget/issues/41"
    ]
    await story.person("dan").comments(second, "/claim")
    assert "@bob helps here" in second.words[0]
    await story.person("eve").comments(first, "/unclaim")
    assert "carol" not in first.words[0]
    await story.person("frank").comments(first, "/claim")
    assert "@carol helps here" in first.words[0]


async def test_given_up_and_taken_again_in_one_comment_the_mentor_stays(tell: Tell) -> None:
    story = await tell(ON, world=world(issues=ISSUES))
    issue = story.thread(41)
    await story.person("eve").comments(issue, "/claim")
    await story.person("eve").comments(issue, "/unclaim\n/claim")
    assert issue.assignees == ["eve"]
    assert "@carol helps here" in issue.words[0]


@pytest.mark.slow
async def test_claim_and_pull_request_of_one_newcomer_are_one_place(tell: Tell) -> None:
    story = await tell("newcomers: {claims: {}, mentors: {carol: {capacity: 1}}}", world=world(issues=ISSUES))
    await story.person("eve").comments(story.thread(41), "/claim")
    pull = await story.person("eve").opens_pull("The link", "Closes #41")
    assert said(pull) == ""  # carol was called for eve today
    await story.person("eve").closes(pull)
    await story.person("dan").comments(story.thread(42), "/claim")
    assert "mentor" not in said(story.thread(42))
    await story.person("eve").comments(story.thread(41), "/unclaim")
    other = await story.person("frank").opens_pull("Something")
    assert "@carol is your mentor" in said(other)


@pytest.mark.slow
async def test_the_reminder_of_a_claim_names_the_mentor(tell: Tell) -> None:
    story = await tell(ON, world=world(issues=ISSUES))
    await story.person("eve").comments(story.thread(41), "/claim")
    await story.advance("11 days")
    assert "“stuck at the tests” (then @carol will help)" in said(story.thread(41))


async def test_old_hands_get_none(tell: Tell) -> None:
    story = await tell(ON, world=world(issues=ISSUES))
    assert (await story.person("alice").opens_pull("Mend the docs")).is_untouched
    await story.person("alice").comments(story.thread(41), "/claim")
    assert "mentor" not in said(story.thread(41))


@pytest.mark.slow
async def test_people_offer_themselves_and_take_it_back(tell: Tell) -> None:
    story = await tell("newcomers: {welcome: {}}")
    place = await story.person("dora").opens_issue("Here we talk")
    await story.person("bob").comments(place, "/mentor me cloud")
    await story.person("carol").comments(place, "/mentor @alice")
    assert "`alice` has not offered to be a mentor" in place.words[-1]
    await story.person("eve").comments(place, "/mentor @bob")
    assert "triage role" in place.words[-1]
    issue = await story.person("eve").opens_issue("About clouds")
    await story.person("carol").comments(issue, "/mentor @bob")
    assert "@eve, @bob is your mentor here" in issue.words[-1]
    await story.person("bob").comments(place, "/unmentor")
    pull = await story.person("dan").opens_pull("A cloud store")
    assert "is your mentor" not in pull.words[0]


@pytest.mark.slow
async def test_topics_and_room_by_command(tell: Tell) -> None:
    story = await tell("newcomers: {mentors: {bob: {}}}")
    place = await story.person("dora").opens_issue("Here we talk")
    await story.person("alice").comments(place, "/mentor me cloud, tests 1")
    first = await story.person("eve").opens_pull("A cloud store")
    assert "@alice is your mentor" in said(first)
    second = await story.person("dan").opens_pull("Another cloud store")
    assert "@bob is your mentor" in said(second)
    await story.person("carol").comments(second, "/mentor @alice")
    assert "`alice` has as many newcomers as they take at a time" in said(second)


@pytest.mark.slow
@pytest.mark.parametrize("absence", ["the rota", "a command", "the file"])
async def test_a_mentor_who_is_away_is_passed_over(tell: Tell, absence: str) -> None:
    until = ", away_until: 2026-03-04" if absence == "the file" else ""
    story = await tell(f"newcomers: {{mentors: {{carol: {{topics: [docs]{until}}}, bob: {{}}}}}}", STEWARD)
    place = await story.person("dora").opens_issue("Here we talk")
    if absence == "the rota":
        await story.person("carol").comments(place, "/away today to 2026-03-04")
    elif absence == "a command":
        await story.person("carol").comments(place, "/mentor away today to 2026-03-04")
        assert "Away from Mon 2 March to Wed 4 March: no newcomer comes to you" in said(place)
    pull = await story.person("eve").opens_pull("Mend the docs")
    assert "@bob is your mentor" in said(pull)
    await story.person("dora").comments(pull, "/mentor @carol")
    assert "`carol` is away." in said(pull)
    await story.until("2026-03-05 09:00")
    pull = await story.person("dan").opens_pull("Mend more docs")
    assert "@carol is your mentor" in said(pull)


@pytest.mark.slow
async def test_back_ends_an_absence(tell: Tell) -> None:
    story = await tell("newcomers: {mentors: {carol: {}}}")
    place = await story.person("dora").opens_issue("Here we talk")
    await story.person("carol").comments(place, "/mentor away tomorrow")
    await story.advance("30 days")
    assert "is your mentor" not in said(await story.person("eve").opens_pull("One"))
    await story.person("carol").comments(place, "/mentor back")
    assert "@carol is your mentor" in said(await story.person("dan").opens_pull("Two"))


async def test_a_mentor_who_is_gone_is_passed_over(tell: Tell) -> None:
    story = await tell("newcomers: {welcome: {}, mentors: {gone-from-github: {topics: [docs]}, bob: {}}}")
    pull = await story.person("eve").opens_pull("Mend the docs")
    assert "@bob is your mentor" in pull.words[0]
    await story.person("dora").comments(pull, "/mentor @gone-from-github")
    assert "`gone-from-github` has no account any more." in said(pull)


@pytest.mark.slow
async def test_a_question_without_an_answer_reaches_the_mentor_privately(tell: Tell) -> None:
    story, pull = await beside(tell)
    await story.person("eve").comments(pull, "Where do the tests go?")
    before = list(pull.words)
    await story.until("2026-03-03 08:59")
    assert story.told == []
    await story.until("2026-03-03 09:00")
    assert story.told == [
        "carol: acme/widget#1, a question of eve has no answer since Mon 2 March. A word there may help; "
        "nothing was said to eve. “Mend the docs”: https://github.com/acme/widget/issues/1"
    ]
    assert pull.words == before
    await story.advance("10 days")
    assert len(story.told) == 1


@pytest.mark.slow
async def test_a_question_of_the_afternoon_has_a_working_day_too(tell: Tell) -> None:
    story, pull = await beside(tell)
    await story.until("2026-03-06 15:00")
    await story.person("eve").comments(pull, "Where do the tests go?")
    await story.until("2026-03-09 16:00")
    assert story.told == []
    await story.until("2026-03-10 09:00")
    assert len(story.told) == 1


@pytest.mark.slow
@pytest.mark.parametrize("word", ["`a ? b : c` is it.", "> Where do the tests go?", "I use a/b?c=d"])
async def test_no_question_is_none(tell: Tell, word: str) -> None:
    story, pull = await beside(tell)
    await story.person("eve").comments(pull, word)
    await story.advance("5 days")
    assert story.told == []


async def test_an_answered_question_reaches_nobody(tell: Tell) -> None:
    story, pull = await beside(tell)
    await story.person("eve").comments(pull, "Where do the tests go?")
    await story.person("dependabot[bot]").comments(pull, "Beep.")
    await story.person("bob").comments(pull, "Into tests/.")
    await story.advance("2 days")
    assert story.told == []


@pytest.mark.slow
async def test_red_checks_reach_the_mentor_a_day_after_the_last_commit(tell: Tell) -> None:
    story, pull = await beside(tell)
    eve = story.person("eve").alone
    eve.runs_check(REPO, pull.number, "tests (3.12)", "failure")
    await story.advance("20 hours")
    await story.after(eve.pushes_to_pull, REPO, pull.number, {"a.py": "2"})
    eve.runs_check(REPO, pull.number, "docs", "failure")
    eve.runs_check(REPO, pull.number, "lint", "success")
    await story.until("2026-03-03 10:00")
    assert story.told == []
    await story.until("2026-03-04 09:00")
    assert [each.split(" A word")[0] for each in story.told] == [
        "carol: acme/widget#1, checks are red since eve's last commit: `docs`."
    ]
    await story.advance("10 days")
    assert len(story.told) == 1


async def test_services_that_set_a_status_count_too(tell: Tell) -> None:
    story, pull = await beside(tell)
    for context, state in (("readthedocs", "failure"), ("coverage", "success"), ("slow", "pending")):
        story.person("eve").alone.sets_status(REPO, pull.number, context, state)
    await story.until("2026-03-03 09:00")
    (told,) = story.told
    assert "checks are red since eve's last commit: `readthedocs`." in told


async def test_green_checks_reach_nobody(tell: Tell) -> None:
    story, pull = await beside(tell)
    story.person("eve").alone.runs_check(REPO, pull.number, "docs", "success")
    await story.advance("5 days")
    assert story.told == []


@pytest.mark.slow
async def test_silence_reaches_the_mentor_only_while_it_is_the_newcomers_move(tell: Tell) -> None:
    story, pull = await beside(tell)
    await story.until("2026-03-20 09:00")
    assert story.told == []
    await story.person("bob").reviews(pull, "changes_requested")
    await story.until("2026-03-26 09:00")
    assert story.told == []
    await story.until("2026-03-27 09:00")
    assert [each.split(" A word")[0] for each in story.told] == [
        "carol: acme/widget#1, no word or commit of eve since Fri 20 March."
    ]
    await story.advance("10 days")
    assert len(story.told) == 1


@pytest.mark.slow
async def test_half_a_lease_of_silence_on_a_claim(tell: Tell) -> None:
    story = await tell(ON, TOLD, world=world(issues=ISSUES))
    await story.person("eve").comments(story.thread(41), "/claim")
    await story.until("2026-03-06 09:00")
    await story.person("eve").comments(story.thread(41), "still on it")
    await story.until("2026-03-12 09:00")
    assert len(story.told) == 1  # That carol stands by.
    await story.until("2026-03-13 09:00")
    assert "no word or commit of eve since Fri 6 March" in story.told[-1]
    await story.advance("2 days")
    assert len(story.told) == 2


@pytest.mark.slow
async def test_a_claim_with_an_open_pull_request_is_no_silence(tell: Tell) -> None:
    story = await tell(ON, TOLD, world=world(issues=ISSUES))
    await story.person("eve").comments(story.thread(41), "/claim")
    await story.person("eve").opens_pull("The link", "Closes #41")
    await story.advance("13 days")
    assert len(story.told) == 1


@pytest.mark.slow
async def test_once_a_day_for_a_newcomer_and_a_subject_the_most_urgent_first(tell: Tell) -> None:
    story, pull = await beside(tell)
    await story.person("eve").comments(pull, "Where do the tests go?")
    story.person("eve").alone.runs_check(REPO, pull.number, "docs", "failure")
    await story.until("2026-03-04 08:59")
    assert len(story.told) == 1
    assert "a question of eve" in story.told[0]
    await story.until("2026-03-05 09:00")
    assert len(story.told) == 2
    assert "checks are red" in story.told[1]


@pytest.mark.slow
async def test_without_a_channel_nobody_is_told_and_nothing_is_public(tell: Tell) -> None:
    story, pull = await beside(tell, ON)
    await story.person("eve").comments(pull, "Where do the tests go?")
    before = list(pull.words)
    await story.advance("20 days")
    assert (story.told, pull.words) == ([], before)


@pytest.mark.slow
async def test_an_issue_that_is_transferred_away_frees_the_place(tell: Tell) -> None:
    story = await tell(ON, world=world(issues=ISSUES))
    await story.person("eve").comments(story.thread(41), "/claim")
    await story.after(story.person("dora").alone.transfers_issue, REPO, 41, OTHER)
    await story.person("dan").comments(story.thread(42), "/claim")
    assert "@carol helps here" in said(story.thread(42))
    await story.advance("30 days")


@pytest.mark.slow
async def test_a_private_repository_is_not_named(tell: Tell) -> None:
    story, pull = await beside(tell, world=world(private=True))
    await story.person("eve").comments(pull, "Where do the tests go?")
    await story.advance("2 days")
    await story.person("dora").merges(pull)
    assert len(story.told) == 2
    assert not any(word in each for each in story.told for word in ("widget", "eve", "#"))


@pytest.mark.slow
async def test_the_first_merge_ends_it_with_thanks_to_both(tell: Tell) -> None:
    story, pull = await beside(tell)
    await story.person("dora").merges(pull)
    assert len(pull.words) == 2  # The welcome, and all thanks in one.
    assert "help here as a mentor" not in pull.words[-1]  # carol hears it in private.
    assert story.told == [
        "carol: acme/widget#1 of eve is merged. Thank you for being their mentor; "
        "you have room for somebody else. “Mend the docs”: https://github.com/acme/widget/issues/1"
    ]
    await story.advance("10 days")
    assert len(story.told) == 1


async def test_a_mentor_may_do_what_is_for_the_mentor_and_only_where_they_stand_by(tell: Tell) -> None:
    story, pull = await beside(tell)
    await story.person("dora").merges(pull)
    second = await story.person("eve").opens_pull("More docs")
    assert "stands by" not in said(second)


@pytest.mark.slow
async def test_a_newcomer_whose_account_is_gone_frees_the_place(tell: Tell) -> None:
    story, pull = await beside(tell)
    await story.person("eve").comments(pull, "Where do the tests go?")
    story.person("eve").alone.deletes_account()
    await story.advance("2 days")
    assert story.told == ["carol: the account of eve is gone; you have room for somebody else."]
    other = await story.person("dan").opens_pull("Mend the docs")
    assert "@carol is your mentor" in said(other)


async def test_a_mentor_whose_account_is_gone_is_said_to_be(tell: Tell) -> None:
    story, pull = await beside(tell)
    await story.person("eve").comments(pull, "Where do the tests go?")
    story.person("carol").alone.deletes_account()
    await story.advance("2 days")
    assert "carol has no account any more: somebody else may step in." in story.told[-1]


@pytest.mark.slow
async def test_of_many_who_come_in_the_same_second_one_gets_the_last_place(tell: Tell) -> None:
    story = await tell(ON)
    numbers = [
        story.person(f"new{n}").alone.opens_pull(REPO, "Mend the docs", files=["a.py"]) for n in range(6)
    ]
    await story.hears_at_once()
    words = [said(story.thread(number)) for number in numbers]
    assert sum("@carol is your mentor" in each for each in words) == 1
    assert sum("@bob is your mentor" in each for each in words) == 1


def test_mentors_who_hear_nothing_are_remarked_on() -> None:
    assert any("do not hear who may be stuck" in str(each) for each in notes(ON, FEATURES))
    assert not any("do not hear" in str(each) for each in notes(f"{ON}\n{TOLD}", FEATURES))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("/mentor", "Write `/mentor me` to offer yourself, or name a mentor: `/mentor @carol`."),
        ("/mentor away", "name the days, like `2026-03-18 to 2026-03-20`"),
        ("/mentor away 2026-01-01 to 2026-01-05", "Mon 5 January is past; name a later day."),
        ("/mentor @carol @bob", "Name one mentor: `/mentor @carol`."),
        ("/mentor @nobody-at-all", "`nobody-at-all` has not offered to be a mentor"),
        ("/mentor @<img>", "is nobody's login"),
        ("/unmentor @carol", "please write it alone"),
    ],
)
async def test_what_cannot_be_is_said_with_how_to_mend_it(tell: Tell, line: str, told: str) -> None:
    story = await tell(ON)
    place = await story.person("eve").opens_issue("Here we talk")
    await story.person("dora").comments(place, line)
    assert told in place.words[-1]
    assert place.reactions == ["confused"]


@pytest.mark.slow
async def test_many_pull_requests_of_a_stranger_call_their_mentor_once_a_day(tell: Tell) -> None:
    story = await tell(ON)
    eve = story.person("eve")
    pulls = [await eve.opens_pull(f"Mend the docs, part {part}") for part in range(5)]
    await eve.closes(pulls[0])
    await eve.reopens(pulls[0])
    assert sum("is your mentor" in said(pull) for pull in pulls) == 1
    assert sum("is your mentor" in words for words in pulls[0].words) == 1
    for pull in pulls:
        await eve.closes(pull)  # the place is free, and asked for anew
    assert "is your mentor" not in said(await eve.opens_pull("Once more"))
    await story.advance("1 day")
    assert "is your mentor" not in said(await eve.opens_pull("The docs again"))  # She knows carol by now.


@pytest.mark.slow
async def test_a_mentor_is_called_in_their_working_hours_and_the_newcomer_hears_at_once(tell: Tell) -> None:
    story = await tell(ON)
    await story.until("2026-03-07 20:00")
    pull = await story.person("eve").opens_pull("Mend the docs")
    assert "`carol` is your mentor" in said(pull)
    await story.until("2026-03-09 08:59")
    assert "@carol" not in said(pull)
    await story.until("2026-03-09 09:00")
    assert pull.words[-1] == "@carol, you help eve here as a mentor."


@pytest.mark.slow
async def test_who_merges_is_not_thanked_for_it(tell: Tell) -> None:
    story = await tell(ON)
    pull = await story.person("eve").opens_pull("Mend the docs")
    await story.person("carol").merges(pull)
    assert "help here as a mentor" not in pull.words[-1]
    night = await story.person("zed").opens_pull("Mend the docs, too")
    await story.until("2026-03-03 22:00")
    await story.person("dora").merges(night)
    assert "Thank you, `carol`, for your help here" in night.words[-1]


@pytest.mark.slow
async def test_a_pull_request_that_called_nobody_is_watched_over_all_the_same(tell: Tell) -> None:
    story, _ = await beside(tell)
    second = await story.person("eve").opens_pull("More of the docs")
    await story.person("eve").comments(second, "Why is that so?")
    assert "@carol" not in said(second)
    await story.advance("3 days")
    assert any(f"#{second.number}" in told for told in story.told)
