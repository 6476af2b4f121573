"""Pauses: an installation that may not write for now, or not everything. They are rows, so that they survive
a restart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    and_,
    bindparam,
    delete,
    exists,
    func,
    literal_column,
    or_,
    select,
)

from bot.core.states import EffectRank, PauseKind
from bot.store.sql.compiled_statement import Prepared
from bot.store.sql.tables import outbox, pauses
from bot.store.sql.upsert import inserting

_p = pauses.c
LONGEST = timedelta(hours=1, minutes=5)
"""Nothing that GitHub limits rests for longer: its hour, and what clocks may differ."""


@dataclass(frozen=True, slots=True)
class WritePause:
    """No writes of an installation until `until`, because of `reason`; only those that the kind holds."""

    installation_id: int
    resource: PauseKind
    until: datetime
    reason: str

    @property
    def end(self) -> datetime | None:
        """Return when it ends; None: when its owner lets it."""
        return None if self.resource is PauseKind.SUSPENDED else self.until

    def holds(self, rank: EffectRank) -> bool:
        """Whether effects of this rank rest."""
        return rank in self.resource.holds


def is_held(now: BindParameter[datetime] | datetime) -> ColumnElement[bool]:
    """An effect of the outbox rests at `now`: its installation does, or with that what is of its rank."""
    # Written out, not bound: the statement is compiled once.
    everything = tuple(EffectRank)
    in_part = [
        and_(
            _p.resource == literal_column(f"'{kind}'"),
            or_(*(outbox.c.rank == literal_column(str(int(rank))) for rank in kind.holds)),
        )
        for kind in PauseKind
        if kind.holds != everything
    ]
    whole: list[ColumnElement[str]] = [
        literal_column(f"'{kind}'") for kind in PauseKind if kind.holds == everything
    ]
    here = _p.installation_id == outbox.c.installation_id
    return exists().where(here, _p.until > now, or_(_p.resource.in_(whole), *in_part)).correlate(outbox)


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


_PAUSED = Prepared(
    select(_p.installation_id, _p.resource, _p.until, _p.reason)
    .where(_p.installation_id == bindparam("id"), _p.until > bindparam("now", type_=_p.until.type))
    .order_by(_p.until)
)


def paused(conn: Connection, installation_id: int, now: datetime) -> list[WritePause]:
    """Return the pauses of an installation that still hold, the longest last."""
    rows = _PAUSED.all(conn, {"id": installation_id, "now": now})
    return [WritePause(id, PauseKind(resource), until, reason) for id, resource, until, reason in rows]


def resume(conn: Connection, installation_id: int, resource: PauseKind | None = None) -> None:
    """End the pauses of an installation: all of them, or the one for `resource`."""
    which = _p.installation_id == installation_id
    conn.execute(delete(pauses).where(which if resource is None else which & (_p.resource == resource)))


def drop_ended(conn: Connection, now: datetime) -> None:
    """Drop pauses that have ended, and those that a clock noted which was ahead and has been put right: only
    where the App is suspended anything rests for longer than an hour."""
    beyond = and_(_p.until > now + LONGEST, _p.resource != PauseKind.SUSPENDED)
    conn.execute(delete(pauses).where(or_(_p.until < now, beyond)))


def rest_ends(conn: Connection, now: datetime) -> dict[str, datetime]:
    """Return when the last rest of each kind ends, in whatever installation, where that is known."""
    query = select(_p.resource, func.max(_p.until)).where(_p.until > now).group_by(_p.resource)
    return dict(conn.execute(query.where(_p.resource != PauseKind.SUSPENDED)).all())


def count(conn: Connection, now: datetime) -> int:
    """Return how many installations rest now."""
    query = select(func.count(_p.installation_id.distinct())).where(_p.until > now)
    return conn.execute(query).scalar_one()
