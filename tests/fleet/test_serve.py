"""`serve` on PostgreSQL: doors and workers of their own, and who may not work beside them."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from procrastinate.schema import SchemaManager
from sqlalchemy.engine import make_url

from bot.store.once.owner import OtherApp
from bot.store.sql import migrate
from bot.store.sql.connections import disposed, engine_for, upgrading
from bot.store.sql.errors import Unavailable
from bot.store.sql.urls import plain
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


def test_the_queue_of_another_program_is_left_alone(blank_postgres_url: str) -> None:
    with psycopg.connect(plain(blank_postgres_url), autocommit=True) as theirs:
        theirs.execute(SchemaManager.get_schema())
        with pytest.raises(Unavailable, match="holds the queue of another program"):
            migrate.upgrade(blank_postgres_url)
        assert theirs.execute("SELECT to_regclass('deliveries')").fetchone() == (None,)


def test_a_user_who_may_not_take_the_last_step_is_told_so(blank_postgres_url: str) -> None:
    migrate.upgrade(blank_postgres_url)
    engine = engine_for(blank_postgres_url)
    with disposed(engine), upgrading(engine) as conn:
        migrate.run_steps(conn, down_to="0005")
    with psycopg.connect(plain(blank_postgres_url), autocommit=True) as owner:
        owner.execute("CREATE ROLE stewardbot_guest LOGIN")
        try:
            owner.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO stewardbot_guest")
            guest = make_url(blank_postgres_url).set(username="stewardbot_guest")
            with pytest.raises(Unavailable, match="the user of the database lacks a right"):
                migrate.upgrade(guest.render_as_string(hide_password=False))
            assert owner.execute("SELECT version_num FROM alembic_version").fetchone() == ("0005",)
        finally:
            owner.execute("DROP OWNED BY stewardbot_guest")
            owner.execute("DROP ROLE stewardbot_guest")


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
