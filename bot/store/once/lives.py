"""Which lives of the program this database has seen, and whether another one writes beside them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, select

from bot.core.keys import PROGRAM_SCOPE
from bot.store import memory
from bot.store.sql.tables import deliveries

_LIVES = (PROGRAM_SCOPE, "lives")
_RIVAL = (PROGRAM_SCOPE, "rival", "comment")
_BEGINNING = (PROGRAM_SCOPE, "beginning", "beginning")
_BEHIND = (PROGRAM_SCOPE, "behind", "behind")


def begin(conn: Connection, name: str, now: datetime) -> int:
    """Note that a life begins; whoever was a rival of the last one is to show again.

    Return the newest delivery's place in the order of arrival: up to there, all came before this life.
    """
    last = conn.scalar(select(func.max(deliveries.c.seq))) or 0
    memory.put(conn, *_LIVES, name, {"began": now.isoformat()}, now)
    memory.put(conn, *_BEGINNING, {"began": now.isoformat(), "last": last}, now)
    memory.release(conn, *_RIVAL, now)
    memory.release(conn, *_BEHIND, now)
    return last


def join(conn: Connection, name: str, now: datetime) -> tuple[datetime, int] | None:
    """Note a life beside those that go on, and return when the first of these began, and the newest delivery
    of then; None if that is not known."""
    memory.put(conn, *_LIVES, name, {"began": now.isoformat()}, now)
    return beginning(conn)


def beginning(conn: Connection) -> tuple[datetime, int] | None:
    """Return when the lives that go on began, and the newest delivery of then; None if that is not known."""
    value = memory.read(conn, *_BEGINNING).value
    return (datetime.fromisoformat(value["began"]), int(value["last"])) if value else None


def note_behind(conn: Connection, is_behind: bool, now: datetime) -> None:
    """Note whether GitHub may know of writes that the database does not."""
    memory.put(conn, *_BEHIND, {"behind": is_behind}, now)


def is_behind(conn: Connection) -> bool:
    """Return the same; until somebody has found out, it may."""
    value = memory.read(conn, *_BEHIND).value
    return value is None or bool(value["behind"])


def first_delivery(conn: Connection) -> datetime | None:
    """Return when the oldest delivery came that is stored; what came before is not this database's
    business."""
    oldest: datetime | None = conn.scalar(select(func.min(deliveries.c.received_at)))
    return oldest


def is_known(conn: Connection, name: str) -> bool:
    """Return whether a life belongs to the past of this database."""
    return memory.read(conn, *_LIVES, name).value is not None


def note_rival(conn: Connection, comment: str, now: datetime) -> None:
    """Note the comment that shows that another process writes in our name."""
    memory.put(conn, *_RIVAL, {"comment": comment}, now)


def rival(conn: Connection) -> str:
    """Return the comment that shows that another process writes in our name; empty if there is none."""
    value = memory.read(conn, *_RIVAL).value
    return str(value["comment"]) if value else ""
