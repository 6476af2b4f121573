"""GitHub counts requests by REST and points of GraphQL apart: where one of the two is used up, the other goes
on, and only what it cannot do waits."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.queries.store_health import StoreHealth
from fakegithub import Fault
from tests.harness.in_process.story import Story
from tests.scenarios.conftest import Tell, with_both_writers

SECTIONS = (
    "labels: {additional: [bug]}",
    "lifecycle: {}",
    "triage: {rules: [{label: area/cloud, text: s3}]}",
)
REPLY = "newcomers: {welcome: {}}"


def leaves(story: Story, resource: str, requests: int) -> None:
    """So much is left of one of GitHub's budgets until its hour is over."""
    for (_, name), window in story.github.api.limits.windows.items():
        if name == resource:
            window.used = window.limit - requests


@with_both_writers
async def test_a_pin_that_waits_for_points_holds_up_its_own_issue_alone(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    carol, eve = story.person("carol"), story.person("eve")
    pinned, other = await eve.opens_issue("It breaks"), await eve.opens_issue("It breaks again")
    await carol.comments(pinned, "/pin")
    await carol.comments(pinned, "/unpin")
    leaves(story, "graphql", 0)
    await carol.comments(pinned, "/pin")
    await carol.comments(other, "/label bug\n/lifecycle nonsense")
    assert (pinned.reactions, other.reactions) == (["+1", "+1"], ["confused"])
    assert other.labels == {"bug"}
    (reply,) = other.words
    assert "`/label bug` is done" in reply
    await story.advance("1 hour")
    assert pinned.reactions == ["+1", "+1", "+1"]


@pytest.mark.parametrize("points", [10, 0])
@pytest.mark.parametrize("batches", [True])
async def test_where_few_points_are_left_and_many_requests_words_do_not_wait(
    tell: Tell, points: int, *, batches: bool
) -> None:
    story = await tell(*SECTIONS, REPLY)
    await story.person("eve").opens_issue("It breaks")
    leaves(story, "graphql", points)
    for login in ("zed", "zoe"):
        issue = await story.person(login).opens_issue("How do I open it on s3?")
        assert (issue.labels, len(issue.words)) == ({"area/cloud", "support"}, 1)


@pytest.mark.parametrize("requests", [10, 1, 0])
@pytest.mark.parametrize("batches", [True])
async def test_where_few_requests_are_left_and_many_points_nothing_waits(
    tell: Tell, requests: int, *, batches: bool
) -> None:
    story = await tell(*SECTIONS, REPLY)
    eve = story.person("eve")
    await eve.opens_issue("It breaks")
    await eve.opens_issue("It breaks on s3")
    leaves(story, "core", requests)
    for _ in range(2):
        known = await eve.opens_issue("It breaks on s3 again")
        assert known.labels == {"area/cloud"}, "a thing alone, which goes by REST otherwise"
    new = await story.person("zed").opens_issue("How do I open it on s3?")
    assert (new.labels, len(new.words)) == ({"area/cloud", "support"}, 1)


async def test_a_rest_that_a_clock_noted_which_was_ahead_is_not_waited_for(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    eve = story.person("eve")
    story.clock.jump(timedelta(days=1).total_seconds())
    await eve.opens_issue("It breaks on s3")
    story.github.faults.next("POST", "/issues/", Fault.SECONDARY_LIMIT, writes=True, retry_after=600)
    resting = await eve.opens_issue("It breaks on s3")
    assert resting.labels == set()
    await story.bot.chores.tick()
    story.clock.jump(-timedelta(days=1).total_seconds())
    await story.bot.chores.tick()
    await story.advance("20 minutes")
    other = await eve.opens_issue("It breaks on s3 again")
    assert other.labels == {"area/cloud"}


@with_both_writers
async def test_a_pause_of_no_length_is_no_leave_to_ask_on_and_on(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    eve = story.person("eve")
    story.github.faults.next("POST", "/issues/", Fault.SECONDARY_LIMIT, writes=True, retry_after=0, times=5)
    issue = await eve.opens_issue("It breaks on s3")
    assert story.github.api.count("POST", "/issues/") == 1
    await story.advance("1 minute")
    assert (story.github.api.count("POST", "/issues/"), issue.labels) == (6, {"area/cloud"})


async def test_a_pause_of_days_is_asked_after_in_an_hour(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    eve = story.person("eve")
    story.github.faults.next("POST", "/issues/", Fault.SECONDARY_LIMIT, writes=True, retry_after=999_999)
    issue = await eve.opens_issue("It breaks on s3")
    await story.advance("59 minutes")
    assert issue.labels == set()
    await story.advance("2 minutes")
    assert issue.labels == {"area/cloud"}


@with_both_writers
async def test_a_pause_of_untold_length_is_asked_after_at_ever_longer_intervals(tell: Tell) -> None:
    # "wait for an exponentially increasing amount of time between retries"
    story = await tell(*SECTIONS, REPLY)
    story.github.faults.next("*", ".*", Fault.SECONDARY_LIMIT_BARE, times=6)
    before = len(story.github.api.log)
    issue = await story.person("eve").opens_issue("How do I open it on s3?")
    asked = [len(story.github.api.log) - before]
    for minutes in (1, 2, 4, 8, 16):
        await story.advance(f"{minutes} minutes")
        asked.append(len(story.github.api.log) - before)
    assert asked == [1, 2, 3, 4, 5, 6]
    await story.advance("32 minutes")
    assert issue.words
    await story.advance("1 day")
    story.github.faults.next("*", ".*", Fault.SECONDARY_LIMIT_BARE)
    later = await story.person("zed").opens_issue("How do I open it on s3?")
    await story.advance("1 minute")
    assert later.words, "what was long ago makes no wait longer"


@pytest.mark.parametrize("batches", [True])
async def test_where_both_are_used_up_what_either_can_do_waits_for_the_first_to_be_full(
    tell: Tell, *, batches: bool
) -> None:
    story = await tell(*SECTIONS)
    eve, carol = story.person("eve"), story.person("carol")
    await carol.comments(await eve.opens_issue("It breaks on s3"), "/label bug\n/help label")
    leaves(story, "core", 0)
    leaves(story, "graphql", 0)
    for (_, name), window in story.github.api.limits.windows.items():
        window.reset = story.clock.now() + timedelta(minutes=5 if name == "graphql" else 55)
    issue = await eve.opens_issue("It breaks on s3 too")
    assert issue.labels == set()
    await story.advance("6 minutes")
    assert issue.labels == {"area/cloud"}


@with_both_writers
@pytest.mark.parametrize("fault", [Fault.SECONDARY_LIMIT, Fault.SERVER_ERROR])
async def test_what_a_clock_put_off_which_was_ahead_does_not_wait_for_that_day(
    tell: Tell, fault: Fault
) -> None:
    story = await tell(*SECTIONS)
    eve = story.person("eve")
    story.clock.jump(timedelta(days=1).total_seconds())
    await eve.opens_issue("It breaks on s3")
    story.github.faults.next("POST", "/issues/", fault, writes=True)
    issue = await eve.opens_issue("It breaks on s3 too")
    assert issue.labels == set()
    story.clock.jump(-timedelta(days=1).total_seconds())
    await story.bot.chores.tick()
    await story.advance("1 minute")
    assert issue.labels == {"area/cloud"}


@pytest.mark.parametrize("batches", [True])
async def test_what_could_not_be_decided_by_a_clock_which_was_ahead_does_not_wait_for_that_day(
    tell: Tell, *, batches: bool
) -> None:
    story = await tell(*SECTIONS)
    carol = story.person("carol")
    issue = await story.person("eve").opens_issue("It breaks on s3")
    story.clock.jump(timedelta(days=1).total_seconds())
    story.github.faults.next("*", "/", Fault.SERVER_ERROR, times=20)
    await carol.comments(issue, "/label bug")
    story.github.faults.clear()
    assert issue.labels == {"area/cloud"}
    story.clock.jump(-timedelta(days=1).total_seconds())
    await story.bot.chores.tick()
    await story.advance("1 minute")
    assert issue.labels == {"area/cloud", "bug"}


async def comments_left(story: Story) -> float:
    """So many comments GitHub still takes within the hour, as the metrics have it."""
    counts = await StoreHealth(story.database, story.clock).counts()
    return counts["budget_left"]["comments"]


@with_both_writers
@pytest.mark.parametrize("refuses_graphql", [False, True])
async def test_what_is_not_sent_takes_nothing_of_the_hours_comments(
    tell: Tell, *, batches: bool, refuses_graphql: bool
) -> None:
    story = await tell(*SECTIONS)
    carol, eve = story.person("carol"), story.person("eve")
    first, *others = [await eve.opens_issue(f"It breaks {number}") for number in range(8)]
    if refuses_graphql:
        story.github.faults.next("POST", "/graphql", Fault.FORBIDDEN, times=10**6, writes=True)
    await carol.comments(first, "/close\n/help label")
    before = await comments_left(story)
    leaves(story, "core", 0)
    if not refuses_graphql:
        leaves(story, "graphql", 0)
    for issue in others:
        await carol.comments(issue, "/help label")
    assert [issue.words for issue in others] == [[]] * 7
    assert await comments_left(story) == before
    await story.advance("61 minutes")
    assert [len(issue.words) for issue in others] == [1] * 7


@pytest.mark.parametrize("batches", [True])
async def test_where_graphql_is_refused_words_wait_for_requests_as_they_do_by_rest(
    tell: Tell, *, batches: bool
) -> None:
    story = await tell(*SECTIONS, REPLY)
    eve = story.person("eve")
    story.github.faults.next("POST", "/graphql", Fault.FORBIDDEN, times=10**6, writes=True)
    refused = await eve.opens_issue("It breaks")
    await story.person("carol").comments(refused, "/label bug\n/lifecycle nonsense")
    leaves(story, "core", 100)
    await story.person("zoe").opens_issue("It breaks")
    issue = await story.person("zed").opens_issue("How do I open it on s3?")
    assert (issue.labels, issue.words) == ({"area/cloud", "support"}, [])
    await story.advance("1 hour")
    assert len(issue.words) == 1


@pytest.mark.parametrize("batches", [False])
async def test_by_rest_edits_and_words_wait_for_requests_and_labels_do_not(
    tell: Tell, *, batches: bool
) -> None:
    story = await tell(*SECTIONS, REPLY)
    await story.person("eve").opens_issue("It breaks")
    leaves(story, "core", 100)
    await story.person("zoe").opens_issue("It breaks")
    issue = await story.person("zed").opens_issue("How do I open it on s3?")
    assert (issue.labels, issue.words) == ({"area/cloud", "support"}, [])
    await story.advance("1 hour")
    assert len(issue.words) == 1
