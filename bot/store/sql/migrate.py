"""Bringing a database up to date."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from bot.store.sql.connections import disposed, engine_for, file_of, upgrading
from bot.store.sql.errors import Unavailable
from bot.store.sql.tables import metadata
from bot.store.sql.urls import normal
from bot.store.sql.versions import is_current, known, migrations, newer, stamp, version


def upgrade(url: str) -> bool:
    """Make the database, or bring it up to date; False when it was already.

    A database in memory needs none of this. Raises `NewerDatabase` or `Unavailable`.
    """
    url = normal(url)
    if url.startswith("sqlite") and file_of(url) is None:
        return False
    with _engine(url, create=True) as engine, upgrading(engine) as conn:
        # Asked under the lock: another process may be about the same work.
        if _is_current(conn):
            return False
        if version(conn) is None:
            make(conn)
        else:
            run_steps(conn)
        return True


def at_head(url: str) -> bool:
    """Return whether the database has the tables this program wants. Raise `NewerDatabase` or
    `Unavailable`."""
    with _engine(normal(url), create=False) as engine, engine.connect() as conn:
        return _is_current(conn)


@contextmanager
def _engine(url: str, *, create: bool) -> Iterator[Engine]:
    path = file_of(url)
    if path is not None and not create and not path.exists():
        raise Unavailable(f"there is no database file {path}; `stewardbot db upgrade` makes it")
    try:
        engine = engine_for(url, create=create)
    except OSError as failure:
        raise Unavailable(f"the database file {path} cannot be made: {failure.strerror}") from failure
    with disposed(engine):
        yield engine


def _is_current(conn: Connection) -> bool:
    current = version(conn)
    if current is not None and current not in known():
        raise newer(current)
    return is_current(conn)


def make(conn: Connection) -> None:
    """All tables of a new database in one go: what the steps would make, a good deal sooner."""
    metadata.create_all(conn)
    stamp(conn)


def run_steps(conn: Connection) -> None:
    """Take a database from the version it has to the newest, step by step."""
    from alembic import command  # noqa: PLC0415  most starts need none of it
    from alembic.config import Config  # noqa: PLC0415  most starts need none of it

    config = Config()
    config.set_main_option("script_location", str(migrations()).replace("%", "%%"))
    config.attributes["connection"] = conn
    command.upgrade(config, "head")
