"""Something small to write, and to read again."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from bot.store import memory
from bot.store.database import Database
from tests.store.conftest import NOW

PLACE = ("repo:1", "count", "n")


def add_one(conn: Connection) -> int:
    """Count one up, and return how far."""
    kept = memory.get(conn, *PLACE)
    value = (kept.value if kept else 0) + 1
    memory.put(conn, *PLACE, value, NOW)
    return int(value)


def note(key: str) -> Callable[[Connection], None]:
    """Write a note."""
    return lambda conn: memory.put(conn, "repo:1", "note", key, True, NOW)


async def notes(db: Database) -> list[str]:
    """Return all notes, sorted."""
    return list(await db.read(lambda conn: memory.scan(conn, "repo:1", "note")))
