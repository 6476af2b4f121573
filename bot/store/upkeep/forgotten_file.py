"""The marks of the forgotten, in a file beside the database: a backup that is restored forgets them again.

It holds keyed hashes alone, and tells nobody who it was.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

import structlog
from sqlalchemy import Connection

from bot.core.erasure import FORGOTTEN, MARKS, ErasedPerson, mark
from bot.store import memory
from bot.store.database import Database
from bot.store.upkeep import forgetting, remains

log = structlog.get_logger()

_MARK = re.compile("[0-9a-f]{32}")


def beside(database: Path) -> set[str]:
    """Return the marks in the file beside a database; nothing is written."""
    with suppress(OSError):
        return _marks(_beside(database).read_text(encoding="ascii", errors="replace"))
    return set()


def is_beside(database: Path) -> bool:
    """Return whether there is such a file beside a database."""
    return _beside(database).is_file()


def _beside(database: Path) -> Path:
    return database.with_name(f"{database.name}.forgotten")


def _marks(text: str) -> set[str]:
    return {word for word in text.split() if _MARK.fullmatch(word)}


async def missing(db: Database) -> set[str]:
    """Return the marks in the file that the database lacks; the file gets those that it lacks itself."""
    if db.path is None:
        return set()
    here = await db.read(remains.marks)
    try:
        file = os.open(_beside(db.path), os.O_CREAT | os.O_RDWR, 0o600)
        with os.fdopen(file, "r+", encoding="ascii", errors="replace") as lines:
            there = _marks(lines.read())
            lines.writelines(f"{name}\n" for name in sorted(here - there))
    except OSError as error:
        log.warning("the list of marks beside the database cannot be used", reason=error.strerror)
        return set()
    return there - here


async def come_back(db: Database, key: bytes) -> list[ErasedPerson]:
    """Return who was forgotten and is in the database again; marks of nobody in it are noted."""
    marks = await missing(db)

    def find(conn: Connection) -> list[ErasedPerson]:
        people = {mark(person_id, key): person_id for person_id in remains.person_ids(conn)}
        for name in marks - people.keys():
            memory.put(conn, MARKS, FORGOTTEN.feature, name, True, db.clock.now())
        return [forgetting.person(conn, people[name]) for name in sorted(marks & people.keys())]

    return await db.write(find) if marks else []
