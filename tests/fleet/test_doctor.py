"""`doctor` on PostgreSQL: who works, what lost its worker, and how long the oldest has waited."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import psycopg
from pydantic import SecretStr

from bot.clock import SystemClock
from bot.operations import checkup
from bot.operations.diagnostics import Status
from bot.settings import Settings
from bot.store.database import Database
from bot.store.inbox import Arrival
from bot.store.inbox.door import Inbox
from bot.store.jobs import also_for
from bot.store.sql.urls import plain

FLEET = {"fleet", "jobs", "work"}


async def findings(url: str) -> dict[str, tuple[Status, str]]:
    """What it says of the fleet."""
    rows = await checkup.of_work(Settings.model_construct(database_url=SecretStr(url), forget_key=None))
    return {each.what: (each.state, each.statement) for each in rows if each.what in FLEET}


async def test_doctor_sees_workers_stalled_jobs_and_what_waits(postgres_url: str) -> None:
    assert await findings(postgres_url) == {
        "fleet": (Status.DOUBT, "no worker lives"),
        "work": (Status.FINE, "nothing waits"),
    }
    came = datetime.now(UTC) - timedelta(minutes=30)
    async with Database(postgres_url, SystemClock()) as db:
        await Inbox(db, also_for(db)).put(Arrival("g", "issues", "opened", 1, 7, "1#7", 5, came, b"{}"))
    assert await findings(postgres_url) == {
        "fleet": (Status.WRONG, "no worker lives, and there is work that waits"),
        "work": (Status.DOUBT, "the oldest waits for 30 min; lanes in the queue: 1"),
    }
    with psycopg.connect(plain(postgres_url), autocommit=True) as server:
        server.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
        server.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    assert await findings(postgres_url) == {
        "fleet": (Status.FINE, "1 worker lives"),
        "jobs": (Status.DOUBT, "1 of workers that are gone"),
        "work": (Status.DOUBT, "the oldest waits for 30 min; lanes in the queue: 0"),
    }
