"""The file in force, by what is stored: one answer for pages, feeds, jobs and the program."""

from __future__ import annotations

import pytest
from icalendar import Calendar
from sqlalchemy import Connection

from bot.clock import VirtualClock
from bot.core.model import Repository
from bot.engine.run.scheduler import Scheduler
from bot.queries.commands_page import commands_of
from bot.queries.rota_calendar import calendar_for_token, open_feed
from bot.store import mirror
from bot.store.config_store import ConfigStore, InForce
from bot.store.database import Database
from handlers import FEATURES
from tests.store.conftest import NOW

WIDGET = Repository(id=12, full_name="acme/widget", owner_id=2)
STEWARD = "steward: {people: [alice, bob], change: every wednesday 10:00, starts: 2026-01-07}"
GOOD = f"mode: act\ndigest: {{every: monday 09:00, issue: 12}}\n{STEWARD}"
REFUSED = f"mode: act\ndigest: {{every: monday 09:00, issue: 12}}\n{STEWARD[:-1]}, colour: red}}"
"""Another release took it; this one knows no `colour`."""


async def in_force(db: Database, *files: tuple[str, str]) -> InForce:
    """What is in force after these files were read, each with why it was not usable then."""

    def write(conn: Connection) -> None:
        mirror.put_subjects(conn, WIDGET, (), (), NOW)
        mirror.end_sync(conn, WIDGET, NOW, 1)
        for text, error in files:
            mirror.put_config(conn, 12, text=text, sha="a", source="at a", error=error, now=NOW)

    await db.write(write)
    return await db.read(lambda conn: ConfigStore(FEATURES).in_force(conn, 12))


async def test_the_last_good_file_is_in_force(memory_db: Database) -> None:
    found = await in_force(memory_db, (GOOD, ""), ("mod: act", "1:1: unknown key `mod`"))
    assert (found.text, found.config.mode, found.config.source) == (GOOD, "act", "at a")
    assert (found.error, found.refused) == ("1:1: unknown key `mod`", "")


@pytest.mark.parametrize("files", [(), (("", ""),), (("mod: act", "1:1: unknown key `mod`"),)])
async def test_without_a_good_file_nothing_is_on(
    memory_db: Database, files: tuple[tuple[str, str], ...]
) -> None:
    found = await in_force(memory_db, *files)
    assert (found.text, found.config.mode, found.refused) == ("", "observe", "")


async def test_a_file_that_this_release_refuses_is_as_none_everywhere(memory_db: Database) -> None:
    found = await in_force(memory_db, (REFUSED, ""))
    assert (found.text, found.config.mode, found.error) == ("", "observe", "")
    assert "unknown key `colour`" in found.refused

    token = await memory_db.write(lambda conn: open_feed(conn, WIDGET, NOW))
    feed = await memory_db.read(lambda conn: calendar_for_token(conn, FEATURES, NOW, "acme/widget", token))
    assert feed is not None
    assert not Calendar.from_ical(feed).walk("VEVENT")
    page = await memory_db.read(lambda conn: commands_of(conn, FEATURES, WIDGET))
    assert page.mode == "observe"
    assert "steward" not in {group.feature for group in page.groups}
    assert await Scheduler(memory_db, FEATURES, VirtualClock(NOW)).next_slot() is None


async def test_the_same_without_the_mistake_is_in_force_everywhere(memory_db: Database) -> None:
    await in_force(memory_db, (GOOD, ""))
    token = await memory_db.write(lambda conn: open_feed(conn, WIDGET, NOW))
    feed = await memory_db.read(lambda conn: calendar_for_token(conn, FEATURES, NOW, "acme/widget", token))
    assert feed is not None
    assert Calendar.from_ical(feed).walk("VEVENT")
    page = await memory_db.read(lambda conn: commands_of(conn, FEATURES, WIDGET))
    assert "steward" in {group.feature for group in page.groups}
    assert await Scheduler(memory_db, FEATURES, VirtualClock(NOW)).next_slot() is not None
