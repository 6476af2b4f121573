"""The marks of the forgotten, in a file beside the database: a backup that is restored forgets them again.

It holds keyed hashes alone, and tells nobody who it was.
"""

from __future__ import annotations

import os
import re

import structlog
from sqlalchemy import Connection

from bot.core.erasure import FORGOTTEN, MARKS, ErasedPerson, mark
from bot.store import memory
from bot.store.database import Database
from bot.store.upkeep import forgetting, remains

log = structlog.get_logger()

_MARK = re.compile("[0-9a-f]{32}")


async def missing(db: Database) -> set[str]:
    """Return the marks in the file that the database lacks; the file gets those that it lacks itself."""
    if db.path is None:
        return set()
    here = await db.read(remains.marks)
    try:
        file = os.open(db.path.with_name(f"{db.path.name}.forgotten"), os.O_CREAT | os.O_RDWR, 0o600)
        with os.fdopen(file, "r+", encoding="ascii", errors="replace") as lines:
            there = {word for word in lines.read().split() if _MARK.fullmatch(word)}
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
