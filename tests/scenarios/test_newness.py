"""Who is new, told as stories: other logins, hidden members, deleted accounts, words that never got out."""

from __future__ import annotations

import pytest

from fakegithub.http.faults import Fault
from tests.harness.in_process.story import OTHER, REPO, WELCOME, opened, world
from tests.scenarios.conftest import Plan, Tell


async def test_whoever_takes_another_login_stays_the_same_person(tell: Tell) -> None:
    story = await tell(WELCOME)
    assert (await story.person("eve").opens_issue("One")).words
    story.github.person("eve").renames_account("eve-quill")
    assert (await story.person("eve-quill").opens_issue("Two")).is_untouched


async def test_whoever_takes_over_a_login_is_somebody_else(tell: Tell) -> None:
    story = await tell(WELCOME)
    await story.person("eve").opens_issue("One")
    story.github.person("eve").renames_account("eve-quill")
    assert "@eve" in (await story.person("eve").opens_issue("Mine")).words[0]


async def test_a_login_that_passes_on_while_the_news_is_late_keeps_nobody_from_their_welcome(
    tell: Tell,
) -> None:
    story = await tell(WELCOME)
    number = story.github.person("eve").opens_issue(REPO, "One")
    story.github.person("eve").renames_account("eve-quill")
    story.clock.advance(2 * 24 * 3600)
    story.github.person("eve").opens_issue(OTHER, "By another eve")
    await story.settles()
    assert story.thread(number).words


async def test_two_first_words_that_come_days_late_bring_one_welcome(tell: Tell) -> None:
    story = await tell(WELCOME)
    eve = story.github.person("eve")
    numbers = [eve.opens_issue(REPO, "One"), eve.opens_issue(REPO, "Two")]
    story.clock.advance(2 * 24 * 3600)
    await story.settles()
    assert sum(len(story.thread(number).words) for number in numbers) == 1


async def test_a_first_issue_heard_of_after_its_repository_got_another_name(tell: Tell) -> None:
    story = await tell(WELCOME)
    number = story.github.person("eve").opens_issue(REPO, "One")
    story.github.person("eve").edits(REPO, number, body="More")
    story.github.webhooks.rotate(1)  # the edit is heard of first
    story.github.person("dora").renames_repository(REPO, "spanner")
    story.clock.advance(2 * 24 * 3600)
    await story.settles()
    assert story.thread(number, "acme/spanner").words


@pytest.mark.parametrize("later", [False, True])
async def test_a_member_who_hides_it_is_not_welcomed(tell: Tell, later: bool) -> None:
    place = world()
    place["organizations"][0]["members"] += [] if later else ["pia"]
    story = await tell(WELCOME, world=place)
    if later:
        story.github.person("dora").adds_member("acme", "pia")
    story.github.person("pia").conceals_membership("acme")
    await story.settles()
    issue = await story.person("pia").opens_issue("About chunks")
    assert issue.is_untouched


async def test_a_member_of_whose_joining_nothing_was_heard_is_known_by_githubs_hint(tell: Tell) -> None:
    story = await tell(WELCOME)
    story.github.person("dora").adds_member("acme", "zoe")
    story.loses_the_news()
    assert (await story.person("zoe").opens_issue("About chunks")).is_untouched


async def test_nobody_is_welcomed_in_the_name_of_a_deleted_account(plan: Plan) -> None:
    told = opened("About chunks")
    told["issue"]["user"] = None
    assert (await plan("issues", told, world=world(), config=WELCOME)).comment == ""


async def test_what_an_account_wrote_before_it_was_deleted_is_left_alone(tell: Tell) -> None:
    story = await tell(WELCOME)
    issue = await story.person("eve").opens_issue("About chunks")
    story.github.person("eve").deletes_account()
    await story.person("dora").edits(issue, body="More")
    assert len(issue.words) == 1


async def test_a_repository_that_changes_hands_takes_its_people_along(tell: Tell) -> None:
    story = await tell(WELCOME)
    assert (await story.person("eve").opens_issue("One")).words
    story.github.person("dora").transfers_repository(REPO, "globex/widget")
    await story.settles()
    again = await story.person("eve", "globex/widget").opens_issue("Two")
    new = await story.person("finn", "globex/widget").opens_issue("Three")
    assert (again.is_untouched, len(new.words)) == (True, 1)


@pytest.mark.slow
async def test_a_welcome_that_github_would_not_take_comes_late_and_once(tell: Tell) -> None:
    story = await tell(WELCOME, everywhere=True)
    story.expected_trouble = True
    story.github.faults.next("POST", r"/issues/\d+/comments", Fault.SERVER_ERROR, times=8)
    late = await story.person("eve").opens_issue("One")
    assert late.words == []
    await story.advance("3 days")
    assert ["welcome" in body for body in late.words] == [True]
    assert (await story.person("eve", OTHER).opens_issue("Two")).is_untouched
    assert (await story.person("eve").opens_issue("Three")).is_untouched


@pytest.mark.slow
async def test_whoever_joined_since_their_welcome_was_lost_is_not_welcomed_any_more(tell: Tell) -> None:
    story = await tell(WELCOME)
    story.expected_trouble = True
    story.github.faults.next("POST", r"/issues/\d+/comments", Fault.SERVER_ERROR, times=8)
    await story.person("eve").opens_issue("One")
    await story.advance("3 days")
    story.github.person("dora").adds_member("acme", "eve")
    await story.settles()
    assert (await story.person("eve").opens_issue("Two")).is_untouched


@pytest.mark.slow
@pytest.mark.parametrize("minutes", [5, 35])
@pytest.mark.parametrize("heard_first", [0, 1])
async def test_a_welcome_that_waited_for_github_comes_once_whatever_else_its_author_opened(
    tell: Tell, minutes: int, heard_first: int
) -> None:
    story = await tell(WELCOME)
    story.github.faults.next("POST", r"/issues/\d+/comments", Fault.SERVER_ERROR, times=100_000)
    eve = story.github.person("eve")
    numbers = [eve.opens_issue(REPO, "One"), eve.opens_issue(REPO, "Two")]
    story.github.webhooks.rotate(heard_first)
    await story.settles()
    await story.advance(f"{minutes} minutes")
    numbers.append(eve.opens_issue(REPO, "Three"))
    await story.settles()
    await story.advance("40 minutes")
    story.github.faults.clear()
    await story.advance("1 day")
    assert sum(len(story.thread(number).words) for number in numbers) == 1
