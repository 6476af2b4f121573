"""INSERT … ON CONFLICT, which both databases have and SQLAlchemy spells once for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Executable, Table
from sqlalchemy.dialects import sqlite

if TYPE_CHECKING:
    from sqlalchemy.dialects.postgresql import Insert


def inserting(conn: Connection, table: Table) -> sqlite.Insert | Insert:
    """An INSERT into `table` that can say what is to happen on a conflict."""
    return _inserting(conn.dialect.name, table)


def _inserting(dialect: str, table: Table) -> sqlite.Insert | Insert:
    if dialect == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415  a start on SQLite is quicker without

    return postgresql.insert(table)


def upsert(conn: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows by their primary key: new ones are added, others get the values given."""
    if rows:
        conn.execute(_upserting(conn.dialect.name, table, tuple(rows[0])), [dict(row) for row in rows])


@cache
def _upserting(dialect: str, table: Table, names: tuple[str, ...]) -> Executable:
    # Building a statement costs more than running it: the same few come again and again.
    statement = _inserting(dialect, table)
    keys = [column.name for column in table.primary_key]
    changed = {name: statement.excluded[name] for name in names if name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=changed)
