"""How the store is: what waits, and why, and whether it can be written. For `/readyz` and `/metrics`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, and_, case, func, literal_column, select

from bot.core.keys import PROGRAM_SCOPE
from bot.core.states import UNSETTLED, EffectState
from bot.store import dead_work, inbox, memory
from bot.store.once import lives
from bot.store.pauses import is_held
from bot.store.sql.tables import outbox, pauses

_o = outbox.c

# Written out, not bound: only then the partial index is used.
_UNSETTLED: tuple[ColumnElement[str], ...] = tuple(literal_column(f"'{state}'") for state in UNSETTLED)


class WaitReason(StrEnum):
    """Why an effect waits."""

    DUE = "due"
    """Its turn comes."""
    AHEAD = "ahead"
    """Its moment has not come."""
    RETRY = "retry"
    """An attempt failed; it is tried again later."""
    SENT = "sent"
    """It is in hand; the answer is awaited."""
    PAUSED = "paused"
    """Its installation rests, or with that what is of its rank."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is not done yet.

    `effects` are counted by why they wait. `pauses` are the resting installations by what holds them.
    `delivery` and `effect` say since when the oldest of each waits.
    """

    effects: dict[WaitReason, int]
    pauses: dict[str, int]
    delivery: datetime | None
    effect: datetime | None
    rival: str = ""
    """The comment that shows that another process writes in our name; nothing is written since."""
    dead: dict[str, int] = field(default_factory=dict)
    """Deliveries that ended without being decided, by their outcome (`dead`, `set aside`), and `effects`."""


def backlog(conn: Connection, now: datetime) -> Backlog:
    """Count what waits at `now`."""
    why_waiting = case(
        (_o.state == EffectState.INTENT, WaitReason.SENT.value),
        (is_held(now), WaitReason.PAUSED.value),
        (and_(_o.due_at > now, _o.attempts > 0), WaitReason.RETRY.value),
        (_o.due_at > now, WaitReason.AHEAD.value),
        else_=WaitReason.DUE.value,
    )
    effects = select(why_waiting.label("why"), func.count()).where(_o.state.in_(_UNSETTLED)).group_by("why")
    by_resource = (
        select(pauses.c.resource, func.count()).where(pauses.c.until > now).group_by(pauses.c.resource)
    )
    return Backlog(
        effects={WaitReason(why): count for why, count in conn.execute(effects)},
        pauses=dict(conn.execute(by_resource).all()),
        delivery=inbox.oldest_open(conn),
        rival=lives.rival(conn),
        effect=conn.scalar(select(func.min(_o.created_at)).where(_o.state.in_(_UNSETTLED))),
        dead=dead_work.counts(conn) | _dead_effects(conn),
    )


def effects_by_state(conn: Connection) -> dict[str, int]:
    """Return how many effects there are by state."""
    counts: dict[str, int] = {}
    for some in (_o.state.in_(_UNSETTLED), _o.state.not_in(_UNSETTLED)):
        counts.update(conn.execute(select(_o.state, func.count()).where(some).group_by(_o.state)).all())
    return counts


def effects_by_rank(conn: Connection) -> dict[int, int]:
    """Return how many effects wait by their rank."""
    query = select(_o.rank, func.count()).where(_o.state.in_(_UNSETTLED)).group_by(_o.rank)
    return dict(conn.execute(query).all())


def _dead_effects(conn: Connection) -> dict[str, int]:
    # Beside the state itself what the partial index says: only then it is used.
    dead = and_(_o.state == EffectState.DEAD, _o.state.not_in(_UNSETTLED))
    count = conn.scalar(select(func.count()).select_from(outbox).where(dead))
    return {"effects": count} if count else {}


def probe(conn: Connection, now: datetime) -> None:
    """Write something that takes room, over what was written the last time: fails where writing fails."""
    padding = "." * 16_384
    memory.put(conn, PROGRAM_SCOPE, "readiness", "probe", {"at": now.isoformat(), "padding": padding}, now)
