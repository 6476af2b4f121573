"""What ends without having been done: it is counted and named, so that nobody takes silence for success."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, literal_column, select, update

from bot.core.states import EffectState, OutcomeKind
from bot.store import memory
from bot.store.outbox import is_unsettled
from bot.store.sql.tables import deliveries, outbox

_d, _o = deliveries.c, outbox.c
# The first for the partial index, which the second alone would not be used for.
_DEAD = (_d.state != literal_column("'new'"), _d.state == literal_column("'dead'"))


def dead_deliveries(conn: Connection) -> list[tuple[str, OutcomeKind]]:
    """Return GUIDs and outcomes of all that ended without being decided, oldest first."""
    rows = conn.execute(select(_d.guid, _d.outcome).where(*_DEAD).order_by(_d.seq))
    return [(guid, OutcomeKind(outcome)) for guid, outcome in rows]


def counts(conn: Connection) -> dict[str, int]:
    """Return how many deliveries ended without being decided, by outcome."""
    query = select(_d.outcome, func.count()).where(*_DEAD).group_by(_d.outcome)
    return dict(conn.execute(query).all())


def dead_since(conn: Connection, moment: datetime) -> tuple[int, int]:
    """Return how many deliveries, and how many effects, were given up since a moment (UTC)."""
    given_up = select(func.count()).select_from(deliveries).where(*_DEAD, _d.done_at >= moment)
    # Beside the state itself what the partial index says: only then it is used.
    dead = (_o.state == EffectState.DEAD, ~is_unsettled(), _o.settled_at >= moment)
    effects = select(func.count()).select_from(outbox).where(*dead)
    return conn.scalar(given_up) or 0, conn.scalar(effects) or 0


def fail_effect(conn: Connection, lane: str, note: str, now: datetime, due_at: datetime | None) -> str:
    """Put a lane's first unsettled effect back until `due_at`, or without that end it as dead, and return its
    GUID.

    Nothing of its effect is read, for that may be what cannot be read. What was claimed with it goes back as
    attempted: it may have been sent. The facts of a dead one fall.
    """
    query = select(_o.id, _o.guid, _o.facts).where(is_unsettled(), _o.lane == lane).order_by(_o.id).limit(1)
    head = conn.execute(query).first()
    if head is None:
        return ""
    values: dict[str, Any] = {"state": EffectState.WAITING, "due_at": due_at or now, "note": note}
    behind = and_(_o.lane == lane, _o.guid == head.guid, _o.id > head.id, _o.state == EffectState.INTENT)
    conn.execute(update(outbox).where(behind).values(values))
    if due_at is None:
        values = {"state": EffectState.DEAD, "note": note, "settled_at": now}
        for scope, feature, key in head.facts:
            memory.release(conn, scope, feature, key, now)
    conn.execute(update(outbox).where(_o.id == head.id).values(values))
    return str(head.guid)
