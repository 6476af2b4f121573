"""`stewardbot forget` erases whom it names, or says in one sentence why it does not."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

import bot.cli
from bot.clock import VirtualClock
from bot.core.events.webhooks import parse
from bot.store import inbox, ledger, mirror
from bot.store.database import Connection, Database
from bot.store.inbox import Arrival
from bot.store.sql import migrate
from bot.store.upkeep import forgetting

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
BODY = {
    "action": "opened",
    "repository": {"id": 12, "full_name": "acme/widget", "owner": {"id": 3, "login": "acme"}},
    "sender": {"id": 4711, "login": "eve"},
    "issue": {"number": 7, "title": "Hello", "user": {"id": 4711, "login": "eve"}},
}
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database that knows eve."""
    address = f"sqlite+aiosqlite:///{tmp_path}/steward.db"
    migrate.upgrade(address)

    def know(conn: Connection) -> None:
        mirror.apply(conn, parse("issues", BODY), NOW)
        ledger.add(conn, [ledger.Entry(NOW, 12, 3, 7, 4711, "eve", "issues.opened")])

    asyncio.run(_write(address, know))
    return address


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], url: str, tmp_path: Path) -> Run:
    """Runs the program on that database: exit code, output, errors."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", url)

    def run(*arguments: str, key: str = "a long and random text") -> tuple[int, str, str]:
        monkeypatch.setenv("FORGET_KEY", key)
        monkeypatch.setattr(sys, "argv", ["stewardbot", "forget", *arguments])
        try:
            bot.cli.main()
            code = 0
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


async def _write(url: str, work: Callable[[Connection], object]) -> None:
    async with Database(url, VirtualClock(NOW)) as db:
        await db.write(work)


async def _known(url: str) -> int:
    async with Database(url, VirtualClock(NOW)) as db:
        return len(await db.read(lambda conn: forgetting.people(conn, "eve")))


def test_whoever_is_named_is_erased(run: Run, url: str) -> None:
    assert asyncio.run(_known(url)) == 1
    code, out, _ = run("@EVE")
    assert (code, out) == (0, "forgotten: 3 rows\n")
    assert asyncio.run(_known(url)) == 0
    code, _, err = run("eve")
    assert (code, err) == (1, "Nobody here is called eve; there is nothing to erase.\n")


def test_without_a_key_nobody_is_forgotten(run: Run, url: str) -> None:
    code, out, err = run("eve", key="")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert err.startswith("FORGET_KEY is not set;")
    assert asyncio.run(_known(url)) == 1


def test_what_is_under_way_comes_first(run: Run, url: str) -> None:
    arrival = Arrival("g", "issues", "opened", 12, 7, "12#7", 5, NOW, b'{"sender": {"login": "eve"}}')
    asyncio.run(_write(url, lambda conn: inbox.put(conn, [arrival])))
    code, _, err = run("eve")
    assert (code, "are under way" in err) == (1, True)
    assert asyncio.run(_known(url)) == 1


def test_the_owner_of_a_repository_is_told_to_uninstall(run: Run, url: str) -> None:
    theirs = BODY | {"repository": {"id": 13, "full_name": "Eve/own", "owner": {"id": 4711, "login": "Eve"}}}
    asyncio.run(_write(url, lambda conn: mirror.apply(conn, parse("issues", theirs), NOW)))
    code, _, err = run("eve")
    assert (code, "uninstall the App there first" in err) == (1, True)
