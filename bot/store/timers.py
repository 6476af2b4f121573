"""Timers: what is to happen later, and jobs, which happen once a slot."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    case,
    delete,
    func,
    literal_column,
    select,
    update,
)

from bot.core.keys import TimerKey
from bot.core.ports.clock import EPOCH
from bot.core.states import TimerState
from bot.store.lanes import lane as lane_of
from bot.store.revision import journal
from bot.store.sql.compiled_statement import Prepared, none_of, numbered
from bot.store.sql.tables import timers
from bot.store.sql.upsert import inserting

_t = timers.c

FIRST_SYNC = ("engine", "first_sync")
"""Feature and key of the timer of a repository's first sync."""
CAME = "came"
"""In its data: when we learnt of the repository (ISO, UTC)."""


@dataclass(frozen=True, slots=True)
class NewTimer:
    """A wake-up of `feature` on a subject (`number` None: on the repository). `slot` only for jobs."""

    repo_id: int
    owner_id: int
    installation_id: int
    number: int | None
    feature: str
    key: str
    due_at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)
    slot: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer(NewTimer):
    """A stored wake-up."""

    id: int
    lane: str
    key: TimerKey
    data: dict[str, Any]
    rung: int
    """Which ring of this wake-up comes next. It stays, also moved, tried again or taken back."""
    attempts: int


_COLUMNS = tuple(_t[name] for name in Timer.__dataclass_fields__)
_KEY = ("repo_id", "number", "feature", "key", "slot")


def _timer(row: Any) -> Timer:
    fields = row._asdict()
    return Timer(**fields | {"number": fields["number"] or None})


def is_pending() -> ColumnElement[bool]:
    # Written out, not bound: only then the partial index is used.
    return _t.state == literal_column("'waiting'")


# Built once: it runs for every delivery.
@cache
def _due_lanes(busy: int) -> Prepared:
    """Of all lanes but so many."""
    return Prepared(
        select(_t.lane, func.min(_t.due_at).label("since"))
        .where(is_pending(), _t.due_at <= bindparam("now"), none_of(_t.lane, "busy", busy))
        .group_by(_t.lane)
        .order_by(func.min(_t.due_at))
        .limit(bindparam("most"))
    )


_NEXT = Prepared(select(func.min(_t.due_at).label("at")).where(is_pending(), _t.due_at > bindparam("after")))
_DUE_IN_LANE = Prepared(
    select(*_COLUMNS)
    .where(is_pending(), _t.lane == bindparam("lane"), _t.due_at <= bindparam("now"))
    .order_by(_t.due_at, _t.id)
    .limit(literal_column("1"))
)
OLDEST_DUE = (
    select(func.min(_t.due_at))
    .where(is_pending(), _t.lane == bindparam("lane"), _t.due_at <= bindparam("now"))
    .scalar_subquery()
)
"""Since when a timer of `lane` is due at `now`; null when none is."""


def _values(timer: NewTimer) -> dict[str, Any]:
    return {
        "repo_id": timer.repo_id,
        "owner_id": timer.owner_id,
        "installation_id": timer.installation_id,
        "number": timer.number or 0,
        "lane": lane_of(timer.repo_id, timer.number),
        "feature": timer.feature,
        "key": timer.key,
        "slot": timer.slot,
        "due_at": timer.due_at,
        "rung": int(timer.due_at.timestamp()),
        "data": dict(timer.data),
        "state": TimerState.WAITING,
        "attempts": 0,
    }


_PLACE = tuple(_t[name] == bindparam(name) for name in _KEY)
_STORED = Prepared(select(timers).where(*_PLACE))
_FORGET = Prepared(delete(timers).where(*_PLACE))
_JOB = _PLACE[:-1]
_LATEST_SLOT = Prepared(select(func.max(_t.slot).label("slot")).where(*_JOB))
_FORGET_SLOTS = Prepared(
    delete(timers).where(*_JOB, _t.slot < bindparam("slot"), _t.state != literal_column("'waiting'"))
)
_DONE = Prepared(
    update(timers).where(_t.id == bindparam("timer"), is_pending(), _t.due_at == bindparam("at")),
    sets=("state",),
)
_SETS = (*_KEY, "owner_id", "installation_id", "lane", "due_at", "rung", "data", "state", "attempts")


@cache
def _adding(dialect: str) -> Prepared:
    return Prepared(inserting(dialect, timers).on_conflict_do_nothing(index_elements=_KEY), sets=_SETS)


@cache
def _setting(dialect: str) -> Prepared:
    statement = inserting(dialect, timers)
    changed: dict[str, Any] = {name: statement.excluded[name] for name in _SETS if name not in _KEY}
    changed["rung"] = case((is_pending(), _t.rung), else_=_t.rung + 1)
    return Prepared(statement.on_conflict_do_update(index_elements=_KEY, set_=changed), sets=_SETS)


def set(conn: Connection, timer: NewTimer) -> None:
    """Wake at `due_at`; a timer of the same subject, feature and key is replaced."""
    values = _values(timer)
    _keep(conn, timer.repo_id, timer.number, timer.feature, timer.key, timer.slot)
    _setting(conn.dialect.name).change(conn, values)


def cancel(conn: Connection, repo_id: int, number: int | None, feature: str, key: str) -> None:
    """Forget a timer; nothing happens when there is none."""
    _keep(conn, repo_id, number, feature, key)
    place = (repo_id, number or 0, feature, key, "")
    _FORGET.change(conn, dict(zip(_KEY, place, strict=True)))


def claim_slot(conn: Connection, job: NewTimer) -> bool:
    """Let a job wake for its slot; False when this or a later slot had its turn before.

    Slots are compared as text: write them so that the later is the greater (ISO, UTC). Only the latest
    slot of a job is kept.
    """
    values = _values(job)
    latest = _LATEST_SLOT.first(conn, values).slot
    if latest is not None:
        if latest >= job.slot:
            return False
        _FORGET_SLOTS.change(conn, values)
    return _adding(conn.dialect.name).change(conn, values) == 1


def due(conn: Connection, now: datetime, limit: int) -> list[Timer]:
    """Timers whose time has come, the longest overdue first."""
    query = select(*_COLUMNS).where(is_pending(), _t.due_at <= now).order_by(_t.due_at, _t.id).limit(limit)
    return [_timer(row) for row in conn.execute(query)]


def due_lanes(
    conn: Connection, now: datetime, limit: int, busy: Collection[str] = ()
) -> list[tuple[str, datetime]]:
    """Return lanes with a timer due and since when, the longest overdue first."""
    values = {"now": now, "most": limit, **numbered("busy", busy)}
    return [(lane, at) for lane, at in _due_lanes(len(busy)).all(conn, values)]


def due_in_lane(conn: Connection, lane: str, now: datetime) -> Timer | None:
    """Return the timer of a lane that is longest overdue."""
    row = _DUE_IN_LANE.first(conn, {"lane": lane, "now": now})
    return None if row is None else _timer(row)


def of_subject(conn: Connection, repo_id: int, number: int) -> list[Timer]:
    """Return what will wake on a subject, the next first."""
    query = select(*_COLUMNS).where(is_pending(), _t.repo_id == repo_id, _t.number == number)
    return [_timer(row) for row in conn.execute(query.order_by(_t.due_at, _t.id))]


def next_due(conn: Connection, after: datetime = EPOCH) -> datetime | None:
    """Return when the next timer is due, of those that are due after a moment; None when none waits."""
    at: datetime | None = _NEXT.first(conn, {"after": after}).at
    return at


def data_of(
    conn: Connection, repo_id: int, number: int | None, feature: str, key: str
) -> dict[str, Any] | None:
    """Return the data of a timer, also of one that has rung; None when there is none."""
    place = (_t.repo_id == repo_id, _t.number == (number or 0), _t.feature == feature, _t.key == key)
    return conn.scalars(select(_t.data).where(*place)).first()


def is_waiting(conn: Connection, repo_id: int, number: int | None, feature: str, key: str) -> bool:
    """Return whether such a timer is set."""
    place = (_t.repo_id == repo_id, _t.number == (number or 0), _t.feature == feature, _t.key == key)
    return conn.scalars(select(_t.id).where(is_pending(), *place)).first() is not None


def done(conn: Connection, timer: Timer) -> bool:
    """The wake-up has been handled; False when it was set anew, cancelled or handled meanwhile.

    To be called before the timers of that same decision are set.
    """
    _keep(conn, timer.repo_id, timer.number, timer.feature, timer.key, timer.slot)
    place = {"timer": timer.id, "at": timer.due_at}
    return _DONE.change(conn, {**place, "state": TimerState.DONE}) == 1


def failed(conn: Connection, timer: Timer, next_at: datetime | None, dead: bool) -> None:
    """Count a failed attempt: again at `next_at`, or `dead` for good."""
    later = {} if next_at is None else {"due_at": next_at}
    _change(conn, timer, {"attempts": _t.attempts + 1} | ({"state": TimerState.DEAD} if dead else later))


def _change(conn: Connection, timer: Timer, values: dict[str, Any]) -> bool:
    changed = conn.execute(
        update(timers)
        .where(_t.id == timer.id, _t.state == TimerState.WAITING, _t.due_at == timer.due_at)
        .values(**values)
    )
    return changed.rowcount == 1


def _keep(conn: Connection, repo_id: int, number: int | None, feature: str, key: str, slot: str = "") -> None:
    """Note in the journal, where one is open, the timer that is about to be changed."""
    notes, place = journal.current(), (repo_id, number or 0, feature, key, slot)
    if notes is None or place in notes.timers:
        return
    row = _STORED.first(conn, dict(zip(_KEY, place, strict=True)))
    fields = row._asdict() if row else None
    notes.timers[place] = fields and {**fields, "due_at": fields["due_at"].isoformat()}


def put_back(conn: Connection, place: journal.TimerPlace, row: dict[str, Any] | None) -> None:
    """Put a timer back as it was before, under its id; not where another has that by now."""
    if row is None:
        conn.execute(delete(timers).where(_at(*place)))
        return
    values = {**row, "due_at": datetime.fromisoformat(row["due_at"])}
    if conn.execute(update(timers).where(_at(*place)).values(values)).rowcount == 0:
        conn.execute(inserting(conn.dialect.name, timers).values(values).on_conflict_do_nothing())


def _at(repo_id: int, number: int, feature: str, key: str, slot: str) -> ColumnElement[bool]:
    place = (repo_id, number, feature, key, slot)
    return and_(*(_t[name] == value for name, value in zip(_KEY, place, strict=True)))


def stop(conn: Connection, repo_ids: Collection[int]) -> None:
    """Forget all that waits in repositories that the App has left."""
    conn.execute(delete(timers).where(is_pending(), _t.repo_id.in_(repo_ids)))
