"""What nobody foresaw has a boundary: it is tried so often, counted and named; nobody else waits for it."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from bot.core.commands.command import Example, Invocation
from bot.core.context import Context
from bot.core.effects import AddLabels, Effects
from bot.core.events import IssueEvent
from bot.core.feature import Feature
from bot.store.database import Unavailable
from bot.store.panics import panics_as_failures
from bot.store.sql.in_hand import InHand
from handlers import FEATURES
from tests.harness.over_http.town import CONFIG, REPO, Town, world

WORDS = "It crashes when I open a file."
DYING: list[AbstractAsyncContextManager[int]] = []


class PanicOfRust(BaseException):
    """What a library in Rust raises: no `Exception` at all, as pydantic's and cryptography's."""


class Wordless(Exception):
    """It fails again when it is asked what it is."""

    def __str__(self) -> str:
        raise PanicOfRust("no words")


class BrokenConfig(BaseModel):
    """It needs nothing."""


def raising(failure: BaseException) -> Callable[[], Any]:
    def fail() -> Any:
        raise failure

    return fail


def endless() -> Any:
    return endless()


ODD: dict[str, Callable[[], Any]] = {
    "a panic": raising(PanicOfRust("index out of bounds")),
    "several panics": raising(BaseExceptionGroup("together", [PanicOfRust()])),
    "a cancellation that nobody asked for": raising(asyncio.CancelledError()),
    "an exit": raising(SystemExit(3)),
    "an end of what nobody ends": raising(GeneratorExit()),
    "no memory": raising(MemoryError()),
    "no end": endless,
    "no words": raising(Wordless()),
    "words that no database stores": raising(ValueError("\ud800\0")),
    "ten million letters": raising(ValueError("x" * 10_000_000)),
    "a text for effects": lambda: "hello",
    "a number for effects": lambda: 5,
    "nothing among the effects": lambda: [None],
}
broken: Feature[BrokenConfig] = Feature("broken", summary="Breaks.", config=BrokenConfig, docs="Breaks.")


@broken.on("issues.opened")
async def fail(event: IssueEvent, ctx: Context[BrokenConfig]) -> Any:
    """Fail as the title says."""
    return ODD.get(event.subject.title, lambda: ())()


@broken.command("fall", usage="/fall", help="Fails.", examples=[Example("/fall", "fails")])
async def fall(call: Invocation, ctx: Context[BrokenConfig]) -> Any:
    """Fail whoever asks."""
    raise PanicOfRust("index out of bounds")


async def breaks(town: Town, when: str) -> None:
    """From now on the database refuses something, as no database should."""
    trigger = f"CREATE TRIGGER broken BEFORE {when} BEGIN SELECT RAISE(ABORT, 'nobody foresaw this'); END"
    await town.db.write(lambda conn: conn.exec_driver_sql(trigger))


async def mends(town: Town) -> None:
    await town.db.write(lambda conn: conn.exec_driver_sql("DROP TRIGGER broken"))


async def decided(town: Town) -> int:
    """An issue whose label and welcome are decided and not sent."""
    number = town.person("eve").opens_issue(REPO, "Crash on opening", WORDS)
    await town.hears()
    for delivery in await town.deliveries():
        await town.bot.worker.take(delivery.lane)
    return number


async def states(town: Town, number: int) -> dict[str, tuple[str, str]]:
    rows = await town.count("outbox", f"number = {number}")
    assert rows == 2
    query = f"SELECT kind, state, note FROM outbox WHERE number = {number}"  # noqa: S608  from a test
    found = await town.db.read(lambda conn: conn.exec_driver_sql(query).all())
    return {kind: (state, note) for kind, state, note in found}


async def metrics(town: Town) -> str:
    return (await town.asks("/metrics"))[1]


@pytest.mark.slow
async def test_a_writer_that_fails_is_tried_eight_times_and_those_behind_go_on(town: Town) -> None:
    number = await decided(town)
    town.wire.poison = f"/issues/{number}/labels"
    await town.later(hours=2)
    found = await states(town, number)
    assert found["add_labels"] == ("dead", "ZeroDivisionError: nobody foresaw this")
    assert found["comment"][0] == "done"
    assert 'stewardbot_failures{state="write"} 8.0' in await metrics(town)
    requests = town.asked("*", "")
    await town.later(days=1)
    assert town.asked("*", "") == requests
    assert 'stewardbot_failures{state="write"} 8.0' in await metrics(town)


@pytest.mark.slow
async def test_however_a_feature_fails_the_others_do_their_work(tmp_path: Path) -> None:
    async with Town(tmp_path, world(CONFIG + "broken: {}\n"), features=(*FEATURES, broken)) as town:
        issues = {title: town.person("eve").opens_issue(REPO, title, WORDS) for title in ODD}
        await town.works()
        assert [title for title, number in issues.items() if town.labels(number) != ["bug"]] == []
        assert {each.attempts for each in await town.deliveries()} == {0}


@pytest.mark.slow
async def test_a_command_that_fails_is_answered_and_those_beside_it_are_done(tmp_path: Path) -> None:
    async with Town(tmp_path, world(CONFIG + "broken: {}\n"), features=(*FEATURES, broken)) as town:
        number = town.person("eve").opens_issue(REPO, "Crash on opening", WORDS)
        town.person("eve").comments(REPO, number, "/fall\n/close")
        await town.works()
        assert "`/fall`: an error on my side. The maintainers can see" in town.comments(number)[-1]
        issue = town.github.state.issue(REPO, number)
        assert issue is not None
        assert issue.state == "closed"


@pytest.mark.slow
@pytest.mark.parametrize(
    "failure",
    [PanicOfRust("index"), asyncio.CancelledError(), SystemExit(3), GeneratorExit(), Wordless()],
    ids=repr,
)
async def test_whatever_a_writer_raises_is_tried_eight_times(town: Town, failure: BaseException) -> None:
    number = await decided(town)
    town.wire.poison, town.wire.failure = f"/issues/{number}/labels", failure
    await town.later(hours=2)
    found = await states(town, number)
    assert (found["add_labels"][0], found["comment"][0]) == ("dead", "done")
    assert town.db.failures == {"write": 8}


@pytest.mark.slow
async def test_what_was_done_before_an_unforeseen_failure_is_no_part_of_it(town: Town) -> None:
    number = await decided(town)
    town.wire.poison = "/comments"
    await town.later(hours=2)
    found = await states(town, number)
    assert (found["add_labels"][0], found["comment"][0]) == ("done", "dead")


async def test_a_panic_in_the_store_is_its_writers_alone(town: Town) -> None:
    def panic(conn: object) -> None:
        raise PanicOfRust("index out of bounds")

    async with asyncio.timeout(5):
        failed, done = await asyncio.gather(
            town.db.write(panic), town.db.write(lambda conn: 7), return_exceptions=True
        )
    assert (repr(failed), done) == ("Panic('PanicOfRust: index out of bounds')", 7)


async def test_whoever_is_told_to_end_just_ends() -> None:
    async def rest() -> None:
        with panics_as_failures():
            await asyncio.sleep(60)

    resting = asyncio.create_task(rest())
    await asyncio.sleep(0)
    resting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await resting


async def test_what_somebody_else_closes_just_ends() -> None:
    ends = []

    async def rest() -> None:
        try:
            with panics_as_failures():
                await asyncio.sleep(60)
        except BaseException as end:
            ends.append(repr(end))
            raise

    rests = rest()
    resting = asyncio.create_task(rests)
    await asyncio.sleep(0)
    rests.close()
    assert ends == ["GeneratorExit()"]
    resting.cancel()
    await asyncio.gather(resting, return_exceptions=True)


@pytest.mark.slow
async def test_one_failure_costs_one_attempt_and_doubles_nothing(town: Town) -> None:
    number = await decided(town)
    town.wire.poison = "/comments"
    await town.works()
    town.wire.poison = ""
    await town.later(minutes=2)
    assert {state for state, _ in (await states(town, number)).values()} == {"done"}
    assert len(town.comments(number)) == 1


@pytest.mark.slow
async def test_a_receipt_that_cannot_be_kept_is_tried_eight_times_and_then_let_be(town: Town) -> None:
    number = await decided(town)
    await breaks(town, "UPDATE OF state ON outbox WHEN NEW.state = 'done' AND NEW.kind = 'comment'")
    await town.later(hours=2)
    assert (await states(town, number))["comment"][0] == "dead"
    assert len(town.comments(number)) == 1, "sent once, found again each time"
    assert 'stewardbot_outbox{state="dead"} 2.0' in await metrics(town), "they were settled together"


@pytest.mark.slow
async def test_a_row_that_nobody_can_read_ends_and_those_behind_it_go_on(town: Town) -> None:
    number = await decided(town)
    spoilt = "UPDATE outbox SET effect = '{\"effect\": \"what\"}' WHERE kind = 'add_labels'"
    await town.db.write(lambda conn: conn.exec_driver_sql(spoilt))
    await town.later(hours=2)
    found = await states(town, number)
    assert found["add_labels"][0] == "dead"
    assert found["comment"][0] == "done"


@pytest.mark.slow
async def test_attempts_are_counted_across_lives(town: Town) -> None:
    number = await decided(town)
    for _ in range(8):
        town.wire.poison = f"/issues/{number}/labels"
        await town.works()
        await town.restarts()
        town.clock.advance(timedelta(hours=1).total_seconds())
    await town.works()
    found = await states(town, number)
    assert (found["add_labels"][0], found["comment"][0]) == ("dead", "done")


@pytest.mark.slow
@pytest.mark.parametrize("deaths", [7, 8])
async def test_what_the_process_died_over_eight_times_while_sending_is_given_up(
    town: Town, deaths: int
) -> None:
    number = await decided(town)
    label, _ = await town.effects(number)
    for _ in range(deaths):
        DYING.append(InHand(town.db.path).hold(label.key))
        await DYING[-1].__aenter__()
    await town.restarts()
    await town.later(minutes=5)
    found = await states(town, number)
    assert found["comment"][0] == "done"
    given_up = ("dead", "the process died 8 times while it was being sent")
    assert found["add_labels"] == (given_up if deaths == 8 else ("done", ""))


@pytest.mark.slow
async def test_housekeeping_that_fails_stops_no_lane_and_no_other_work_of_its_own(town: Town) -> None:
    await town.works()
    await breaks(town, "DELETE ON pauses")
    insert = "INSERT INTO pauses (installation_id, resource, until, reason) VALUES (1, 'core', 0, '')"
    await town.db.write(lambda conn: conn.exec_driver_sql(insert))
    wish = town.person("eve").opens_issue(REPO, "Crash on opening", WORDS)
    async with town.running():
        await town.quiet()
        assert town.labels(wish) == ["bug"]
    assert 'stewardbot_failures{state="housekeeping"} 1.0' in await metrics(town)
    await mends(town)


@pytest.mark.slow
async def test_a_delivery_that_cannot_be_committed_ends_and_is_told(town: Town) -> None:
    await breaks(town, "INSERT ON outbox")
    number = town.person("eve").opens_issue(REPO, "Crash on opening", WORDS)
    guid = town.github.webhooks[0].guid
    await town.later(hours=3)
    ended = await town.delivery(guid)
    assert (ended.state, ended.outcome, ended.attempts) == ("dead", "dead", 8)
    assert json.loads((await town.asks("/readyz"))[1])["dead"] == {"dead": 1}
    assert 'stewardbot_deliveries{state="dead"} 1.0' in await metrics(town)
    assert 'stewardbot_failures{state="decide"} 8.0' in await metrics(town)
    assert town.comments(number) == []


async def test_an_outage_while_a_feature_reads_is_not_the_features_failure(tmp_path: Path) -> None:
    away = [Unavailable("the database cannot be used")]
    reader: Feature[BrokenConfig] = Feature("broken", summary="Reads.", config=BrokenConfig, docs="Reads.")

    @reader.on("issues.opened")
    async def read(event: IssueEvent, ctx: Context[BrokenConfig]) -> Effects:
        if away:
            raise away.pop()
        return [AddLabels(subject=event.ref, labels=("bug",), because="it could be read")]

    async with Town(tmp_path, world("mode: act\nbroken: {}"), features=[reader]) as town:
        number = town.person("eve").opens_issue(REPO, "Crash on opening", WORDS)
        with pytest.raises(Unavailable):
            await town.works()
        await town.works()
        assert town.labels(number) == ["bug"]


@pytest.mark.slow
async def test_nothing_of_this_is_an_attempt_while_the_database_cannot_be_used(town: Town) -> None:
    number = town.person("eve").opens_issue(REPO, "Crash on opening", WORDS)
    await town.hears()
    assert town.db.path is not None
    elsewhere = town.db.path.with_name("elsewhere.db")
    os.rename(town.db.path, elsewhere)
    async with town.running():
        while not town.clock.next_wake():
            await town.asks("/healthz")
    os.rename(elsewhere, town.db.path)
    await town.restarts()
    await town.later(minutes=1)
    assert {each.attempts for each in await town.deliveries()} == {0}
    assert {each.attempts for each in await town.effects(number)} == {1}
