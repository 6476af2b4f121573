"""`stewardbot rota`, and the feed it opens and closes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from icalendar import Calendar
from sqlalchemy import Connection, update
from typer.testing import CliRunner, Result

from bot.backstage import page_backstage
from bot.cli.inspect.rota import app
from bot.clock import SystemClock, VirtualClock
from bot.community.cases import CASE, CaseState
from bot.core.keys import CASE_MEMORY
from bot.core.model import Repository
from bot.store import memory, mirror
from bot.store.database import Database
from bot.store.sql.tables import mirror_repositories
from bot.web.server import make_app
from bot.web.site import Site
from tests.harness import new_database

FILE = """\
mode: act
timezone: Europe/London
steward: {people: [alice, bob], change: every wednesday 10:00, starts: 2026-01-07, otherwise: dora}
rotas:
  cloud: {people: [carol], change: every monday 09:00, starts: 2026-01-05}
"""
REPOSITORY = Repository(id=1, full_name="acme/widget", owner_id=2)


@pytest.fixture
async def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database that has seen one repository's file."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'rota.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.chdir(tmp_path)
    new_database.make(url)
    now = datetime(2026, 3, 2, tzinfo=UTC)

    def fill(conn: Connection) -> None:
        mirror.put_subjects(conn, REPOSITORY, (), (), now)
        conn.execute(update(mirror_repositories).values(installation_id=7))
        mirror.put_config(conn, 1, text=FILE, sha="a", source="acme/widget@a:x.yml", error="", now=now)

    async with Database(url, SystemClock()) as db:
        await db.write(fill)
    return url


async def rota(*args: str) -> Result:
    """`stewardbot rota …` in a thread, as it runs a loop of its own."""
    import asyncio

    return await asyncio.to_thread(CliRunner().invoke, app, list(args))


async def test_show_says_who_and_when(url: str) -> None:
    shown = await rota("show", "acme/widget", "--weeks", "2")
    assert shown.exit_code == 0, shown.output
    rows = [line.split("\t") for line in shown.stdout.splitlines()]
    assert {row[0] for row in rows} == {"steward", "cloud"}
    assert {row[4] for row in rows if row[0] == "steward"} == {"alice", "bob"}
    assert all(row[3] == "Europe/London" for row in rows)


async def test_open_cases_by_person_are_for_the_people_of_that_rota(url: str) -> None:
    opened = datetime(2026, 3, 2, tzinfo=UTC)
    case = CaseState(opened_at=opened, reporter="eve", reporter_id=5, steward="bob", routed_at=opened)
    async with Database(url, SystemClock()) as db:
        await db.write(lambda conn: memory.put(conn, "subject:1#7", *CASE_MEMORY, CASE.dump(case), opened))
    shown = await rota("show", "acme/widget", "--for", "alice")
    assert "steward: open with alice 0, bob 1" in shown.stderr
    assert "cloud: open with" not in shown.stderr
    assert "open with" not in (await rota("show", "acme/widget")).stderr
    refused = await rota("show", "acme/widget", "--for", "zed")
    assert refused.exit_code == 1
    assert "zed is on no rota of acme/widget" in str(refused.exception)


async def test_ics_is_a_calendar(url: str) -> None:
    printed = await rota("ics", "acme/widget")
    events = Calendar.from_ical(printed.stdout_bytes).walk("VEVENT")
    assert any(str(each["summary"]) == "Support (cloud): carol" for each in events)


class Nothing:
    """What nobody asks for."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(name)


@asynccontextmanager
async def site(db: Database) -> AsyncIterator[TestClient[Any, Any]]:
    """The pages over a database."""
    app = make_app(
        inbox=Nothing(),
        readiness=Nothing(),
        numbers=Nothing(),
        clock=SystemClock(),
        webhook_secret="a-secret-of-the-test",
        site=Site(VirtualClock(datetime(2026, 3, 2, tzinfo=UTC)), partial(page_backstage, db)),
    )
    async with TestClient(TestServer(app)) as client:
        yield client


@pytest.mark.slow
async def test_the_feed_opens_with_the_newest_token_only(url: str) -> None:
    first = (await rota("ics", "acme/widget", "--link")).stdout.strip()
    second = (await rota("ics", "acme/widget", "--link")).stdout.strip()
    async with Database(url, SystemClock()) as db, site(db) as client:
        answer = await client.get(second)
        assert answer.status == 200
        assert answer.content_type == "text/calendar"
        assert Calendar.from_ical(await answer.read()).walk("VEVENT")
        for closed in (
            first,
            "/r/acme/widget/rota.ics",
            "/r/acme/nothing/rota.ics?token=x",
            "/r/acme/widget",
        ):
            assert (await client.get(closed)).status == 404
        await rota("ics", "acme/widget", "--revoke")
        assert (await client.get(second)).status == 404


async def test_a_stored_file_that_a_newer_release_refuses_is_as_no_file(url: str) -> None:
    link = (await rota("ics", "acme/widget", "--link")).stdout.strip()
    text = FILE.replace("otherwise", "in_the_end")
    now = datetime(2026, 3, 2, tzinfo=UTC)
    async with Database(url, SystemClock()) as db, site(db) as client:
        await db.write(
            lambda conn: mirror.put_config(conn, 1, text=text, sha="b", source="b", error="", now=now)
        )
        answer = await client.get(link)
        assert answer.status == 200
        assert Calendar.from_ical(await answer.read()).walk("VEVENT") == []
    assert "has no rota" in str((await rota("show", "acme/widget")).exception)


async def test_what_is_not_there_is_said(url: str) -> None:
    assert (await rota("show", "acme")).exit_code == 2
    missing = await rota("show", "acme/gadget")
    assert "knows no repository acme/gadget" in str(missing.exception)
