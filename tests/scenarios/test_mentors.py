"""Mentors: by their own offer, by topic and by who has room."""

from __future__ import annotations

from tests.scenarios.conftest import Tell

ON = "newcomers: {welcome: {}, mentors: {carol: {topics: [docs], capacity: 1}, bob: {capacity: 1}}}"


async def test_a_newcomers_pull_request_gets_the_mentor_of_its_topic_in_the_same_comment(tell: Tell) -> None:
    story = await tell(ON)
    pull = await story.person("eve").opens_pull("Mend the docs")
    assert len(pull.words) == 1
    assert "Thank you for the pull request, @eve" in pull.words[0]
    assert "@eve, @carol stands by you here as a mentor" in pull.words[0]
    other = await story.person("dan").opens_pull("More docs")
    assert "@bob stands by you" in other.words[0]
    third = await story.person("frank").opens_pull("Even more docs")
    assert "stands by you" not in third.words[0]
    await story.person("dora").merges(pull)
    assert "Thank you, @carol, for standing by @eve." in pull.words[-1]
    fourth = await story.person("gina").opens_pull("The last of the docs")
    assert "@carol stands by you" in fourth.words[0]


async def test_old_hands_get_none(tell: Tell) -> None:
    story = await tell(ON)
    assert (await story.person("alice").opens_pull("Mend the docs")).is_untouched


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
    assert "@eve, @bob stands by you here as a mentor" in issue.words[-1]
    await story.person("bob").comments(place, "/unmentor")
    pull = await story.person("dan").opens_pull("A cloud store")
    assert "stands by you" not in pull.words[0]


async def test_a_mentor_who_is_gone_is_passed_over(tell: Tell) -> None:
    story = await tell("newcomers: {welcome: {}, mentors: {gone-from-github: {topics: [docs]}, bob: {}}}")
    pull = await story.person("eve").opens_pull("Mend the docs")
    assert "@bob stands by you" in pull.words[0]
