"""The outbox: effects decided and not yet, or already, carried out.

Per lane strictly in the order of their ids: a lane whose first effect waits, waits as a whole. A claim
(`intent`) is committed before anything is sent; its `fence` keeps whoever lost the claim from settling it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
    update,
)

from bot.core.effects import Outward, parse
from bot.core.states import EffectState
from bot.store import memory
from bot.store.memory import Place
from bot.store.sql.tables import outbox, pauses
from bot.store.sql.upsert import inserting

_o = outbox.c

LOOKS = 2
"""How often what may have been sent is looked for: one list that lacks it may be older than it."""


@dataclass(frozen=True, slots=True)
class NewRow:
    """An effect to be carried out (`state` waiting), or only noted (observed).

    `number` 0 is the repository itself. `facts` are memories that fall if the effect never gets out.
    """

    key: str
    guid: str
    lane: str
    ordinal: int
    installation_id: int
    repo_id: int
    repository: str
    number: int
    effect: Outward
    due_at: datetime
    created_at: datetime
    state: EffectState = EffectState.WAITING
    facts: Sequence[Place] = ()
    look_from: datetime | None = None
    """Back to when GitHub is looked at for it before it is sent; None: it cannot be there."""
    attempts: int = 0
    looks: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A stored effect."""

    id: int
    key: str
    guid: str
    lane: str
    ordinal: int
    installation_id: int
    repo_id: int
    repository: str
    number: int
    feature: str
    kind: str
    because: str
    effect: Outward
    facts: tuple[Place, ...]
    state: EffectState
    attempts: int
    due_at: datetime
    deadline_at: datetime | None
    lease_at: datetime | None
    fence: int
    remote_id: int | None
    note: str
    created_at: datetime
    settled_at: datetime | None
    looks: int
    look_from: datetime | None


_COLUMNS = tuple(_o[name] for name in Row.__dataclass_fields__)


def _row(row: Any) -> Row:
    fields = dict(row._mapping)
    facts = tuple((scope, feature, key) for scope, feature, key in fields["facts"])
    state = EffectState(fields["state"])
    return Row(**fields | {"state": state, "effect": parse(fields["effect"]), "facts": facts})


def _whole(value: Any) -> Any:
    """JSON of an effect with what the public contract leaves out, because we need it again."""
    if isinstance(value, BaseModel):
        return {name: _whole(getattr(value, name)) for name in type(value).model_fields}
    return [_whole(item) for item in value] if isinstance(value, tuple | list) else value


def add(conn: Connection, rows: Iterable[NewRow]) -> list[str]:
    """Store effects in order, and return the keys that were new. A key that is there already adds nothing."""
    values = [
        {name: getattr(row, name) for name in NewRow.__dataclass_fields__}
        | {
            "feature": row.effect.feature,
            "kind": row.effect.effect,
            "because": row.effect.because,
            "effect": _whole(row.effect),
            "facts": [list(fact) for fact in row.facts],
            "settled_at": None if row.state == EffectState.WAITING else row.created_at,
            "looks": max(row.looks, int(row.look_from is not None)),
        }
        for row in rows
    ]
    if not values:
        return []
    statement = inserting(conn, outbox).on_conflict_do_nothing(index_elements=["key"]).returning(_o.key)
    return list(conn.execute(statement, values).scalars())


_UNSETTLED: tuple[ColumnElement[str], ...] = (literal_column("'waiting'"), literal_column("'intent'"))
_NOW = bindparam("now", type_=_o.due_at.type)


def is_unsettled() -> ColumnElement[bool]:
    """Decided, and neither carried out nor given up."""
    # Written out, not bound: only then the partial index is used.
    return _o.state.in_(_UNSETTLED)


def _is_due() -> ColumnElement[bool]:
    """To be claimed at `now`: due, or claimed by somebody whose lease has run out."""
    return or_(
        and_(_o.state == EffectState.WAITING, _o.due_at <= _NOW),
        and_(_o.state == EffectState.INTENT, _o.lease_at <= _NOW),
    )


# Built once: building a statement costs more than running it, and these run for every delivery.
_DUE_HEADS = (
    select(
        _o.lane,
        _o.due_at,
        _o.id,
        func.row_number().over(partition_by=_o.repo_id, order_by=(_o.due_at, _o.id)).label("turn"),
    )
    .where(_o.id.in_(select(func.min(_o.id)).where(is_unsettled()).group_by(_o.lane)), _is_due())
    .where(_o.lane.not_in(bindparam("busy", expanding=True)))
    .where(_o.installation_id.not_in(select(pauses.c.installation_id).where(pauses.c.until > _NOW)))
    .subquery()
)
_DUE_LANES = (
    select(_DUE_HEADS.c.lane)
    .order_by(_DUE_HEADS.c.turn, _DUE_HEADS.c.due_at, _DUE_HEADS.c.id)
    .limit(bindparam("most"))
)
_CLAIMABLE = (
    select(_o.id, _o.guid, _is_due().label("is_due"))
    .where(is_unsettled(), _o.lane == bindparam("lane"))
    .order_by(_o.id)
)
_MOMENTS = (
    select(func.min(_o.due_at)).where(is_unsettled(), _o.state == EffectState.WAITING, _o.due_at > _NOW),
    select(func.min(_o.lease_at)).where(is_unsettled(), _o.state == EffectState.INTENT, _o.lease_at > _NOW),
    select(func.min(pauses.c.until)).where(pauses.c.until > _NOW),
)


def due_lanes(conn: Connection, now: datetime, limit: int, busy: Collection[str] = ()) -> list[str]:
    """Lanes whose first unsettled effect is due and whose installation is not paused.

    The longest due first, but repositories take turns: a flood in one starves no other.
    """
    return list(conn.scalars(_DUE_LANES, {"now": now, "busy": list(busy), "most": limit}))


def claim(conn: Connection, lane: str, now: datetime, deadline: datetime, lease: datetime) -> list[Row]:
    """Take the effects of the lane's first delivery that are due, in order, and commit to sending them.

    What is claimed must be sent before `deadline`; after `lease` somebody else may take it. Each claim is
    an attempt. Empty when nothing is due, or the first effect is in somebody's hands.
    """
    ids: list[int] = []
    guid: str | None = None
    for row in conn.execute(_CLAIMABLE, {"lane": lane, "now": now}):
        if not row.is_due or guid not in (None, row.guid):
            break
        guid = row.guid
        ids.append(row.id)
    if not ids:
        return []
    conn.execute(
        update(outbox)
        .where(_o.id.in_(ids))
        .values(
            state=EffectState.INTENT,
            attempts=_o.attempts + 1,
            fence=_o.fence + 1,
            deadline_at=deadline,
            lease_at=lease,
            # Whoever had it may have sent it.
            looks=case((_o.state == EffectState.INTENT, LOOKS), else_=_o.looks),
        )
    )
    return matching(conn, _o.id.in_(ids))


def settle(
    conn: Connection,
    id: int,
    fence: int,
    state: EffectState,
    *,
    remote_id: int | None,
    note: str,
    now: datetime,
) -> bool:
    """End an effect as done, dead or refused; False when the claim was lost meanwhile.

    The facts of one that never got out fall with it.
    """
    claimed = _claimed(id, fence)
    facts = conn.scalars(select(_o.facts).where(claimed)).first()
    if facts is None:
        return False
    conn.execute(
        update(outbox).where(claimed).values(state=state, remote_id=remote_id, note=note, settled_at=now)
    )
    for scope, feature, key in facts if state != EffectState.DONE else ():
        memory.release(conn, scope, feature, key, now)
    return True


def retry(
    conn: Connection, id: int, fence: int, due_at: datetime, note: str, looks: int | None = None
) -> bool:
    """Put an effect back until `due_at`, to be looked for `looks` times before it is sent (None: as before).

    False when the claim was lost meanwhile.
    """
    values = {"state": EffectState.WAITING, "due_at": due_at, "note": note}
    values |= {} if looks is None else {"looks": looks}
    return conn.execute(update(outbox).where(_claimed(id, fence)).values(values)).rowcount == 1


def postpone(conn: Connection, id: int, fence: int, due_at: datetime, note: str) -> bool:
    """Like `retry`, for an attempt that did not come to be and counts for nothing."""
    values = {"state": EffectState.WAITING, "due_at": due_at, "note": note, "attempts": _o.attempts - 1}
    return conn.execute(update(outbox).where(_claimed(id, fence)).values(values)).rowcount == 1


def _claimed(id: int, fence: int) -> ColumnElement[bool]:
    return and_(_o.id == id, _o.fence == fence, _o.state == EffectState.INTENT)


def next_due(conn: Connection, now: datetime) -> datetime | None:
    """The first time after `now` at which an effect may become due; None when nothing waits."""
    instants = (conn.scalars(query, {"now": now}).first() for query in _MOMENTS)
    return min(filter(None, instants), default=None)


def of_subject(conn: Connection, repo_id: int, number: int) -> list[Row]:
    """All effects on a subject, in their order."""
    return matching(conn, _o.repo_id == repo_id, _o.number == number)


def by_key(conn: Connection, key: str) -> Row | None:
    """The effect with this once-only key."""
    return next(iter(matching(conn, _o.key == key)), None)


def of_guid(conn: Connection, guid: str) -> list[Row]:
    """All effects of a delivery, in their order."""
    return matching(conn, _o.guid == guid)


def since(conn: Connection, moment: datetime) -> list[Row]:
    """All effects that were decided at `moment` or later, in their order."""
    return matching(conn, _o.created_at >= moment)


def matching(conn: Connection, *conditions: ColumnElement[bool]) -> list[Row]:
    """All effects that fit, in their order."""
    return [_row(row) for row in conn.execute(select(*_COLUMNS).where(*conditions).order_by(_o.id))]
