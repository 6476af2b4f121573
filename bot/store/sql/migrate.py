"""Bringing a database up to date."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine

from bot.store.once import owner
from bot.store.sql.connections import disposed, engine_for, file_of, upgrading
from bot.store.sql.errors import Unavailable
from bot.store.sql.tables import metadata
from bot.store.sql.urls import normal
from bot.store.sql.versions import is_current, known, migrations, newer, stamp, version


def upgrade(url: str, app: int | None = None) -> bool:
    """Make the database, or bring it up to date; False when it was already. It is that `app`'s from then on.

    A database in memory needs none of this. Raises `NewerDatabase`, `OtherApp` or `Unavailable`, before
    anything is written.
    """
    url = normal(url)
    if url.startswith("sqlite") and file_of(url) is None:
        return False
    with _engine(url, create=True) as engine, upgrading(engine) as conn:
        # Asked under the lock: another process may be about the same work.
        is_new, is_up_to_date = version(conn) is None, _is_current(conn)
        is_owned = not is_new and app is not None and owner.refuse_other(conn, app)
        if is_new and conn.dialect.name == "sqlite":
            make(conn)
        elif not is_up_to_date:
            run_steps(conn)
        if app is not None and not is_owned:
            owner.claim(conn, app)
        if conn.dialect.name == "sqlite":
            _forget_statistics(conn)
        return not is_up_to_date


def _forget_statistics(conn: Connection) -> None:
    """Drop what an `ANALYZE` of somebody's left in a file: with it SQLite takes other ways than those that
    are measured: through every person there is, or all of the ledger (measured with 200,000 lines of it: the
    page of newcomers takes more than twice the work).

    https://www.sqlite.org/fileformat2.html#stat1tab says that these tables may be dropped.
    """
    names = conn.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE name IN ('sqlite_stat1', 'sqlite_stat4')"
    ).scalars()
    for name in names.all():
        conn.exec_driver_sql(f"DROP TABLE {name}")


def is_behind(url: str) -> bool:
    """Return whether there is a database that an upgrade would change. Raise as `at_head`."""
    path = file_of(normal(url))
    if path is None and normal(url).startswith("sqlite"):
        return False
    if path is not None and not os.path.exists(path):
        return False
    with _engine(normal(url), create=False) as engine, engine.connect() as conn:
        return version(conn) is not None and not _is_current(conn)


def steps_to_come(url: str) -> list[str]:
    """Return the names of the steps that a database still has to take, oldest first. Raise as `at_head`."""
    with _engine(normal(url), create=False) as engine, engine.connect() as conn:
        current = version(conn) or ""
        if current and current not in known():
            raise newer(current)
    files = sorted((migrations() / "versions").glob("[0-9]*_*.py"))
    return [file.stem.replace("_", " ") for file in files if file.name.partition("_")[0] > current]


def at_head(url: str) -> bool:
    """Return whether the database has the tables this program wants. Raise `NewerDatabase` or
    `Unavailable`."""
    with _engine(normal(url), create=False) as engine, engine.connect() as conn:
        return _is_current(conn)


def refuse_place(url: str) -> None:
    """Raise `Unavailable` where the database is a file that is not there and cannot be made."""
    path = file_of(normal(url))
    # Not `Path.exists`, which raises where the folder cannot be looked into.
    if path is None or os.path.exists(path) or os.access(path.absolute().parent, os.W_OK):
        return
    try:
        path.absolute().parent.stat()
    except OSError as failure:
        raise Unavailable(_not_made(path, failure.strerror)) from None
    raise Unavailable(_not_made(path, os.strerror(errno.EACCES)))


def _not_made(path: Path | None, reason: str | None) -> str:
    where = path.absolute() if path is not None else "of DATABASE_URL"
    mend = "let DATABASE_URL name a place that this user may write to"
    return f"the database file {where} cannot be made: {reason}; {mend}"


@contextmanager
def _engine(url: str, *, create: bool) -> Iterator[Engine]:
    path = file_of(url)
    if path is not None and not create and not os.path.exists(path):
        raise Unavailable(f"there is no database file {path}; `stewardbot db upgrade` makes it")
    try:
        engine = engine_for(url, create=create)
    except OSError as failure:
        raise Unavailable(_not_made(path, failure.strerror)) from failure
    with disposed(engine):
        yield engine


def _is_current(conn: Connection) -> bool:
    current = version(conn)
    if current is not None and current not in known():
        raise newer(current)
    return is_current(conn)


def make(conn: Connection) -> None:
    """All tables of a new file in one go: what the steps would make, a good deal sooner.

    On PostgreSQL they make more: the jobs of the fleet.
    """
    metadata.create_all(conn)
    stamp(conn)


def is_ours(_: object, name: str | None, *__: object) -> bool:
    """For alembic's comparisons: whether a table or an index is one that `tables` names."""
    of_jobs = ("procrastinate_", "stewardbot_jobs", "idx_procrastinate")
    of_words = ("similar_index", "ix_similar_texts_words")
    return not (name or "").startswith((*of_jobs, *of_words))


def run_steps(conn: Connection, *, down_to: str | None = None) -> None:
    """Take a database from the version it has to the newest, step by step, or back to one before."""
    from alembic import command  # noqa: PLC0415  most starts need none of it
    from alembic.config import Config  # noqa: PLC0415  most starts need none of it

    config = Config()
    config.set_main_option("script_location", str(migrations()).replace("%", "%%"))
    config.attributes["connection"] = conn
    if down_to is None:
        command.upgrade(config, "head")
    else:
        command.downgrade(config, down_to)
