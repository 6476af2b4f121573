"""INSERT … ON CONFLICT, which both databases have and SQLAlchemy spells once for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, bindparam, update
from sqlalchemy.dialects import sqlite

from bot.store.sql.compiled_statement import Prepared

if TYPE_CHECKING:
    from sqlalchemy.dialects.postgresql import Insert


def inserting(dialect: str, table: Table) -> sqlite.Insert | Insert:
    """Return an INSERT into `table` that can say, in this dialect, what is to happen on a conflict."""
    if dialect == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415  a start on SQLite is quicker without

    return postgresql.insert(table)


def change(conn: Connection, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Give some columns of a row new values: an index that has none of them is left alone."""
    if values:
        _changing(table, tuple(values)).change(conn, {**values, **{f"of_{name}": key[name] for name in key}})


@cache
def _changing(table: Table, names: tuple[str, ...]) -> Prepared:
    row = [column == bindparam(f"of_{column.name}") for column in table.primary_key]
    return Prepared(update(table).where(*row), sets=names)


def upsert(conn: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows by their primary key: new ones are added, others get the values given, if there are any
    besides the key."""
    for row in rows:
        _upserting(conn.dialect.name, table, tuple(row)).change(conn, row)


@cache
def _upserting(dialect: str, table: Table, names: tuple[str, ...]) -> Prepared:
    # Building a statement costs more than running it: the same few come again and again.
    statement = inserting(dialect, table)
    keys = [column.name for column in table.primary_key]
    changed = {name: statement.excluded[name] for name in names if name not in keys}
    if not changed:
        return Prepared(statement.on_conflict_do_nothing(), sets=names)
    return Prepared(statement.on_conflict_do_update(index_elements=keys, set_=changed), sets=names)
