"""The lasting comments of a running bot, held against what is true at this moment."""

from __future__ import annotations

from bot.demo.recorded_facts import RecordedFacts
from bot.demo.thread_file import Remembered, lines
from bot.store.database import Connection, Database
from fakegithub import GitHub
from tests.harness.words import lasting
from tests.harness.words.finding import Finding
from tests.harness.words.season import Season, read


async def season_so_far(github: GitHub, database: Database) -> Season:
    """Return all that was written so far, and what is true now."""
    now = github.state.now()

    def remembered(conn: Connection) -> Remembered:
        return Remembered.read(conn, RecordedFacts.read(conn, github.state.app.bot.id))

    memory = await database.read(remembered)
    return read(lines(github, memory, seed=0, begin=now, end=now))


async def false_now(github: GitHub, database: Database) -> list[Finding]:
    """Return what is false in a lasting comment at this moment."""
    return lasting.find(await season_so_far(github, database))
