"""Copies and checks of a database that may be in use."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.store.sql.connections import engine_for, file_of
from bot.store.sql.errors import Unavailable, outage
from bot.store.sql.urls import is_on_server, normal
from bot.store.upkeep import on_server, remains


def backup(url: str, target: Path) -> int:
    """Copy a SQLite database to the new file `target` as it is at one moment, and return its size in bytes.

    Nobody is kept from writing meanwhile. Raises `Unavailable` with the reason; for a server's database that
    is how to copy it.
    """
    if is_on_server(url):
        raise Unavailable(on_server.how_to_copy(url, target))
    engine = _engine(url)
    try:
        # Made by us first, so that it is readable to us alone; SQLite takes an empty file for none.
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        raise Unavailable(
            f"the file {target} exists already, and a backup never overwrites: choose another name"
        ) from None
    except OSError as failure:
        raise Unavailable(f"the file {target} cannot be written: {failure.strerror}") from failure
    try:
        # Past SQLAlchemy, which would begin a transaction: VACUUM runs outside of any.
        raw = engine.raw_connection()
        try:
            raw.cursor().execute("VACUUM INTO ?", (str(target),))
        finally:
            raw.close()
        with target.open("rb") as copy:
            os.fsync(copy.fileno())
        # What is not noted, since the database is older than this program, is found if it lies beside it.
        with (
            suppress(SQLAlchemyError),
            engine.connect().execution_options(immediate=True) as conn,
            conn.begin(),
        ):
            remains.note_backup(conn, target)
        return target.stat().st_size
    except Exception as failure:
        target.unlink(missing_ok=True)
        raise outage(failure) or Unavailable(str(failure)) from failure
    finally:
        engine.dispose()


def integrity(url: str) -> list[str]:
    """Return what is wrong inside a database, one line each; empty when it is sound."""
    engine = _engine(url)
    try:
        with engine.connect() as conn:
            if is_on_server(url):
                return on_server.damages(conn)
            problems = [str(row[0]) for row in conn.exec_driver_sql("PRAGMA integrity_check")]
            problems += [
                f"foreign key: {tuple(row)}" for row in conn.exec_driver_sql("PRAGMA foreign_key_check")
            ]
            return [problem for problem in problems if problem != "ok"]
    except Exception as failure:
        raise outage(failure) or Unavailable(str(failure)) from failure
    finally:
        engine.dispose()


def _engine(url: str) -> Engine:
    path = file_of(normal(url))
    if path is None and not is_on_server(url):
        raise Unavailable("a database in memory needs no looking after")
    if path is not None and not path.exists():
        raise Unavailable(f"there is no database file {path}")
    return engine_for(normal(url))
