"""`serve` as a process: how it starts, refuses to start, ends, and is killed."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.server import serve
from bot.settings import load
from bot.store.sql import migrate
from bot.store.sql.connections import disposed, engine_for, upgrading
from fakegithub import GitHub, Server
from fakegithub.webhooks.webhook import Webhook
from tests.harness.over_http.program import PATIENCE, Serve, settings
from tests.harness.over_http.town import CONFIG, REPO, SECRET, world

pytestmark = pytest.mark.slow

KILLS = 2


@pytest.fixture
async def github() -> AsyncIterator[Server]:
    """A GitHub that keeps real time."""
    server = Server(GitHub.of(world(CONFIG), clock=lambda: datetime.now(UTC), secret=SECRET))
    # More newcomers come here in a minute than GitHub lets an App look for.
    server.github.api.limits.ceilings["search"] = (10_000, timedelta(minutes=1))
    await server.start()
    yield server
    await server.stop()


def env_of(github: Server, folder: Path, **more: str) -> dict[str, str]:
    return settings(folder, github.url, github.github.state.app.id, **more)


def rows(folder: Path, query: str) -> list[Any]:
    """Read the database beside the running server."""
    with sqlite3.connect(folder / "bot.db") as connection:
        found = connection.execute(query).fetchall()
    connection.close()
    return found


async def eventually(holds: Callable[[], bool], within: float = PATIENCE) -> None:
    """Wait for another process."""
    async with asyncio.timeout(within):
        while not holds():  # noqa: ASYNC110  another process has no event for us
            await asyncio.sleep(0.05)


async def test_it_answers_works_and_ends_cleanly_when_asked(github: Server, tmp_path: Path) -> None:
    env = env_of(github, tmp_path, SENTRY_DSN="https://key@sentry.example/1")
    async with Serve(env, tmp_path) as process:
        github.webhook_url = await process.listens()
        assert "SENTRY_DSN does nothing yet" in process.log
        number = github.github.person("eve").opens_issue(REPO, "Crash on opening", "It crashes.")
        await github.deliver_all()
        assert {each.status for each in github.deliveries} == {202}
        issue = github.github.state.issue(REPO, number)
        assert issue is not None
        await eventually(lambda: len(issue.comments) == 1)
        process.gets(signal.SIGTERM)
        assert await process.ended() == 0
        assert "Traceback" not in process.log


async def test_without_re2_it_serves_and_says_which_rules_are_off(github: Server, tmp_path: Path) -> None:
    (tmp_path / "re2.py").write_text("raise ImportError('no wheel for this machine')")
    env = env_of(github, tmp_path, PYTHONPATH=str(tmp_path))  # What is in the folder alone is not looked at.
    async with Serve(env, tmp_path) as process:
        github.webhook_url = await process.listens()
        await eventually(lambda: "google-re2 is not installed, so rules that look at" in process.log)


async def test_a_second_process_on_the_same_file_says_so_and_ends(github: Server, tmp_path: Path) -> None:
    env = env_of(github, tmp_path)
    async with Serve(env, tmp_path) as first:
        await first.listens()
        async with Serve(env, tmp_path) as second:
            assert await second.ended() == 1
            assert "already works on bot.db" in second.log
            assert len(second.log.strip().splitlines()) == 1


async def test_before_the_tables_change_there_is_a_backup_or_no_start(github: Server, tmp_path: Path) -> None:
    file, folder = tmp_path / "bot.db", tmp_path / "backups"
    url = f"sqlite:///{file}"
    migrate.upgrade(url)
    with disposed(engine_for(url)) as engine, upgrading(engine) as conn:
        migrate.run_steps(conn, down_to="0015")
    env = env_of(github, tmp_path)
    folder.write_text("where a folder should be")
    async with Serve(env, tmp_path) as refused:
        assert await refused.ended() == 1
        assert f"there is no backup: the folder {folder} cannot be made" in refused.log
        assert "--no-backup" in refused.log
    assert not migrate.at_head(url)
    aside = tmp_path / "without"
    aside.mkdir()
    (aside / "bot.db").write_bytes(file.read_bytes())
    (aside / "backups").write_text("where a folder should be")
    async with Serve(env_of(github, aside), aside, "--no-backup") as without:
        await without.listens()
    assert migrate.at_head(f"sqlite:///{aside}/bot.db"), "the operator has said that there need be none"
    folder.unlink()
    async with Serve(env, tmp_path) as upgraded:
        await upgraded.listens()
    assert migrate.at_head(url)
    (copy,) = folder.iterdir()
    with closing(sqlite3.connect(copy)) as backup:
        assert backup.execute("SELECT version_num FROM alembic_version").fetchone() == ("0015",)


async def test_a_disk_that_goes_with_the_machine_is_said_aloud(github: Server, tmp_path: Path) -> None:
    async with Serve(env_of(github, tmp_path), tmp_path) as kept:
        await kept.listens()
    async with Serve(env_of(github, tmp_path) | {"DYNO": "web.1"}, tmp_path) as process:
        await process.listens()
        await eventually(lambda: "ALL DATA WILL BE LOST" in process.log)
        (line,) = [line for line in process.log.splitlines() if "ALL DATA WILL BE LOST" in line]
    for part in ("error", "let DATABASE_URL lie on a volume", "bot.db", "the disk of Heroku"):
        assert part in line
    assert "ALL DATA WILL BE LOST" not in kept.log


async def test_lines_say_what_they_are_about_and_a_file_with_mistakes_is_a_warning(
    github: Server, tmp_path: Path
) -> None:
    async with Serve(env_of(github, tmp_path), tmp_path) as process:
        github.webhook_url = await process.listens()
        eve, alice = github.github.person("eve"), github.github.person("alice")
        eve.opens_issue(REPO, "Crash on opening", "It crashes.")
        await github.deliver_all()
        await eventually(lambda: "subject=acme/widget#1" in process.log)
        decided = next(
            line for line in process.log.splitlines() if "decided" in line and "outcome=acted" in line
        )
        for part in ("repository=acme/widget", "subject=1", "trigger=issues.opened", "delivery="):
            assert part in decided
        assert "feature=triage" in process.log or "feature='welcome" in process.log
        alice.pushes(REPO, {".github/stewardbot.yml": f"{CONFIG}\ntriaje: {{}}\n"})
        eve.opens_issue(REPO, "Crash on closing", "It crashes.")
        await github.deliver_all()
        await eventually(lambda: "its file has mistakes; the last good one stays in force" in process.log)
        (warning,) = (line for line in process.log.splitlines() if "its file has mistakes" in line)
        assert "warning" in warning
        assert "triaje" in warning


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"PRIVATE_KEY_PATH": "", "PRIVATE_KEY": "no key at all"}, "PRIVATE_KEY"),
        ({"DATABASE_URL": "sqlite+aiosqlite:////nowhere/at/all/bot.db"}, "/nowhere/at/all/bot.db"),
    ],
)
async def test_what_is_missing_is_told_in_a_sentence(
    github: Server, tmp_path: Path, wrong: dict[str, str], told: str
) -> None:
    env = {name: value for name, value in env_of(github, tmp_path, **wrong).items() if value}
    async with Serve(env, tmp_path) as process:
        assert await process.ended() == 1
        assert told in process.log
        assert "Traceback" not in process.log
        assert "no key at all" not in process.log


@contextmanager
def locked(file: Path) -> Iterator[sqlite3.Connection]:
    """The database of an App, made, and in the hands of another program."""
    migrate.upgrade(f"sqlite:///{file}")
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


async def test_a_database_that_is_locked_at_the_start_is_waited_for(
    github: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.sql.connections.LOCK_WAIT", 0.05)
    monkeypatch.setattr("bot.server.LOCKED_REST", 0.05)
    for name, value in env_of(github, tmp_path).items():
        monkeypatch.setenv(name, value)
    with locked(tmp_path / "bot.db") as other, capture_logs() as log:
        serving = asyncio.create_task(serve(load()))
        await eventually(lambda: bool(log))
        await asyncio.sleep(0.5)  # longer than some more tries take
        assert [entry["event"] for entry in log] == ["waiting for the database"]
        other.execute("COMMIT")
        await eventually(lambda: any(entry["event"] == "listening" for entry in log))
        signal.raise_signal(signal.SIGTERM)
        await serving


async def test_who_waits_for_the_database_can_be_stopped(github: Server, tmp_path: Path) -> None:
    with locked(tmp_path / "bot.db"):
        async with Serve(env_of(github, tmp_path), tmp_path) as process:
            await eventually(lambda: "waiting for the database" in process.log)
            process.gets(signal.SIGTERM)
            assert await process.ended() == 0


class Flood:
    """Posts signed deliveries side by side and notes which were acknowledged."""

    def __init__(self, github: Server) -> None:
        self._github = github
        self._waiting: list[Webhook] = []
        self.acknowledged: set[str] = set()

    async def pours(self, url: str, lanes: int = 8) -> None:
        """Deliver all that GitHub has to tell, until nothing is left or nobody answers."""
        async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as group:
            for _ in range(lanes):
                group.create_task(self._pour(session, url))

    async def _pour(self, session: aiohttp.ClientSession, url: str) -> None:
        github = self._github.github
        while self._waiting or github.webhooks:
            webhook = self._waiting.pop() if self._waiting else github.webhooks.popleft()
            headers = webhook.headers(SECRET, github.state.app.id)
            try:
                async with session.post(url, data=webhook.body, headers=headers) as answer:
                    assert answer.status == 202
            except aiohttp.ClientError:
                self._waiting.append(webhook)  # not acknowledged: GitHub's to send again
                return
            self.acknowledged.add(webhook.guid)


async def test_a_kill_under_load_loses_nothing_that_was_acknowledged(github: Server, tmp_path: Path) -> None:
    chance, env, flood = Random(1), env_of(github, tmp_path), Flood(github)
    # Few people with many issues: welcomes are paced, labels are not.
    people = [github.github.person(f"newcomer-{n}") for n in range(8)]
    # What somebody opened before the bot came makes an old hand of them: so it comes first.
    synced = "SELECT count(*) FROM mirror_repositories WHERE synced_at IS NOT NULL"
    unfinished = 0
    for life in range(KILLS):
        async with Serve(env, tmp_path) as process:
            url = await process.listens()
            if life == 0:
                await eventually(lambda: rows(tmp_path, synced) != [(0,)])
            for person in people * 3:
                person.opens_issue(REPO, "Crash on opening", "It crashes.")
            pouring = asyncio.create_task(flood.pours(url))
            await asyncio.sleep(chance.uniform(0.02, 0.3))  # the moment of death
            process.gets(signal.SIGKILL)
            await process.ended()
            await pouring
        open_now = "SELECT count(*) FROM deliveries WHERE state = 'new'"
        waiting = "SELECT count(*) FROM outbox WHERE state IN ('waiting', 'intent')"
        unfinished += any(rows(tmp_path, query) != [(0,)] for query in (open_now, waiting))
    assert unfinished, "no kill hit anything"

    async with Serve(env, tmp_path) as process:
        url = await process.listens()

        def is_quiet() -> bool:
            return (
                not github.github.webhooks
                and rows(tmp_path, open_now) == [(0,)]
                and rows(tmp_path, waiting) == [(0,)]
            )

        async with asyncio.timeout(4 * PATIENCE):
            while not is_quiet():
                await flood.pours(url)
                await asyncio.sleep(0.05)
        process.gets(signal.SIGTERM)
        assert await process.ended() == 0
    stored = dict(rows(tmp_path, "SELECT guid, state FROM deliveries"))
    assert flood.acknowledged <= set(stored)
    assert set(stored.values()) == {"done"}
    repository = github.github.state.repository(REPO)
    assert repository is not None
    for issue in repository.issues.values():
        assert list(issue.label_names) == ["bug"], issue.number
        assert len(issue.comments) <= 1, issue.number
    welcomed = sum(len(issue.comments) for issue in repository.issues.values())
    assert welcomed == len(people)
    assert rows(tmp_path, "SELECT count(*) FROM outbox WHERE state <> 'done'") == [(0,)]
