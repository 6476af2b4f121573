"""Who carries out which effect of the outbox, and how it ends.

Per lane strictly in the order of their ids: a lane whose first effect waits, waits as a whole. A claim
(`intent`) is committed before anything is sent; its `fence` keeps whoever lost the claim from settling it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    update,
)

from bot.core.effects import is_answer
from bot.core.states import EffectState
from bot.store import memory
from bot.store.outbox import Row, changed, is_unsettled
from bot.store.sql.compiled_statement import Prepared, none_of, numbered
from bot.store.sql.tables import outbox, pauses

_o = outbox.c
_NOW = bindparam("now", type_=_o.due_at.type)

LOOKS = 2
"""How often what may have been sent is looked for: one list that lacks it may be older than it."""


def is_due() -> ColumnElement[bool]:
    """To be claimed at `now`: due, or claimed by somebody whose lease has run out."""
    return or_(
        and_(_o.state == EffectState.WAITING, _o.due_at <= _NOW),
        and_(_o.state == EffectState.INTENT, _o.lease_at <= _NOW),
    )


# Built once: building a statement costs more than running it, and these run for every delivery.
@cache
def _due_lanes(busy: int) -> Prepared:
    """Of all lanes but so many, those of each repository in turns."""
    heads = (
        select(
            _o.lane,
            _o.due_at,
            _o.id,
            func.row_number().over(partition_by=_o.repo_id, order_by=(_o.due_at, _o.id)).label("turn"),
        )
        .where(_o.id.in_(select(func.min(_o.id)).where(is_unsettled()).group_by(_o.lane)), is_due())
        .where(none_of(_o.lane, "busy", busy))
        .where(_o.installation_id.not_in(select(pauses.c.installation_id).where(pauses.c.until > _NOW)))
        .subquery()
    )
    query = select(heads.c.lane).order_by(heads.c.turn, heads.c.due_at, heads.c.id)
    return Prepared(query.limit(bindparam("most")))


_CLAIMABLE = Prepared(
    select(_o.id, _o.guid, _o.kind, _o.feature, is_due().label("is_due"))
    .where(is_unsettled(), _o.lane == bindparam("lane"))
    .order_by(_o.id)
)
_MOMENTS = tuple(
    Prepared(select(func.min(moment).label("at")).where(moment > _NOW, *conditions))
    for moment, *conditions in (
        (_o.due_at, is_unsettled(), _o.state == EffectState.WAITING),
        (_o.lease_at, is_unsettled(), _o.state == EffectState.INTENT),
        (pauses.c.until,),
    )
)


def due_lanes(conn: Connection, now: datetime, limit: int, busy: Collection[str] = ()) -> list[str]:
    """Return lanes whose first unsettled effect is due and whose installation is not paused.

    The longest due first, but repositories take turns: a flood in one starves no other.
    """
    values = {"now": now, "most": limit, **numbered("busy", busy)}
    return [row.lane for row in _due_lanes(len(busy)).all(conn, values)]


def claim(conn: Connection, lane: str, now: datetime, deadline: datetime, lease: datetime) -> list[Row]:
    """Take the effects of the lane's first delivery that are due, in order, and commit to sending them.

    The answer to a text with commands is taken by itself, once all before it is settled.
    What is claimed must be sent before `deadline`; after `lease` somebody else may take it. Each claim is
    an attempt. Empty when nothing is due, or the first effect is in somebody's hands.
    """
    taken: list[Any] = []
    for row in _CLAIMABLE.all(conn, {"lane": lane, "now": now}):
        if not row.is_due or (taken and row.guid != taken[0].guid):
            break
        if taken and is_answer(row.kind, row.feature) and not is_answer(taken[-1].kind, taken[-1].feature):
            break
        taken.append(row)
    if not taken:
        return []
    claimed = (
        update(outbox)
        # The state is asked again: between the two somebody else may have been faster.
        .where(_o.id.in_([row.id for row in taken]), is_due())
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
    return changed(conn, claimed, {"now": now})


def claimed(conn: Connection, lane: str) -> str:
    """Return the key of the first effect of a lane if somebody is about it; else nothing."""
    query = select(_o.key, _o.state).where(is_unsettled(), _o.lane == lane).order_by(_o.id).limit(1)
    head = conn.execute(query).first()
    return str(head.key) if head is not None and head.state == EffectState.INTENT else ""


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
    claimed = {"claimed": id, "by": fence}
    row = _FACTS.first(conn, claimed)
    if row is None:
        return False
    end = {"state": state, "remote_id": remote_id, "note": note, "settled_at": now}
    _SETTLE.change(conn, {**claimed, **end})
    for scope, feature, key in row.facts if state != EffectState.DONE else ():
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


def _claimed(id: int | BindParameter[int], fence: int | BindParameter[int]) -> ColumnElement[bool]:
    return and_(_o.id == id, _o.fence == fence, _o.state == EffectState.INTENT)


_THE_CLAIMED = _claimed(bindparam("claimed"), bindparam("by"))
_FACTS = Prepared(select(_o.facts).where(_THE_CLAIMED))
_SETTLE = Prepared(update(outbox).where(_THE_CLAIMED), sets=("state", "remote_id", "note", "settled_at"))


def next_due(conn: Connection, now: datetime) -> datetime | None:
    """Return the first time after `now` at which an effect may become due; None when nothing waits."""
    instants = (query.first(conn, {"now": now}).at for query in _MOMENTS)
    return min(filter(None, instants), default=None)
