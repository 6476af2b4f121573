"""The durable inbox: what GitHub sent, once a GUID, from the moment it is acknowledged until it is done.

`door` is the side of it where deliveries come in.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    update,
)

from bot.core.states import DeliveryState, OutcomeKind
from bot.store import timers
from bot.store.inbox.arrival import Arrival as Arrival
from bot.store.inbox.arrival import insert
from bot.store.sql.columns import clean
from bot.store.sql.compiled_statement import Prepared, none_of, numbered, one_of, rounded
from bot.store.sql.tables import deliveries
from bot.store.timers import Timer

_d = deliveries.c


@dataclass(frozen=True, slots=True)
class Delivery(Arrival):
    """A stored delivery and what became of it. state: new, done, dead."""

    seq: int
    state: str
    outcome: str | None
    reason: str | None
    attempts: int
    next_at: datetime | None
    done_at: datetime | None
    trace: Any


_COLUMNS = tuple(_d[name] for name in Delivery.__dataclass_fields__)


def _delivery(row: Row[Any] | None) -> Delivery | None:
    return None if row is None else Delivery(**row._mapping)


Also = Callable[[Connection, Sequence[Arrival]], None]
"""What is to be written together with new arrivals, or not at all."""


def put(conn: Connection, arrivals: Iterable[Arrival], also: Also | None = None) -> set[str]:
    """Store what is new, in order of arrival, and return the GUIDs that were new.

    `also` is called with what was new, in the same transaction.
    """
    first: dict[str, Arrival] = {}
    for arrival in arrivals:
        first.setdefault(clean(arrival.guid), arrival)
    if not first:
        return set()
    new = insert(conn, first)
    if also is not None and new:
        also(conn, [arrival for guid, arrival in first.items() if guid in new])
    return new


def _heads(state: ColumnElement[bool]) -> Any:
    return select(func.min(_d.seq)).where(state).group_by(_d.lane)


def is_open() -> ColumnElement[bool]:
    # Written out, not bound: only then the partial index is used.
    return _d.state == literal_column("'new'")


# Built once: building a statement costs more than running it, and these run for every delivery.
_HEAD = Prepared(
    select(*_COLUMNS, timers.OLDEST_DUE.label("timer_due"))
    .where(is_open(), _d.lane == bindparam("lane"))
    .order_by(_d.seq)
    .limit(literal_column("1"))
)


@cache
def _fair(busy: int) -> Prepared:
    """Return the heads of all lanes but so many, those of each repository in turns."""
    heads = (
        select(
            _d.lane,
            _d.received_at,
            _d.seq,
            func.row_number().over(partition_by=_d.repo_id, order_by=_d.seq).label("turn"),
        )
        .where(_d.seq.in_(_heads(is_open())), or_(_d.next_at.is_(None), _d.next_at <= bindparam("now")))
        .where(none_of(_d.lane, "busy", busy))
        .subquery()
    )
    query = select(heads.c.lane, heads.c.received_at).order_by(heads.c.turn, heads.c.seq)
    return Prepared(query.limit(bindparam("most")))


@cache
def _blocked(rung: int) -> Prepared:
    """Return those of so many lanes that have an open delivery."""
    return Prepared(select(_d.lane).where(is_open(), one_of(_d.lane, "rung", rung)).distinct())


_NEXT_TURN = Prepared(
    select(func.min(_d.next_at).label("at")).where(is_open(), _d.next_at > bindparam("now"))
)
_CHANGE = update(deliveries).where(_d.seq == bindparam("open_seq"), is_open())
_END = Prepared(_CHANGE, sets=("state", "next_at", "done_at", "outcome", "reason", "trace"))


def open_lanes(conn: Connection, now: datetime, limit: int, busy: Collection[str] = ()) -> list[str]:
    """At most `limit` lanes with a delivery whose turn it is, or with a timer due.

    The oldest first, but repositories take turns: a flood in one starves no other. A lane whose oldest
    delivery waits for its next try waits as a whole. `busy` lanes are left out.
    """
    busy = rounded(busy)
    values = {"now": now, "most": limit, **numbered("busy", busy)}
    arrived: dict[str, datetime] = dict(_fair(len(busy)).all(conn, values))
    rung = {lane: at for lane, at in timers.due_lanes(conn, now, limit, busy) if lane not in arrived}
    if rung:
        names = rounded(rung)
        closed = {row.lane for row in _blocked(len(names)).all(conn, numbered("rung", names))}
        rung = {lane: at for lane, at in rung.items() if lane not in closed}
    # Timers have their share however many deliveries come in.
    overdue = min(rung.values(), default=now) < min(arrived.values(), default=now)
    share = min(len(rung), max(limit - len(arrived), limit // 4, int(overdue)))
    return [*list(arrived)[: limit - share], *list(rung)[:share]]


def next_in_lane(conn: Connection, lane: str, now: datetime) -> Delivery | Timer | None:
    """Return what the lane has to do now: its oldest open delivery or due timer, whichever is older.

    None when there is nothing, or when the oldest delivery waits for its next try.
    """
    row = _HEAD.first(conn, {"lane": lane, "now": now})
    if row is None:
        return timers.due_in_lane(conn, lane, now)
    *fields, timer_due = row
    head = Delivery(*fields)
    if head.next_at is not None and head.next_at > now:
        return None
    if timer_due is not None and timer_due < head.received_at:
        return timers.due_in_lane(conn, lane, now)
    return head


def done(conn: Connection, seq: int, outcome: OutcomeKind, reason: str, trace: Any, now: datetime) -> bool:
    """End a delivery; False when somebody else has ended it before."""
    end = {"open_seq": seq, "next_at": None, "state": DeliveryState.DONE, "done_at": now}
    values = {"outcome": outcome, "reason": reason, "trace": trace}
    return _END.change(conn, end | values) == 1


def failed(
    conn: Connection,
    seq: int,
    reason: str,
    next_at: datetime | None,
    dead: bool,
    now: datetime,
    *,
    attempts: int | None = None,
    outcome: OutcomeKind = OutcomeKind.DEAD,
) -> None:
    """A failed attempt: again at `next_at`, or `dead` for good with an `outcome`, which frees the lane.

    One more is counted, or as many as `attempts` says.
    """
    ending: dict[str, Any] = {"state": DeliveryState.DEAD, "outcome": outcome, "done_at": now} if dead else {}
    values = {"reason": reason, "next_at": None if dead else next_at} | ending
    counted = _d.attempts + 1 if attempts is None else attempts
    conn.execute(_CHANGE.values(attempts=counted), {"open_seq": seq} | values)


def oldest_open(conn: Connection) -> datetime | None:
    """Return when the oldest delivery arrived that is not done; None when all are."""
    # Not by `seq` itself: SQLite would walk along it through all that ended, instead of the few open ones.
    query = select(_d.received_at).where(is_open()).order_by(_d.seq + literal_column("0")).limit(1)
    return conn.scalars(query).first()


def next_turn(conn: Connection, now: datetime) -> datetime | None:
    """Return the first time after `now` at which a failed delivery is to be tried again."""
    at: datetime | None = _NEXT_TURN.first(conn, {"now": now}).at
    return at


def by_guid(conn: Connection, guid: str) -> Delivery | None:
    """Return one delivery."""
    return _delivery(conn.execute(select(*_COLUMNS).where(_d.guid == guid)).first())


def _all(conn: Connection, *conditions: ColumnElement[bool]) -> list[Delivery]:
    rows = conn.execute(select(*_COLUMNS).where(*conditions).order_by(_d.seq))
    return [Delivery(**row._mapping) for row in rows]


def of_subject(conn: Connection, repo_id: int, number: int) -> list[Delivery]:
    """Return all deliveries about a subject, oldest first."""
    return _all(conn, _d.repo_id == repo_id, _d.number == number)


def since(conn: Connection, moment: datetime) -> list[Delivery]:
    """Return all deliveries that arrived at `moment` or later, oldest first."""
    return _all(conn, _d.received_at >= moment)


def known(conn: Connection, guids: Sequence[str]) -> set[str]:
    """Return which of these GUIDs are stored, whatever became of them."""
    stored: set[str] = set()
    for start in range(0, len(guids), 500):
        stored.update(conn.scalars(select(_d.guid).where(_d.guid.in_(guids[start : start + 500]))))
    return stored


def last_of(conn: Connection, repo_id: int, most: int | None = None) -> datetime | None:
    """Return when the last delivery about a repository came in; `most`: of those up to that place in the
    order of arrival."""
    query = select(_d.received_at).where(_d.repo_id == repo_id).order_by(_d.seq.desc()).limit(1)
    return conn.scalars(query if most is None else query.where(_d.seq <= most)).first()


def newest_with(conn: Connection, outcome: OutcomeKind) -> Delivery | None:
    """Return the latest delivery that ended with an outcome."""
    query = select(*_COLUMNS).where(_d.outcome == outcome).order_by(_d.seq.desc()).limit(1)
    return _delivery(conn.execute(query).first())


def counts(conn: Connection) -> dict[tuple[str, str], int]:
    """Return how many deliveries there are by (state, outcome); the outcome of an open one is empty."""
    ended = select(_d.state, _d.outcome, func.count()).where(_d.state != literal_column("'new'"))
    by_outcome = {
        (state, outcome or ""): count
        for state, outcome, count in conn.execute(ended.group_by(_d.state, _d.outcome))
    }
    waiting = conn.execute(select(func.count()).select_from(deliveries).where(is_open())).scalar_one()
    return by_outcome | ({(DeliveryState.NEW, ""): waiting} if waiting else {})
