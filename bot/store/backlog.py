"""How the store is: what waits, and why, and whether it can be written. For `/readyz` and `/metrics`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, case, func, literal_column, select

from bot.core.states import EffectState
from bot.store import inbox, memory
from bot.store.sql.tables import outbox, pauses

_o = outbox.c


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is not done yet.

    `effects` by why they wait: `due` (their turn comes), `ahead` (their moment has not come), `retry` (an
    attempt failed), `sent` (in hand, the answer is awaited), `paused` (their installation rests).
    `pauses` are the resting installations by what holds them. `delivery` and `effect` say since when the
    oldest of each waits.
    """

    effects: dict[str, int]
    pauses: dict[str, int]
    delivery: datetime | None
    effect: datetime | None


def backlog(conn: Connection, now: datetime) -> Backlog:
    """Count what waits at `now`."""
    # Written out, not bound: only then the partial index is used.
    waits = _o.state.in_((literal_column("'waiting'"), literal_column("'intent'")))
    resting = select(pauses.c.installation_id).where(pauses.c.until > now)
    why = case(
        (_o.state == EffectState.INTENT, "sent"),
        (_o.installation_id.in_(resting), "paused"),
        (and_(_o.due_at > now, _o.attempts > 0), "retry"),
        (_o.due_at > now, "ahead"),
        else_="due",
    )
    effects = select(why.label("why"), func.count()).where(waits).group_by("why")
    by_resource = (
        select(pauses.c.resource, func.count()).where(pauses.c.until > now).group_by(pauses.c.resource)
    )
    return Backlog(
        effects=dict(conn.execute(effects).all()),
        pauses=dict(conn.execute(by_resource).all()),
        delivery=inbox.oldest_open(conn),
        effect=conn.scalar(select(func.min(_o.created_at)).where(waits)),
    )


def probe(conn: Connection, now: datetime) -> None:
    """Write something that takes room, over what was written the last time: fails where writing fails."""
    padding = "." * 16_384
    memory.put(conn, "house", "readiness", "probe", {"at": now.isoformat(), "padding": padding}, now)
