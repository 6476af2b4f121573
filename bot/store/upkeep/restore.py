"""A backup put in the place of a SQLite database: what was there is moved aside whole, with its log."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.store.sql.connections import file_of
from bot.store.sql.errors import Unavailable
from bot.store.sql.runner_lock import RunnerLock
from bot.store.sql.urls import is_on_server, normal
from bot.store.sql.versions import known, newer
from bot.store.upkeep import forgotten_file

DAMAGED = "the backup {file} is damaged itself ({why}): take another one"
LOGS = ("-wal", "-shm")
"""What SQLite keeps beside a file. After a kill it belongs to the old one: in another it does damage."""


@dataclass(frozen=True)
class Restored:
    """The database that is there now, and where the one before is (None: there was none)."""

    database: Path
    size: int
    aside: Path | None


def knows_the_forgotten(url: str) -> bool:
    """Return whether the list of whoever was forgotten lies beside the database's file, if it is one: the
    server goes by it at its start."""
    path = file_of(normal(url))
    return path is None or forgotten_file.is_beside(path)


def restore(url: str, backup: Path, now: datetime) -> Restored:
    """Put a copy of `backup` where the database is. It is checked first; until then the old one stays.

    Raises `Unavailable` with the reason, `AlreadyRunning` while a server works on it.
    """
    path = file_of(normal(url))
    if is_on_server(url) or path is None:
        raise Unavailable("a server's database is restored by its own tools: stop all, then use `pg_restore`")
    if backup.resolve() == path.resolve():
        raise Unavailable(f"the file {backup} is the database itself; name the backup")
    with RunnerLock(url):
        copy = path.with_name(f"{path.name}.restoring")
        try:
            _copy(backup, copy)
            check(copy, backup)
            aside = _move_aside(path, now)
            try:
                copy.rename(path)
                _onto_disk(path.parent)
            except OSError:
                if aside is not None:
                    _move(aside, path)
                raise
        except OSError as failure:
            raise Unavailable(
                f"the file {failure.filename or path} cannot be used: {failure.strerror}"
            ) from failure
        finally:
            copy.unlink(missing_ok=True)
        return Restored(path, path.stat().st_size, aside)


def _copy(backup: Path, copy: Path) -> None:
    with backup.open("rb") as source:
        copy.unlink(missing_ok=True)
        with os.fdopen(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as target:
            shutil.copyfileobj(source, target)
            target.flush()
            os.fsync(target.fileno())


def check(copy: Path, backup: Path) -> None:
    """Raise `Unavailable`, which names `backup`, unless the copy of it is a sound database of this program's,
    of a version that it knows. Nothing is left beside it."""
    try:
        with closing(sqlite3.connect(f"file:{copy}?mode=ro&immutable=1", uri=True)) as database:
            problems = [row[0] for row in database.execute("PRAGMA integrity_check")]
            row = database.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        if "malformed" in str(error):
            raise Unavailable(DAMAGED.format(file=backup, why=error)) from None
        raise Unavailable(f"the file {backup} is no backup of Stewardbot's: {error}") from None
    if problems != ["ok"]:
        raise Unavailable(DAMAGED.format(file=backup, why=problems[0]))
    if row is None:
        raise Unavailable(f"the file {backup} is no backup of Stewardbot's: it names no version")
    if row[0] not in known():
        raise newer(row[0])


def _move_aside(path: Path, now: datetime) -> Path | None:
    """Move the database and its log away together, under one name; None where there is none."""
    if not path.exists():
        for log in LOGS:
            path.with_name(f"{path.name}{log}").unlink(missing_ok=True)
        return None
    aside = path.with_name(f"{path.name}.before-{now:%Y%m%dT%H%M%SZ}")
    if aside.exists():
        raise Unavailable(f"the file {aside} exists already; try again in a second")
    _move(path, aside)
    return aside


def _move(source: Path, target: Path) -> None:
    """Move a database with its log. The log goes first: without its file it does no harm."""
    for log in LOGS:
        with suppress(FileNotFoundError):
            source.with_name(f"{source.name}{log}").rename(target.with_name(f"{target.name}{log}"))
    source.rename(target)


def _onto_disk(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
