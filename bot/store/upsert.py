"""INSERT … ON CONFLICT, which both databases have and SQLAlchemy spells once for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite


def inserting(conn: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT into `table` that can say what is to happen on a conflict."""
    return sqlite.insert(table) if conn.dialect.name == "sqlite" else postgresql.insert(table)


def upsert(conn: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows by their primary key: new ones are added, others get the values given."""
    if rows:
        conn.execute(_upserting(conn.dialect.name, table, tuple(rows[0])), [dict(row) for row in rows])


@cache
def _upserting(dialect: str, table: Table, names: tuple[str, ...]) -> Executable:
    # Building a statement costs more than running it: the same few come again and again.
    statement = sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
    keys = [column.name for column in table.primary_key]
    changed = {name: statement.excluded[name] for name in names if name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=changed)
