"""Who carries out which effect of the outbox, and how it ends.

Per lane strictly in the order of their ids: where one waits, those behind it wait. A claim (`intent`) is
committed before anything is sent; its `fence` keeps whoever lost the claim from settling it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
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

from bot.core.effects import is_answer
from bot.core.states import EffectRank, EffectState
from bot.store import memory
from bot.store.outbox import Row, changed, is_unsettled
from bot.store.pauses import is_held
from bot.store.sql.compiled_statement import Prepared, none_of, numbered, rounded
from bot.store.sql.tables import created_content, outbox, pauses

_o = outbox.c
_NOW = bindparam("now", type_=_o.due_at.type)

_MOVES = "transfer"
LOOKS = 2
"""How often what may have been sent is looked for: one list that lacks it may be older than it."""


def is_due() -> ColumnElement[bool]:
    """To be claimed at `now`: due, or claimed by somebody whose lease has run out."""
    return or_(
        and_(_o.state == EffectState.WAITING, _o.due_at <= _NOW),
        and_(_o.state == EffectState.INTENT, _o.lease_at <= _NOW),
    )


class Head(NamedTuple):
    """What is known of an effect before it is claimed."""

    id: int
    guid: str
    kind: str
    feature: str
    rank: EffectRank
    installation_id: int
    repo_id: int
    state: EffectState
    note: str


HEAD = Head._fields


# Built once: building a statement costs more than running it, and these run for every delivery.
@cache
def _due_lanes(busy: int) -> Prepared:
    """Of all lanes but so many, those of each repository in turns, and first whoever said nothing for
    longest."""
    content = created_content.c
    served_at = select(func.max(content.at)).where(content.repo_id == _o.repo_id).correlate(outbox)
    heads = (
        select(
            _o.lane,
            _o.due_at,
            _o.id,
            _o.rank,
            case(
                (_o.rank == literal_column(str(int(EffectRank.CONTENT))), served_at.scalar_subquery()),
                else_=literal_column("NULL"),
            ).label("served_at"),
            func.row_number()
            .over(partition_by=_o.repo_id, order_by=(_o.rank, _o.due_at, _o.id))
            .label("turn"),
        )
        .where(_o.id.in_(select(func.min(_o.id)).where(is_unsettled()).group_by(_o.lane)), is_due())
        .where(none_of(_o.lane, "busy", busy))
        .where(~is_held(_NOW))
        .subquery()
    )
    row = heads.c
    order = (row.turn, row.rank, func.coalesce(row.served_at, literal_column("0")), row.due_at, row.id)
    query = select(row.lane).order_by(*order)
    return Prepared(query.limit(bindparam("most")))


_CLAIMABLE = Prepared(
    select(*(_o[name] for name in HEAD), is_due().label("is_due"))
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
    """Return lanes whose first unsettled effect is due and does not rest.

    Repositories take turns, so that a flood in one starves no other; of each, labels and people come before
    words, words before edits, and then what is due for longest.
    """
    busy = rounded(busy)
    values = {"now": now, "most": limit, **numbered("busy", busy)}
    return [row.lane for row in _due_lanes(len(busy)).all(conn, values)]


def claim(
    conn: Connection,
    lane: str,
    now: datetime,
    deadline: datetime,
    lease: datetime,
    may_go: Callable[[Head], bool] = lambda _: True,
    *,
    along: bool = False,
) -> list[Row]:
    """Take the effects of the lane's first delivery that are due, in order, and commit to sending them.

    `may_go` is asked of each, until it says no: from there on they wait. The answer to a text with commands
    is taken by itself, once all before it is settled, or `along` with that: it can be corrected. So it is
    with what moves the subject away, behind which there is nothing left to answer on. What is claimed must be
    sent before `deadline`; after `lease` somebody else may take it. Each claim is an attempt.
    Empty when nothing is due, or the first effect is in somebody's hands.
    """
    taken: list[Any] = []
    rows = _CLAIMABLE.all(conn, {"lane": lane, "now": now})
    answers = [row for row in rows if rows[0].guid == row.guid and is_answer(row.kind, row.feature)]
    along = along or any(row.kind == _MOVES and row.guid == rows[0].guid for row in rows)
    for row in rows:
        if not row.is_due or (taken and row.guid != taken[0].guid):
            break
        if taken and row in answers and taken[-1] not in answers and not along:
            break
        if not may_go(_head(row)):
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


def _head(row: Any) -> Head:
    *fields, _ = row
    return Head(*fields)._replace(rank=EffectRank(row.rank), state=EffectState(row.state))


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


def defer(conn: Connection, id: int, due_at: datetime | None, note: str) -> None:
    """Note why an effect that nobody claimed does not go out now; where a time is given, it is due then."""
    values = {"note": note} | ({} if due_at is None else {"due_at": due_at})
    conn.execute(update(outbox).where(_o.id == id, _o.state == EffectState.WAITING).values(values))


def _claimed(id: int | BindParameter[int], fence: int | BindParameter[int]) -> ColumnElement[bool]:
    return and_(_o.id == id, _o.fence == fence, _o.state == EffectState.INTENT)


_THE_CLAIMED = _claimed(bindparam("claimed"), bindparam("by"))
_FACTS = Prepared(select(_o.facts).where(_THE_CLAIMED))
_SETTLE = Prepared(update(outbox).where(_THE_CLAIMED), sets=("state", "remote_id", "note", "settled_at"))


def next_due(conn: Connection, now: datetime) -> datetime | None:
    """Return the first time after `now` at which an effect may become due; None when nothing waits."""
    instants = (query.first(conn, {"now": now}).at for query in _MOMENTS)
    return min(filter(None, instants), default=None)
