"""Which version of the tables a database has, and which this program wants. No Alembic: it starts slowly."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, select

from bot.store.sql.errors import FOREIGN, NewerDatabase, Unavailable

_version_table = Table(
    "alembic_version", MetaData(), Column("version_num", String(32), primary_key=True, nullable=False)
)


def migrations() -> Path:
    """Return the folder of the steps: beside the package `bot`, in the source tree as when installed.

    Never by the import name: the folder in which somebody runs the program may have a `migrations` too.
    """
    return Path(__file__).parents[3] / "migrations"


@cache
def known() -> tuple[str, ...]:
    """Return all versions this program knows, oldest first: the numbers its steps' files begin with."""
    files = (migrations() / "versions").glob("[0-9]*_*.py")
    return tuple(sorted(file.name.partition("_")[0] for file in files))


def version(conn: Connection) -> str | None:
    """Return the version of a database; None for one without tables."""
    if not inspect(conn).has_table(_version_table.name):
        return None
    return conn.scalars(select(_version_table.c.version_num)).first()


def refuse_newer(cursor: Any) -> None:
    """Raise `NewerDatabase` for a SQLite file of a version this program does not know; asked of each
    connection before anything else, so that no command can forget it."""
    if cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone() is None:
        return
    row = cursor.execute("SELECT version_num FROM alembic_version").fetchone()
    if row is not None and row[0] not in known():
        raise newer(row[0])


def newer(version: str) -> Unavailable:
    """Return the sentence for a database of a version this program does not know: ours are numbers."""
    if not version.isdecimal():
        return Unavailable(FOREIGN)
    return NewerDatabase(
        f"the database has version {version}, made by a newer Stewardbot (this one knows up to "
        f"{known()[-1]}): install the newer program, or restore a backup from before"
    )


def is_current(conn: Connection) -> bool:
    """Return whether the database has the version this program wants."""
    return version(conn) == known()[-1]


def stamp(conn: Connection) -> None:
    """Note that a database whose tables were made in one go has the newest version."""
    _version_table.create(conn)
    conn.execute(_version_table.insert().values(version_num=known()[-1]))
