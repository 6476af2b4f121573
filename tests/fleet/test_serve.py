"""`serve` on PostgreSQL: doors and workers of their own, and who may not work beside them."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.store.once.owner import OtherApp
from bot.store.sql import migrate
from fakegithub import GitHub, Server
from tests.harness.over_http.program import PATIENCE, Serve, settings
from tests.harness.over_http.town import CONFIG, REPO, SECRET, world

BUG = "It crashes with a traceback when I open a file. Steps to reproduce: open. Version 1.2."


@pytest.fixture
async def github() -> AsyncIterator[Server]:
    """A GitHub that keeps real time."""
    server = Server(GitHub.of(world(CONFIG), clock=lambda: datetime.now(UTC), secret=SECRET))
    server.github.api.limits.ceilings["search"] = (10_000, timedelta(minutes=1))
    await server.start()
    yield server
    await server.stop()


async def eventually(holds: Callable[[], bool]) -> None:
    """Wait for another process."""
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110  another process has no event for us
            await asyncio.sleep(0.05)


@pytest.mark.slow
async def test_a_door_and_two_workers_and_then_one(
    github: Server, tmp_path: Path, blank_postgres_url: str
) -> None:
    env = settings(tmp_path, github.url, github.github.state.app.id, DATABASE_URL=blank_postgres_url)
    async with (
        Serve(env, tmp_path, "--role", "web") as door,
        Serve(env, tmp_path, "--role", "worker") as first,
        Serve(env, tmp_path, "--role", "worker") as second,
    ):
        github.webhook_url = await door.listens()
        await first.listens()
        await second.listens()

        async def opens(count: int) -> None:
            numbers = [
                github.github.person(f"eve-{n}-{count}").opens_issue(REPO, "Crash", BUG) for n in range(count)
            ]
            await github.deliver_all()
            assert {each.status for each in github.deliveries} == {202}
            issues = [github.github.state.issue(REPO, number) for number in numbers]
            await eventually(lambda: all(issue and len(issue.comments) == 1 for issue in issues))

        await opens(6)
        second.gets(signal.SIGTERM)
        assert await second.ended() == 0
        await opens(3)
        for process in (first, door):
            process.gets(signal.SIGTERM)
            assert await process.ended() == 0
        assert "Traceback" not in door.log + first.log + second.log


@pytest.mark.parametrize("kind", ["postgres", "sqlite"])
def test_another_app_is_refused_before_anything_is_written(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = f"sqlite:///{tmp_path}/bot.db"
    if kind == "postgres":
        url = request.getfixturevalue("blank_postgres_url")
    assert migrate.upgrade(url, 7)
    assert not migrate.upgrade(url, 7)
    with pytest.raises(OtherApp, match="belongs to the App with the id 7, and this server is for 8"):
        migrate.upgrade(url, 8)
    assert migrate.at_head(url)
