"""Lanes, modes and concurrency, from a signed webhook to GitHub and back."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from bot.core.config.base import Section
from bot.core.context import Context
from bot.core.effects import Effects
from bot.core.events import IssueEvent
from bot.core.feature import Feature
from bot.core.states import OperatorMode
from fakegithub import Fault
from handlers import FEATURES
from tests.harness.over_http.town import CONFIG, REPO, Town, world

CRASH = "Crash on opening"


@pytest.mark.slow
async def test_two_first_events_at_once_bring_one_welcome_while_it_runs_by_itself(town: Town) -> None:
    async with town.running():
        numbers = [town.person("eve").opens_issue(REPO, f"{CRASH} {n}", "Hello") for n in range(6)]
        await town.quiet()
    assert sum(len(town.comments(number)) for number in numbers) == 1
    assert all(town.labels(number) == ["bug"] for number in numbers)


@pytest.mark.slow
async def test_many_people_at_once_are_each_welcomed_once(town: Town) -> None:
    chance = Random(7)
    people = [f"newcomer-{n}" for n in range(9)] * 2
    chance.shuffle(people)
    async with town.running():
        numbers = [town.person(login).opens_issue(REPO, CRASH, "Hello") for login in people]
        await town.quiet()
    said = [words for number in numbers for words in town.comments(number)]
    assert sorted(words.split("@")[1].split(",")[0] for words in said) == sorted(set(people))


@pytest.mark.slow
async def test_commands_on_one_subject_are_obeyed_in_their_order(town: Town) -> None:
    number = town.person("alice").opens_issue(REPO, "Plans", "Nothing yet")
    for word in ("/assign @bob", "/unassign @bob", "/assign @bob", "/assign @carol", "/unassign @bob"):
        town.person("alice").comments(REPO, number, word)
    await town.hears()
    await town.bot.runner.drain(lanes_at_once=8)
    await town.works()
    issue = town.github.state.issue(REPO, number)
    assert issue is not None
    assert list(issue.assignee_logins) == ["carol"]


@pytest.mark.slow
async def test_a_lane_that_waits_holds_up_no_other(town: Town) -> None:
    stuck = town.person("eve").opens_issue(REPO, CRASH, "Hello")
    town.breaks("POST", f"/issues/{stuck}/labels", Fault.SERVER_ERROR, times=2)
    free = town.person("frank").opens_issue(REPO, CRASH, "Hello")
    await town.works()
    assert (town.labels(stuck), town.labels(free)) == ([], ["bug"])
    await town.later(minutes=2)
    assert town.labels(stuck) == ["bug"]


async def test_what_cannot_be_read_ends_with_a_reason_and_frees_its_lane(town: Town) -> None:
    number = town.person("eve").opens_issue(REPO, CRASH, "Hello")
    webhook = town.github.webhooks[0]
    webhook.payload["issue"]["user"] = "not a user"
    assert await town.hears() == [202]
    town.person("frank").comments(REPO, number, "/assign")
    await town.works()
    assert (await town.delivery(webhook.guid)).outcome == "ignored"
    assert "cannot be read" in ((await town.delivery(webhook.guid)).reason or "")
    issue = town.github.state.issue(REPO, number)
    assert issue is not None
    assert [each.content for each in next(iter(issue.comments.values())).reactions]


@pytest.mark.slow
async def test_hostile_texts_are_survived(town: Town) -> None:
    bodies = ["[" * 65_536, "a\0b", "\ud800 lone", "/assign " + "@x " * 5_000, "<!-- stewardbot:0 -->" * 500]
    for body in bodies:
        number = town.person("alice").opens_issue(REPO, "Plans", "Nothing")
        town.person("mallory").comments(REPO, number, body)
    await town.works()
    assert {each.state for each in await town.deliveries()} == {"done"}
    assert not [each for each in await town.deliveries() if "Error" in json.dumps(each.trace)]


@pytest.mark.slow
async def test_observing_writes_nothing_and_remembers_nothing(tmp_path: Path) -> None:
    async with Town(tmp_path, mode=OperatorMode.OBSERVE) as town:
        number = town.person("eve").opens_issue(REPO, CRASH, "Hello")
        await town.works()
        assert (town.labels(number), town.comments(number)) == ([], [])
        assert town.asked("POST", "/repos/") == 0
        assert {each.state for each in await town.effects(number)} == {"observed"}
        assert await town.count("memory", "feature IN ('welcome', 'said')") == 0

        await town.restarts(mode=OperatorMode.ACT)
        await town.works()
        assert town.comments(number) == []  # what was only observed is not made up for
        later = town.person("frank").opens_issue(REPO, CRASH, "Hello")
        await town.works()
        assert town.labels(later) == ["bug"]
        assert len(town.comments(later)) == 1


@pytest.mark.slow
async def test_a_repository_observes_until_its_file_says_act(tmp_path: Path) -> None:
    async with Town(tmp_path, world(CONFIG.replace("mode: act", "mode: observe"))) as town:
        number = town.person("eve").opens_issue(REPO, CRASH, "Hello")
        await town.works()
        assert town.labels(number) == []
        town.person("alice").pushes(REPO, {".github/stewardbot.yml": CONFIG})
        later = town.person("frank").opens_issue(REPO, CRASH, "Hello")
        await town.works()
        assert town.labels(number) == []
        assert town.labels(later) == ["bug"]


async def test_a_repository_without_a_file_is_left_in_peace(tmp_path: Path) -> None:
    async with Town(tmp_path, world(None)) as town:
        number = town.person("eve").opens_issue(REPO, CRASH, "Hello")
        await town.works()
        assert (town.labels(number), town.comments(number)) == ([], [])
        assert {each.state for each in await town.deliveries()} == {"done"}


async def test_a_failing_feature_stops_no_other(tmp_path: Path) -> None:
    broken: Feature[Section] = Feature(
        "welcome", section="newcomers.welcome", summary="Breaks.", config=Section, docs="Breaks."
    )

    @broken.on("issues.opened")
    async def fail(event: IssueEvent, ctx: Context[Section]) -> Effects:
        raise ZeroDivisionError("a mistake of ours")

    features = [broken if each.name == "welcome" else each for each in FEATURES]
    async with Town(tmp_path, features=features) as town:
        number = town.person("eve").opens_issue(REPO, CRASH, "Hello")
        await town.works()
        assert town.labels(number) == ["bug"]
        (opened, *_) = await town.deliveries()
        assert (opened.state, opened.attempts) == ("done", 0)
        assert "ZeroDivisionError" in json.dumps(opened.trace)


@pytest.mark.slow
async def test_a_poisonous_delivery_dies_visibly_and_frees_its_lane(town: Town) -> None:
    number = town.person("eve").opens_issue(REPO, CRASH, "Hello")
    poisonous = town.github.webhooks[0].guid
    town.wire.poison = "/contents/"
    await town.later(seconds=1)
    other = town.person("frank").comments(REPO, number, "/assign @frank")
    await town.hears()
    while (await town.delivery(poisonous)).state == "new":
        due = await town.bot.runner.next_due()
        assert due is not None
        town.clock.set(max(due, town.clock.now()))
        await town.bot.runner.drain()
    dead = await town.delivery(poisonous)
    assert (dead.state, dead.attempts) == ("dead", 8)
    assert "nobody foresaw this" in (dead.reason or "")
    town.wire.poison = ""
    await town.later(minutes=30)
    assert {each.state for each in (await town.deliveries())[1:]} == {"done"}
    issue = town.github.state.issue(REPO, number)
    assert issue is not None
    assert issue.comments[other].reactions


@pytest.mark.slow
async def test_a_long_outage_uses_no_tries_up(town: Town) -> None:
    town.person("eve").opens_issue(REPO, CRASH, "Hello")
    guid = town.github.webhooks[0].guid
    town.breaks("GET", "/contents/", Fault.SERVER_ERROR, times=1000)
    await town.later(hours=12)
    waiting = await town.delivery(guid)
    assert waiting.state == "new"
    town.github.faults.clear()
    town.wire.poison = "/contents/"
    due = await town.bot.runner.next_due()
    assert due is not None
    town.clock.set(max(due, town.clock.now()))
    await town.bot.runner.drain()
    assert (await town.delivery(guid)).state == "new", "one unforeseen fault after an outage kills nothing"
    town.wire.poison = ""
    await town.later(hours=1)
    assert (await town.delivery(guid)).state == "done"


async def test_a_comment_by_another_bot_commands_nothing(town: Town) -> None:
    number = town.person("alice").opens_issue(REPO, "Plans", "Nothing")
    town.person("dependabot[bot]").comments(REPO, number, "/assign @alice")
    await town.works()
    issue = town.github.state.issue(REPO, number)
    assert issue is not None
    assert not issue.assignee_logins
    assert town.comments(number) == []
