"""The lasting comments of a running bot, held against what is true at this moment."""

from __future__ import annotations

from sqlalchemy import select

from bot.core.keys import PROBLEM, REPLY
from bot.core.own_comments import POSTED, PostedComment
from bot.demo.recorded_facts import RecordedFacts
from bot.demo.thread_file import Remembered, lines
from bot.store.database import Connection, Database
from bot.store.sql.tables import memory as memories
from fakegithub import GitHub
from tests.harness.words import lasting
from tests.harness.words.finding import Finding
from tests.harness.words.season import Season, read
from tests.harness.words.table import TABLE, TIMELESS


async def season_so_far(github: GitHub, database: Database) -> Season:
    """Return all that was written so far, and what is true now."""
    now = github.state.now()

    def remembered(conn: Connection) -> Remembered:
        return Remembered.read(conn, RecordedFacts.read(conn, github.state.app.bot.id))

    memory = await database.read(remembered)
    return read(lines(github, memory, seed=0, begin=now, end=now))


async def names_without_predicate(database: Database) -> set[str]:
    """Return the messages in lasting comments of which `table` does not say when they are true: no notice
    is among them."""

    def read_names(conn: Connection) -> set[str]:
        stored = conn.scalars(select(memories.c.value).where(memories.c.feature == POSTED.feature))
        sections = (section for value in stored if value for section in PostedComment(**value).sections)
        return {
            f"{section.feature}.{section.message}"
            for section in sections
            if section.message and not section.key.startswith((REPLY, PROBLEM))
        }

    return await database.read(read_names) - {*TABLE, *TIMELESS}


async def false_now(github: GitHub, database: Database) -> list[Finding]:
    """Return what is false in a lasting comment at this moment."""
    return lasting.find(await season_so_far(github, database))
