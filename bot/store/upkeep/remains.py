"""What remains of the forgotten outside the tables: leftovers in the file, and copies of the database."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection

from bot.core.erasure import FORGOTTEN, MARKS, mark
from bot.core.keys import PROGRAM_SCOPE
from bot.store import memory
from bot.store.database import Conflict, Database

RENEWED_AT_MOST = 512 * 1024 * 1024
"""Bytes of a file that a server writes anew while it works: nobody can write meanwhile."""
_FILE = (PROGRAM_SCOPE, FORGOTTEN.feature, "file")
BACKUPS = (PROGRAM_SCOPE, "backups")
_MAGIC = b"SQLite format 3\0"
_IDS = (
    "SELECT person_id FROM mirror_people UNION SELECT person_id FROM ledger "
    "UNION SELECT author_id FROM mirror_subjects"
)
_MARKS = "SELECT key FROM memory WHERE scope = ? AND feature = ? AND value IS NOT NULL"


def owe(conn: Connection, now: datetime) -> None:
    """Note that the file must be written anew.

    Deleting overwrites the deleted row alone: what SQLite copied when it moved rows between pages stays, and
    the log holds pages as they were.
    """
    memory.put(conn, *_FILE, True, now)


def is_owed(conn: Connection) -> bool:
    """Whether what was forgotten may still stand in the file or its log."""
    return memory.read(conn, *_FILE).value is not None


def settle(conn: Connection) -> None:
    """Note that the file was written anew."""
    memory.release(conn, *_FILE)


async def renew(db: Database, most: int | None = RENEWED_AT_MOST) -> bool:
    """Write a file that is owed it anew, if it has at most so many bytes, and empty its log.

    False: something is left, because the file is too large, the disk has no room for another one, or somebody
    reads an older state.
    """
    owed = await db.read(lambda conn: memory.read(conn, *_FILE))
    if owed.value is None:
        return True
    if db.path is not None and shutil.disk_usage(db.path.parent).free < 2 * db.path.stat().st_size:
        return False
    if not await db.renew_file(most):
        return False
    try:
        await db.write(lambda conn: memory.remember(conn, *_FILE, None, owed.version, db.clock.now()))
    except Conflict:
        return False  # Somebody else was forgotten meanwhile.
    return True


def note_backup(conn: Connection, file: Path) -> None:
    """Note where a backup was put, and drop those that are there no more."""
    for name in memory.scan(conn, *BACKUPS):
        if not Path(name).exists():
            memory.release(conn, *BACKUPS, name)
    memory.put(conn, *BACKUPS, str(file.resolve()), True, None)


def marks(conn: Connection) -> frozenset[str]:
    """Return the marks of all who were forgotten."""
    return frozenset(memory.scan(conn, MARKS, FORGOTTEN.feature))


def person_ids(conn: Connection) -> Iterator[int]:
    """Return the ids of all who are in the database."""
    for (person_id,) in conn.exec_driver_sql(_IDS):
        yield person_id


async def backups(db: Database, key: bytes) -> list[Path]:
    """Copies of the database, beside it or noted, that hold somebody who was forgotten later.

    So is the file that a server's database was copied from.
    """
    forgotten = await db.read(marks)
    if not forgotten:
        return []
    files = {Path(name) for name in await db.read(lambda conn: list(memory.scan(conn, *BACKUPS)))}
    if db.path is not None:
        files |= {file.resolve() for file in db.path.parent.iterdir()}
        files.discard(db.path.resolve())
    return sorted(file for file in files if _is_database(file) and _holds(file, forgotten, key))


def _is_database(file: Path) -> bool:
    try:
        if not file.is_file():
            return False
        with file.open("rb") as content:
            return content.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False


def _holds(file: Path, forgotten: Collection[str], key: bytes) -> bool:
    """Whether somebody is in the copy who has a mark here and none there. Leaves nothing beside it."""
    try:
        address = f"file:{quote(str(file))}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as copy:
            before = {name for (name,) in copy.execute(_MARKS, (MARKS, FORGOTTEN.feature))}
            since = set(forgotten) - before
            return any(mark(person_id, key) in since for person_id in _ids(copy)) if since else False
    except sqlite3.Error:
        return False  # It is no database of ours.


def _ids(copy: sqlite3.Connection) -> Iterator[int]:
    for (person_id,) in copy.execute(_IDS):
        yield person_id
