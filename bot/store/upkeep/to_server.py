"""From a SQLite file into an empty database on a server: every row, open work included, in one transaction.

Whatever waits goes on there. Its first life looks on GitHub for what the last one on the file may have sent,
as after any start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, exc, func, inspect, select, text

from bot.store.jobs import suspects
from bot.store.sql import migrate
from bot.store.sql.connections import disposed, engine_for, file_of
from bot.store.sql.errors import Unavailable
from bot.store.sql.in_hand import deaths_beside
from bot.store.sql.runner_lock import RunnerLock
from bot.store.sql.tables import metadata
from bot.store.sql.urls import is_on_server, normal
from bot.store.sql.versions import version
from bot.store.upkeep import forgotten_file, remains

Progress = Callable[[str, int, int], None]
"""Hears of a table how many of its rows are copied, and how many there are."""

AT_ONCE = 10_000
"""Rows between two words of progress."""


def copy(source: str, target: str, progress: Progress = lambda *_: None) -> dict[str, int]:
    """Copy a database in a file into an empty one on a server; rows by table.

    Nobody may work on either meanwhile. Raise `AlreadyRunning` or `Unavailable` before anything is written;
    whatever goes wrong later leaves the tables on the server empty. The file is only read.
    """
    source, target = normal(source), normal(target)
    file = _source_file(source)
    if not is_on_server(target):
        raise Unavailable("a database is copied to a server: name it as postgresql://user@host/database")
    with ExitStack() as stack:
        stack.enter_context(RunnerLock(source))
        if not migrate.at_head(source):
            raise Unavailable("the database is behind this program: run `stewardbot db upgrade` first")
        here = stack.enter_context(disposed(engine_for(source)))
        # Nobody else writes to the file until the copy is complete.
        old = stack.enter_context(here.connect().execution_options(immediate=True))
        stack.enter_context(old.begin())
        _refuse_returned(old, file)
        stack.enter_context(RunnerLock(target))
        there = stack.enter_context(disposed(engine_for(target)))
        _refuse_used(there)
        migrate.upgrade(target)
        with there.begin() as new:
            return _copy(old, new, file, progress)


def _source_file(url: str) -> Path:
    if is_on_server(url):
        raise Unavailable(
            "DATABASE_URL is a server's already: what is copied is the SQLite file that it named before"
        )
    file = file_of(url)
    if file is None or not file.exists():
        raise Unavailable(f"there is no database file {file or 'to copy'}")
    return file


def _refuse_returned(conn: Connection, file: Path) -> None:
    """No file goes with the database that would have a restored one forget again: it does that first."""
    if forgotten_file.beside(file) - remains.marks(conn):
        raise Unavailable(
            "this file is older than the last request to be forgotten: "
            "let `stewardbot serve` work on it for a minute, which forgets them again, and then copy it"
        )


def _refuse_used(engine: Engine) -> None:
    with engine.begin() as conn:
        names = set(inspect(conn).get_table_names())
        if version(conn) is None and names:
            raise Unavailable(
                f"the database to copy to has a table {min(names)} of another program: name an empty one"
            )
        _refuse_rows(conn, [table for table in metadata.sorted_tables if table.name in names])


def _refuse_rows(conn: Connection, tables: Iterable[Table]) -> None:
    for table in tables:
        if conn.execute(select(1).select_from(table).limit(1)).first():
            raise Unavailable(
                f"the database to copy to is not empty (there are rows in {table.name}): name an empty one"
            )


def _copy(old: Connection, new: Connection, file: Path, progress: Progress) -> dict[str, int]:
    tables = metadata.sorted_tables
    # Before the first look: what a web process stores meanwhile waits, and comes after what is copied.
    new.execute(text(f"LOCK TABLE {', '.join(table.name for table in tables)} IN ACCESS EXCLUSIVE MODE"))
    _refuse_rows(new, tables)
    counts = {table.name: _copy_table(old, new, table, progress) for table in tables}
    for table in tables:
        _go_on_counting(old, new, table)
    for work, deaths in deaths_beside(file).items():
        suspects.note(new, work, deaths)
    remains.note_backup(new, file)
    new.execute(text("ANALYZE"))
    return counts


def _copy_table(old: Connection, new: Connection, table: Table, progress: Progress) -> int:
    count = select(func.count()).select_from(table)
    total = old.scalar(count) or 0
    # As the two drivers have them: both databases keep the same numbers and texts, and taking each apart to
    # put it together again takes several times as long.
    names, order = (
        ", ".join(f'"{column.name}"' for column in columns) for columns in (table.columns, table.primary_key)
    )
    reading: Any = old.connection.driver_connection
    writing: Any = new.connection.driver_connection
    rows = reading.execute(f"SELECT {names} FROM {table.name} ORDER BY {order}")  # noqa: S608  our own names
    with _drivers_errors(new), writing.cursor().copy(f"COPY {table.name} ({names}) FROM STDIN") as stream:
        for number, row in enumerate(rows, 1):
            stream.write_row(row)
            if number % AT_ONCE == 0 or number == total:
                progress(table.name, number, total)
    arrived = new.scalar(count)
    if arrived != total:
        raise Unavailable(f"of {total} rows in {table.name} {arrived} arrived, so nothing was copied")
    return total


@contextmanager
def _drivers_errors(conn: Connection) -> Iterator[None]:
    """Raise what the driver says itself as SQLAlchemy does, so that it is explained."""
    try:
        yield
    except conn.dialect.loaded_dbapi.Error as failure:
        raise exc.OperationalError("COPY", None, failure) from failure


def _go_on_counting(old: Connection, new: Connection, table: Table) -> None:
    """No number is given twice, also none whose row is gone."""
    if (column := table.autoincrement_column) is None:
        return
    given = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
    last = max(old.scalar(given, {"name": table.name}) or 0, old.scalar(select(func.max(column))) or 0)
    if last:
        new.execute(select(func.setval(func.pg_get_serial_sequence(table.name, column.name), last)))
