"""An installation's life: it comes, is suspended, moves house, and leaves nothing behind."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.engine.run.discovery import Discovery
from bot.github.read.installations import InstallationReader
from bot.github.tokens import AppTokens
from bot.store import mirror
from fakegithub import Fault
from tests.harness.over_http.town import CONFIG, PATIENCE, REPO, Town, world

CRASH = "Crash on opening"
OLD = {
    "number": 1,
    "title": "An old crash",
    "body": "It crashes.",
    "author": "olga",
    "created_at": "2026-01-05T09:00:00Z",
}


@pytest.fixture
def seed() -> dict[str, object]:
    """A repository that was there long before the bot."""
    return world(CONFIG, issues=[OLD])


async def install(town: Town) -> None:
    """The App comes to the organisation, and has its first look."""
    town.person("alice").uninstalls("acme")
    town.github.webhooks.clear()
    town.person("alice").installs("acme")
    await town.works()


async def test_the_first_sync_learns_what_is_there_and_touches_nothing(
    tmp_path: Path, seed: dict[str, object]
) -> None:
    async with Town(tmp_path, seed) as town:
        await install(town)
        repository = town.github.state.repository(REPO)
        assert repository is not None
        assert await town.db.read(lambda conn: mirror.synced_at(conn, repository.id))
        known = await town.db.read(lambda conn: mirror.labels(conn, repository.id))
        assert {each.name for each in known or ()} == {"bug", "support", "documentation", "enhancement"}
        assert (town.labels(1), town.comments(1)) == ([], [])
        assert await town.count("outbox") == 0


@pytest.mark.slow
async def test_people_who_were_there_before_are_not_welcomed(tmp_path: Path, seed: dict[str, object]) -> None:
    async with Town(tmp_path, seed) as town:
        await install(town)
        old = town.person("olga").opens_issue(REPO, CRASH, "Hello")
        new = town.person("eve").opens_issue(REPO, CRASH, "Hello")
        await town.works()
        assert (town.comments(old), len(town.comments(new))) == ([], 1)


async def test_a_first_sync_that_breaks_off_is_taken_up_again(
    tmp_path: Path, seed: dict[str, object]
) -> None:
    async with Town(tmp_path, seed) as town:
        town.breaks("GET", "/issues", Fault.BAD_GATEWAY)
        await install(town)
        repository = town.github.state.repository(REPO)
        assert repository is not None
        assert await town.db.read(lambda conn: mirror.synced_at(conn, repository.id)) is None
        await town.later(hours=1)
        assert await town.db.read(lambda conn: mirror.synced_at(conn, repository.id))


def discovery(town: Town, on_found: Callable[[], None] | None = None) -> Discovery:
    """The question that the server asks at its start."""
    tokens = town.bot.github.tokens
    assert isinstance(tokens, AppTokens)
    return Discovery(town.db, InstallationReader(tokens), town.clock, on_found or town.bot.runner.nudge)


async def synced(town: Town) -> datetime | None:
    """When the first look at the repository ended."""
    repository = town.github.state.repository(REPO)
    assert repository is not None
    return await town.db.read(lambda conn: mirror.synced_at(conn, repository.id))


@pytest.mark.slow
async def test_where_the_app_was_before_the_server_ran_is_found_out(
    tmp_path: Path, seed: dict[str, object]
) -> None:
    async with Town(tmp_path, seed) as town:
        assert await discovery(town).run() == 1
        await town.works()
        assert await synced(town)
        old = town.person("olga").opens_issue(REPO, CRASH, "Hello")
        new = town.person("eve").opens_issue(REPO, CRASH, "Hello")
        await town.works()
        assert (town.comments(old), len(town.comments(new))) == ([], 1)


async def test_each_repository_is_looked_at_once(town: Town) -> None:
    woken: list[str] = []
    for _ in range(3):
        await discovery(town, lambda: woken.append("the runner")).run()
    assert woken == ["the runner"]
    await town.works()
    assert await discovery(town).run() == 0
    await town.works()
    assert town.asked("GET", "/labels") == 1


@pytest.mark.slow
async def test_who_writes_before_the_first_look_is_welcomed_all_the_same(
    tmp_path: Path, seed: dict[str, object]
) -> None:
    async with Town(tmp_path, seed) as town:
        heard = town.person("eve").opens_issue(REPO, CRASH, "Hello")
        await town.hears()
        await discovery(town).run()
        underway = town.person("finn").opens_issue(REPO, CRASH, "Hello")
        await town.bot.runner.drain()
        assert await synced(town)
        await town.works()
        later = town.person("olga").opens_issue(REPO, CRASH, "Hello")
        await town.works()
        assert [len(town.comments(each)) for each in (heard, underway, later)] == [1, 1, 0]


@pytest.mark.slow
@pytest.mark.parametrize("ahead", [0, -30])
@pytest.mark.parametrize("order", [(0, 1, 2), (1, 2, 0), (2, 1, 0)])
async def test_who_writes_as_the_bot_comes_is_welcomed_once_whatever_is_heard_of_first(
    town: Town, ahead: int, order: tuple[int, ...]
) -> None:
    town.github_ahead = timedelta(seconds=ahead)
    town.clock.advance(0.3)  # GitHub tells seconds without their fraction
    await discovery(town).run()
    await town.works()
    eve, numbers = town.person("eve"), []
    for _ in order:
        numbers.append(eve.opens_issue(REPO, CRASH, "Hello"))
        town.clock.advance(40)
    news = [town.github.webhooks.popleft() for _ in order]
    for place in order:
        town.github.webhooks.append(news[place])
        await town.works()
        await town.restarts()
        await discovery(town).run()  # as `serve` does at its start
    assert sum(len(town.comments(number)) for number in numbers) == 1


async def test_a_github_out_of_reach_is_asked_again(town: Town) -> None:
    town.breaks("GET", "/app/installations", Fault.BAD_GATEWAY, times=2)
    asking = asyncio.create_task(discovery(town).run_until_answered())
    async with asyncio.timeout(PATIENCE):
        while town.clock.next_wake() is None:  # noqa: ASYNC110  the clock tells nobody who sleeps
            await asyncio.sleep(0)
        assert town.asked("GET", "/app/installations") == 1, "it rests first"
        while not asking.done():
            await asyncio.sleep(0)
            town.clock.advance(10)
    await town.works()
    assert await synced(town)
    assert town.asked("GET", "/app/installations") == 3


async def test_a_suspended_installation_rests_until_it_is_told_otherwise(town: Town) -> None:
    town.person("alice").suspends("acme")
    town.github.webhooks.clear()
    assert await discovery(town).run() == 0
    assert await town.count("pauses", "resource = 'suspended'") == 1
    town.person("alice").unsuspends("acme")
    town.github.webhooks.clear()
    assert await discovery(town).run() == 1
    assert await town.count("pauses") == 0


@pytest.mark.slow
async def test_many_repositories_are_looked_at_one_after_the_other(tmp_path: Path) -> None:
    place = world(CONFIG)
    place["repositories"] += [{"name": f"acme/more-{n}"} for n in range(4)]
    async with Town(tmp_path, place) as town:
        assert await discovery(town).run() == 5
        await town.works()
        done = "synced_at IS NOT NULL"
        assert await town.count("mirror_repositories", done) == 1
        await town.later(minutes=1)
        assert await town.count("mirror_repositories", done) == 5


@pytest.mark.slow
async def test_while_suspended_nothing_is_written_and_afterwards_all_of_it(town: Town) -> None:
    await install(town)
    number = town.person("eve").opens_issue(REPO, CRASH, "Hello")
    await town.hears()
    for delivery in await town.deliveries():
        await town.bot.worker.take(delivery.lane)
    town.person("alice").suspends("acme")
    await town.later(days=2)
    assert (town.labels(number), town.comments(number)) == ([], [])
    assert {each.attempts for each in await town.effects(number)} == {0}
    town.person("alice").unsuspends("acme")
    await town.later(hours=1)
    assert town.labels(number) == ["bug"]
    assert len(town.comments(number)) == 1


@pytest.mark.slow
async def test_what_still_waits_when_the_app_leaves_is_settled(town: Town) -> None:
    await install(town)
    number = town.person("eve").opens_issue(REPO, CRASH, "Hello")
    town.breaks("POST", f"/issues/{number}/labels", Fault.SERVER_ERROR)
    await town.works()
    town.person("alice").uninstalls("acme")
    await town.later(days=1)
    assert {each.state for each in await town.effects(number)} == {"refused"}
    assert all("not installed" in each.note for each in await town.effects(number))
    assert await town.count("timers", "state = 'waiting'") == 0


async def passes(town: Town, days: int) -> None:
    """Time passes while the bot runs by itself, housekeeping included."""
    async with town.running():
        for _ in range(days):
            town.clock.advance(24 * 3600)
            await town.quiet()


@pytest.mark.slow
async def test_thirty_days_after_it_left_nothing_is_kept(town: Town) -> None:
    await install(town)
    town.person("eve").opens_issue(REPO, CRASH, "Hello")
    await town.works()
    town.person("alice").uninstalls("acme")
    await town.works()
    await passes(town, days=29)
    assert await town.count("memory", "feature = 'welcome'") > 0
    async with town.running(), asyncio.timeout(PATIENCE):
        town.clock.advance(2 * 24 * 3600)
        while await town.count("mirror_repositories"):
            pass  # housekeeping is about it
    assert await town.count("deliveries", "repo_id IS NOT NULL") == 0
    assert await town.count("memory", "scope <> 'house'") == 0
    for table in ("outbox", "ledger", "timers"):
        assert await town.count(table) == 0, table
    for table in ("repositories", "subjects", "labels", "configs", "installations", "people"):
        assert await town.count(f"mirror_{table}") == 0, table


@pytest.mark.slow
async def test_one_who_comes_back_in_time_finds_all_as_it_was(town: Town) -> None:
    await install(town)
    town.person("eve").opens_issue(REPO, CRASH, "Hello")
    await town.works()
    town.person("alice").uninstalls("acme")
    await passes(town, days=20)
    town.person("alice").installs("acme")
    await passes(town, days=20)
    pull = town.person("eve").opens_pull(REPO, "A fix", "Small")
    await town.works()
    assert town.comments(pull) == []  # welcomed already


@pytest.mark.slow
async def test_a_renamed_repository_is_followed(town: Town) -> None:
    await install(town)
    number = town.person("eve").opens_issue(REPO, CRASH, "Hello")
    town.breaks("POST", f"/issues/{number}/labels", Fault.SERVER_ERROR)
    await town.works()
    new = town.person("alice").renames_repository(REPO, "gadget")
    await town.later(minutes=5)
    assert town.labels(number, new) == ["bug"]
    assert len(town.comments(number, new)) == 1
    later = town.person("frank").opens_issue(new, CRASH, "Hello")
    await town.works()
    assert town.labels(later, new) == ["bug"]


@pytest.mark.slow
async def test_an_archived_repository_is_left_in_peace(town: Town) -> None:
    await install(town)
    number = town.person("eve").opens_issue(REPO, CRASH, "Hello")
    await town.hears()
    for delivery in await town.deliveries():
        await town.bot.worker.take(delivery.lane)
    town.person("alice").archives(REPO)
    await town.later(hours=1)
    assert town.comments(number) == []
    assert {each.state for each in await town.effects(number)} == {"refused"}
    town.person("alice").unarchives(REPO)
    later = town.person("frank").opens_issue(REPO, CRASH, "Hello")
    await town.works()
    assert town.labels(later) == ["bug"]


async def test_a_repository_made_private_is_known_as_such(town: Town) -> None:
    await install(town)
    town.person("alice").makes_private(REPO)
    await town.works()
    repository = town.github.state.repository(REPO)
    assert repository is not None
    kept = await town.db.read(lambda conn: mirror.repository(conn, repository.id))
    assert kept is not None
    assert kept.private


@pytest.mark.slow
async def test_a_repository_transferred_out_of_reach_is_given_up(town: Town) -> None:
    await install(town)
    number = town.person("eve").opens_issue(REPO, CRASH, "Hello")
    town.breaks("POST", f"/issues/{number}/labels", Fault.SERVER_ERROR)
    await town.works()
    town.person("alice").transfers_repository(REPO, "elsewhere/widget")
    await town.later(days=1)
    assert await town.count("outbox", "state IN ('waiting', 'intent')") == 0
    assert {each.state for each in await town.deliveries()} == {"done"}
