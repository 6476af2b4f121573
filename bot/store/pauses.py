"""Pauses: an installation that may not write for now. They are rows, so that they survive a restart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, select

from bot.core.states import PauseKind
from bot.store.sql.tables import pauses
from bot.store.sql.upsert import inserting

_p = pauses.c


@dataclass(frozen=True, slots=True)
class WritePause:
    """No writes of an installation until `until`, because of `reason`."""

    installation_id: int
    resource: str
    until: datetime
    reason: str


def pause(conn: Connection, installation_id: int, resource: PauseKind, until: datetime, reason: str) -> None:
    """Rest until then; of two pauses for one resource the longer holds."""
    statement = inserting(conn.dialect.name, pauses).values(
        installation_id=installation_id, resource=resource, until=until, reason=reason
    )
    conn.execute(
        statement.on_conflict_do_update(
            index_elements=["installation_id", "resource"],
            set_={"until": statement.excluded.until, "reason": statement.excluded.reason},
            where=_p.until < statement.excluded.until,
        )
    )


def paused(conn: Connection, installation_id: int, now: datetime) -> list[WritePause]:
    """Return the pauses of an installation that still hold, the longest last."""
    query = (
        select(_p.installation_id, _p.resource, _p.until, _p.reason)
        .where(_p.installation_id == installation_id, _p.until > now)
        .order_by(_p.until)
    )
    return [WritePause(*row) for row in conn.execute(query)]


def resume(conn: Connection, installation_id: int, resource: PauseKind | None = None) -> None:
    """End the pauses of an installation: all of them, or the one for `resource`."""
    which = _p.installation_id == installation_id
    conn.execute(delete(pauses).where(which if resource is None else which & (_p.resource == resource)))


def count(conn: Connection, now: datetime) -> int:
    """Return how many installations rest now."""
    query = select(func.count(_p.installation_id.distinct())).where(_p.until > now)
    return conn.execute(query).scalar_one()
