"""How a database is connected to, whatever spelling its URL has."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool, QueuePool

from bot.store.sql.errors import LOCKED, Locked, Overtaken, explained
from bot.store.sql.versions import refuse_newer

LOCK_WAIT = 5.0
"""Seconds to wait for another program's write before the database counts as locked."""

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    # 16 MB of log instead of 4: what is changed often is copied into the file less often.
    "wal_autocheckpoint=4000",
    "foreign_keys=ON",
    # What is deleted is overwritten: builds of SQLite differ in that.
    "secure_delete=ON",
)


def file_of(url: str) -> Path | None:
    """Return the file of a SQLite database (URL in `normal` form); None in memory and for PostgreSQL."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or (parsed.database or ":memory:") == ":memory:":
        return None
    return Path(parsed.database or "")


def engine_for(url: str, *, create: bool = False) -> Engine:
    """Return an engine on `url` (in `normal` form); `create` makes a missing SQLite file, readable to us
    alone."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        from bot.store.sql.postgres import engine_on  # noqa: PLC0415  a start on SQLite is quicker without

        return engine_on(url)
    path = file_of(url)
    arguments: dict[str, Any] = {"timeout": LOCK_WAIT, "check_same_thread": False}
    if path is None:
        engine = create_engine(parsed, connect_args=arguments, poolclass=NullPool)
    else:
        if create and not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        engine = create_engine(
            parsed, connect_args=arguments, poolclass=QueuePool, pool_size=8, max_overflow=8
        )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


@contextmanager
def upgrading(engine: Engine) -> Iterator[Connection]:
    """A transaction in which tables may be made and changed: nobody else does meanwhile."""
    if engine.dialect.name != "sqlite":
        from bot.store.sql import postgres  # noqa: PLC0415  a start on SQLite is quicker without

        with postgres.upgrading(engine) as conn:
            yield conn
        return
    with engine.connect().execution_options(immediate=True) as conn, conn.begin():
        yield conn


@contextmanager
def disposed(engine: Engine) -> Iterator[Engine]:
    """Close an engine in the end, and say why where its database cannot be used (`explained`)."""
    try:
        with explained():
            yield engine
    except Overtaken as reason:  # Who works with an engine of its own does not begin anew.
        raise Locked(LOCKED) from reason
    finally:
        engine.dispose()


@cache
def engine_in_memory() -> Engine:
    """Return the engine of all databases in memory: each connection is one of its own.

    They share what statements were compiled to, which costs more than running them once.
    """
    return engine_for("sqlite://")


def _prepare(connection: Any, _: Any) -> None:
    # The driver's own transactions begin too late (at the first write): we begin them ourselves.
    connection.isolation_level = None
    cursor = connection.cursor()
    refuse_newer(cursor)
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(conn: Connection) -> None:
    begin = "BEGIN IMMEDIATE" if conn.get_execution_options().get("immediate", False) else "BEGIN"
    # Straight to the driver: going through SQLAlchemy costs more than it does.
    driver: Any = conn.connection.driver_connection
    try:
        driver.execute(begin)
    except sqlite3.Error as failure:  # In the words of SQLAlchemy, like any other.
        raise DBAPIError.instance(begin, None, failure, sqlite3.Error) from failure
