"""GitHub is slow, full, down or closed: everything waits for it, and nothing is lost or half done."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot.core.keys import owner_scope
from bot.store import memory, pauses
from fakegithub import Fault
from tests.harness.over_http.town import CONFIG, REPO, Town

WORDS = "It crashes when I open a file."


async def greeted(town: Town, login: str) -> bool:
    """Whether the bot believes that it has welcomed somebody."""
    repository, person = town.github.state.repository(REPO), town.github.state.user(login)
    assert repository is not None
    assert person is not None
    scope, key = owner_scope(repository.owner.id), f"greeted:{person.id}"
    return await town.db.read(lambda conn: memory.get(conn, scope, "welcome", key)) is not None


@pytest.mark.slow
@pytest.mark.parametrize("fault", [Fault.SECONDARY_LIMIT, Fault.TOO_MANY])
async def test_at_a_limit_effects_wait_as_long_as_github_says(town: Town, fault: Fault) -> None:
    number = town.person("eve").opens_issue(REPO, "Crash on opening", WORDS)
    town.breaks("POST", f"/issues/{number}/", fault, retry_after=90)
    await town.works()
    assert town.labels(number) == []
    assert town.comments(number) == []
    waiting = await town.effects(number)
    assert [(each.kind, each.state, each.attempts) for each in waiting] == [
        ("add_labels", "waiting", 0),
        ("comment", "waiting", 0),
    ]
    asked = town.asked("*", "")
    await town.later(seconds=89)
    assert town.asked("*", "") == asked
    await town.later(seconds=2)
    assert town.labels(number) == ["bug"]
    assert len(town.comments(number)) == 1
    assert {each.attempts for each in await town.effects(number)} == {1}


@pytest.mark.slow
async def test_lanes_that_write_at_the_same_time_do_not_outrun_the_pace(town: Town) -> None:
    for n in range(30):
        town.person(f"newcomer-{n}").opens_issue(REPO, "Crash on opening", WORDS)
    await town.hears()
    await town.bot.runner.drain(lanes_at_once=32)
    assert town.asked("POST", "/comments$") == 10, "from the tenth on there is a second between two"
    assert town.asked("POST", "/labels$") == 30, "labels do not wait for words"
    await town.restarts()
    await town.works()
    assert town.asked("POST", "/comments$") == 10, "a restart forgets nothing of it"
    await town.later(hours=1)
    assert town.asked("POST", "/comments$") == 30


@pytest.mark.slow
async def test_a_pause_outlives_a_restart_and_holds_all_of_the_installation(town: Town) -> None:
    first = town.person("eve").opens_issue(REPO, "Crash on opening", WORDS)
    town.breaks("POST", f"/issues/{first}/", Fault.SECONDARY_LIMIT, retry_after=600)
    await town.works()
    await town.restarts()
    second = town.person("frank").opens_issue(REPO, "Another crash", WORDS)
    await town.later(minutes=9)
    assert town.labels(second) == []
    (pause,) = await town.db.read(lambda conn: pauses.paused(conn, town.installation, town.clock.now()))
    assert pause.reason
    await town.later(minutes=2)
    for number in (first, second):
        assert town.labels(number) == ["bug"]
        assert len(town.comments(number)) == 1


@pytest.mark.slow
async def test_what_waits_and_why_shows_in_readiness_and_metrics(town: Town) -> None:
    number = town.person("eve").opens_issue(REPO, "Crash on opening", WORDS)
    town.breaks("POST", f"/issues/{number}/", Fault.SECONDARY_LIMIT, retry_after=600)
    await town.works()
    town.clock.advance(60)
    status, ready = await town.asks("/readyz")
    assert status == 200, "waiting for a limit is no illness"
    assert json.loads(ready)["waiting"] == {
        "effects": {"paused": 2},
        "pauses": {"core": 1},
        "oldest_effect_seconds": 60.0,
    }
    _, metrics = await town.asks("/metrics")
    assert 'stewardbot_waiting{state="paused"} 2.0' in metrics
    assert 'stewardbot_pauses{state="core"} 1.0' in metrics
    assert 'stewardbot_oldest_seconds{state="effect"} 60.0' in metrics
    await town.later(minutes=10)
    assert json.loads((await town.asks("/readyz"))[1])["waiting"]["effects"] == {}


@pytest.mark.slow
async def test_a_limit_between_label_and_comment_keeps_their_order(town: Town) -> None:
    number = town.person("eve").opens_issue(REPO, "Crash on opening", WORDS)
    town.breaks("POST", f"/issues/{number}/comments", Fault.TOO_MANY, retry_after=30)
    await town.later(seconds=31)
    assert town.labels(number) == ["bug"]
    assert len(town.comments(number)) == 1
    assert {each.attempts for each in await town.effects(number)} == {1}


@pytest.mark.slow
@pytest.mark.parametrize("fault", [Fault.BAD_GATEWAY, Fault.SERVER_ERROR, Fault.UNICORN, Fault.RESET])
async def test_an_outage_is_sat_out_and_the_effects_of_a_subject_stay_together(
    town: Town, fault: Fault
) -> None:
    number = town.person("eve").opens_issue(REPO, "Crash on opening", WORDS)
    town.breaks("POST", f"/issues/{number}/labels", fault, times=3)
    await town.works()
    while not town.labels(number):
        assert town.comments(number) == []
        due = await town.bot.runner.next_due()
        assert due is not None
        town.clock.set(due)
        await town.bot.runner.drain()
    assert len(town.comments(number)) == 1  # in the same instant as its label


@pytest.mark.slow
async def test_what_waits_behind_a_broken_effect_costs_no_attempt(town: Town) -> None:
    number = town.person("eve").opens_issue(REPO, "Crash on opening", WORDS)
    town.breaks("POST", f"/issues/{number}/labels", Fault.BAD_GATEWAY, times=3)
    await town.later(minutes=5)
    assert {each.kind: each.attempts for each in await town.effects(number)} == {
        "add_labels": 4,
        "comment": 1,
    }


@pytest.mark.slow
async def test_deliveries_are_taken_while_github_cannot_be_reached(town: Town) -> None:
    number = town.person("eve").opens_issue(REPO, "Crash on opening", WORDS)
    town.breaks("*", "/", Fault.RESET, times=20)
    assert set(await town.hears()) == {202}
    await town.works()
    (opened, *_) = await town.deliveries()
    assert (opened.state, opened.outcome) == ("new", None)
    await town.later(hours=6)
    assert (await town.delivery(opened.guid)).outcome == "acted"
    assert len(town.comments(number)) == 1


@pytest.mark.slow
async def test_an_unreachable_configuration_is_asked_again_and_never_taken_for_none(town: Town) -> None:
    number = town.person("eve").opens_issue(REPO, "Crash on opening", WORDS)
    town.breaks("GET", "/contents/", Fault.BAD_GATEWAY, times=12)
    await town.later(minutes=10)
    (opened, *_) = await town.deliveries()
    assert opened.state == "new"
    assert "502" in (opened.reason or "")
    await town.later(hours=6)
    assert (await town.delivery(opened.guid)).outcome == "acted"
    assert len(town.comments(number)) == 1


@pytest.mark.slow
async def test_a_limit_on_reading_is_waited_out_as_long_as_github_says(town: Town) -> None:
    number = town.person("eve").opens_issue(REPO, "Crash on opening", WORDS)
    town.breaks("GET", "/contents/", Fault.SECONDARY_LIMIT, retry_after=1800)
    await town.works()
    asked = town.asked("*", "")
    await town.later(seconds=1799)
    assert town.asked("*", "") == asked
    await town.later(seconds=2)
    assert len(town.comments(number)) == 1


async def test_a_token_that_was_revoked_is_replaced(town: Town) -> None:
    await town.works()
    number = town.person("eve").opens_issue(REPO, "Crash on opening", WORDS)
    town.breaks("POST", f"/issues/{number}/labels", Fault.UNAUTHORIZED)
    await town.works()
    assert town.labels(number) == ["bug"]
    assert len(town.comments(number)) == 1


@pytest.mark.slow
async def test_credentials_that_open_nothing_are_tried_again_after_ten_minutes(town: Town) -> None:
    await town.works()
    number = town.person("eve").opens_issue(REPO, "Crash on opening", WORDS)
    town.breaks("POST", f"/issues/{number}/labels", Fault.UNAUTHORIZED, times=2)
    await town.works()
    (pause,) = await town.db.read(lambda conn: pauses.paused(conn, town.installation, town.clock.now()))
    assert pause.until == town.clock.now() + timedelta(minutes=10)
    requests = town.asked("*", "")
    await town.later(minutes=9)
    assert town.asked("*", "") == requests
    await town.later(minutes=2)
    assert town.labels(number) == ["bug"]
    assert len(town.comments(number)) == 1
    assert {effect.attempts for effect in await town.effects(number)} == {1}, "the wait cost no attempt"


@pytest.mark.slow
@pytest.mark.parametrize("hours", [0.25, pytest.param(2, marks=pytest.mark.slow)])
async def test_nothing_is_lost_however_long_github_is_away(town: Town, hours: float) -> None:
    numbers = [town.person(f"p{n}").opens_issue(REPO, "Crash on opening", WORDS) for n in range(5)]
    town.breaks("POST", "/issues/", Fault.SERVER_ERROR, times=10_000)
    await town.later(hours=hours)
    town.github.faults.clear()
    await town.later(minutes=15)
    assert [town.labels(number) for number in numbers] == [["bug"]] * 5
    assert [len(town.comments(number)) for number in numbers] == [1] * 5
    assert all([await greeted(town, f"p{n}") for n in range(5)])
    assert {row.state for number in numbers for row in await town.effects(number)} == {"done"}


@pytest.mark.slow
async def test_while_github_is_away_the_many_do_not_knock_each_for_itself(town: Town) -> None:
    for n in range(40):
        town.person(f"p{n}").opens_issue(REPO, "Crash on opening", WORDS)
    town.breaks("POST", "/issues/", Fault.SERVER_ERROR, times=10_000)
    await town.later(minutes=20)
    knocks = town.asked("POST", "/issues/")
    await town.later(minutes=10)
    assert town.asked("POST", "/issues/") - knocks <= 3 * 2
    assert json.loads((await town.asks("/readyz"))[1])["waiting"]["pauses"] == {"away": 1}


@pytest.mark.slow
async def test_one_request_that_github_never_answers_holds_up_its_own_subject_alone(town: Town) -> None:
    stuck = town.person("eve").opens_issue(REPO, "Crash on opening", WORDS)
    town.breaks("POST", f"/issues/{stuck}/", Fault.SERVER_ERROR, times=10_000)
    await town.later(minutes=20)
    for n in range(5):
        number = town.person(f"p{n}").opens_issue(REPO, "Crash on opening", WORDS)
        await town.works()
        assert len(town.comments(number)) == 1
    assert town.comments(stuck) == []


async def test_what_is_gone_settles_at_once(town: Town) -> None:
    number = town.person("eve").opens_issue(REPO, "Crash on opening", WORDS)
    await town.hears()
    for delivery in await town.deliveries():
        await town.bot.worker.take(delivery.lane)
    repository = town.github.state.repository(REPO)
    assert repository is not None
    del repository.issues[number]
    await town.works()
    rows = await town.effects(number)
    assert {each.state for each in rows} == {"refused"}
    assert all(each.note for each in rows)


@pytest.mark.slow
async def test_a_bad_file_leaves_the_last_good_one_in_force(town: Town) -> None:
    await town.works()
    town.person("frank").opens_issue(REPO, "A question", "Hello")
    await town.works()
    town.person("alice").pushes(REPO, {".github/stewardbot.yml": CONFIG + "triagge: {}\n"})
    number = town.person("eve").opens_issue(REPO, "Crash on opening", WORDS)
    await town.works()
    assert town.labels(number) == ["bug"]
    assert len(town.comments(number)) == 1
