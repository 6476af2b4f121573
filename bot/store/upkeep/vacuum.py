"""Making the database small again: what is old goes, and the file gives its room back to the disk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from bot.store.sql.connections import disposed, engine_for, file_of
from bot.store.sql.errors import Unavailable
from bot.store.sql.runner_lock import AlreadyRunning, RunnerLock
from bot.store.sql.urls import is_on_server, normal
from bot.store.upkeep import on_server, remains, retention
from bot.store.upkeep.retention import USUAL, Retention


@dataclass(frozen=True, slots=True)
class Vacuumed:
    """How many rows were thinned out, and how many bytes the disk got back.

    `given_back` is None where the file was left as it is: a server works on it, which would have to wait
    for minutes.
    """

    rows: int
    given_back: int | None


def vacuum(url: str, now: datetime, keep: Retention = USUAL) -> Vacuumed:
    """Thin out all that is old at `now`, then give the room back. Raise `Unavailable` with the reason."""
    path = file_of(normal(url))
    if path is not None and not path.exists():
        raise Unavailable(f"there is no database file {path}")
    with disposed(engine_for(normal(url))) as engine:
        rows = _thin_out(engine, now, keep)
        if path is None:
            return Vacuumed(rows, on_server.shrink(engine) if is_on_server(url) else 0)
        try:
            with RunnerLock(url):
                return Vacuumed(rows, _shrink(engine, path))
        except AlreadyRunning:
            return Vacuumed(rows, None)


def _thin_out(engine: Engine, now: datetime, keep: Retention) -> int:
    """In many short transactions, so that a server beside us is never kept waiting."""
    total = 0
    while True:
        with engine.connect().execution_options(immediate=True) as conn, conn.begin():
            gone = retention.thin_out(conn, now, keep)
        if not gone:
            return total
        total += gone


def _shrink(engine: Engine, path: Path) -> int:
    # Past SQLAlchemy, which would begin a transaction: VACUUM runs outside of any.
    raw, is_empty = engine.raw_connection(), False
    try:
        cursor = raw.cursor()
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        before = path.stat().st_size
        cursor.execute("VACUUM")
        is_empty = not cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        return before - path.stat().st_size
    finally:
        raw.close()
        if is_empty:
            with engine.connect().execution_options(immediate=True) as conn, conn.begin():
                remains.settle(conn)
