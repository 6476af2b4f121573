"""Decisions of which nothing was said yet: taken back whole, and their cause decided afresh.

What such a decision remembered, set as timers and entered in the ledger is put back as it was before, so the
ordinary road decides its delivery or timer again by what holds now. The once-only keys stay the same.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    and_,
    bindparam,
    case,
    delete,
    literal_column,
    or_,
    select,
    update,
)

from bot.core import effects as fx
from bot.core.states import UNSETTLED, EffectState
from bot.store import memory, outbox, snapshot, timers
from bot.store.lanes import SHORTEST_SHA
from bot.store.outbox import NewRow, Row
from bot.store.outbox.queue import LOOKS
from bot.store.revision.journal import Journal, TimerPlace
from bot.store.sql.compiled_statement import Prepared
from bot.store.sql.tables import decisions, deliveries, ledger
from bot.store.sql.tables import outbox as outbox_table
from bot.store.sql.upsert import upsert

_d, _o = decisions.c, outbox_table.c
_LANE: BindParameter[str] = bindparam("lane")
_STALE, _FRESH = (bindparam(name, type_=_d.since.type) for name in ("stale", "fresh"))
_WAITS = select(_o.guid).where(outbox.is_unsettled(), _o.lane == _LANE)
_CAME_IN = select(deliveries.c.seq).where(
    deliveries.c.state == literal_column("'new'"), deliveries.c.lane == _LANE
)
# Built once: it runs for every delivery.
_OLD = Prepared(
    select(_d.guid)
    .where(_d.lane == _LANE, _d.since < _STALE, _d.guid.in_(_WAITS))
    .where(or_(_d.decided_at < _STALE, and_(_d.decided_at < _FRESH, _CAME_IN.exists())))
    .limit(literal_column("1"))
)
_LEFT = select(_o.id).where(
    _o.guid == bindparam("guid"),
    _o.lane == _LANE,
    or_(*(_o.state == state for state in (*UNSETTLED, EffectState.DEAD))),
)
_FORGET_SETTLED = Prepared(
    delete(decisions).where(_d.guid == bindparam("guid"), _d.lane == _LANE, ~_LEFT.exists())
)
WAITED = "it waited longer than half an hour, and is decided afresh"
"""Note of an effect that was taken back, until it is known what became of it."""


def keep(
    conn: Connection,
    guid: str,
    rows: Sequence[NewRow],
    journal: Journal,
    *,
    cause: TimerPlace | None,
    since: datetime,
    now: datetime,
) -> None:
    """Keep what a decision wrote over, with its lane, else with the first; its cause came in at `since`.

    `cause` is the timer that it is, if it is one.
    """
    lanes = list(dict.fromkeys(row.lane for row in rows if row.state == EffectState.WAITING))
    if not lanes:
        return
    parts: dict[str, dict[str, list[Any]]] = {lane: {"memories": [], "timers": []} for lane in lanes}
    for (scope, feature, key), before in journal.memories.items():
        part = parts.get(scope.partition(":")[2], parts[lanes[0]])
        after = memory.read(conn, scope, feature, key).value
        part["memories"].append([scope, feature, key, before, after])
    for place, row in journal.timers.items():
        own = parts.get(f"{place[0]}#{place[1]}", parts[lanes[0]])
        # The timer that is the cause itself goes with each part: whichever is taken back, it wakes again.
        for part in parts.values() if place == cause else (own,):
            part["timers"].append([*place, row])
    common = {"guid": guid, "since": since, "decided_at": now}
    upsert(conn, decisions, [{**common, "lane": lane, "before": before} for lane, before in parts.items()])


def is_old(conn: Connection, lane: str, now: datetime, stale: timedelta, fresh: timedelta) -> bool:
    """Return whether something that waits in a lane is to be looked at again before it is sent.

    Its cause is older than `stale`, and so is the decision; or something came in since, and the decision is
    older than `fresh`.
    """
    values = {"lane": lane, "stale": now - stale, "fresh": now - fresh}
    return _OLD.first(conn, values) is not None


def take_back(conn: Connection, lane: str, now: datetime) -> None:
    """Take back what waits in a lane, the newest decision first, and what of the same waits elsewhere.

    Where something was said of it, or somebody has it in hand, it stays.
    """
    waits = outbox.matching(conn, outbox.is_unsettled(), _o.lane == lane)
    for guid in reversed(dict.fromkeys(row.guid for row in waits)):
        rows = outbox.of_guid(conn, guid)
        public = {row.lane for row in rows if _is_public(row)}
        taken = [
            lane
            for lane in dict.fromkeys(row.lane for row in rows if row.state in UNSETTLED)
            if lane not in public and not any(_is_in_hand(row, now) for row in rows if row.lane == lane)
            if _restore(conn, guid, lane, now)
        ]
        if not taken:
            continue
        values = {"state": EffectState.SUPERSEDED, "note": WAITED, "settled_at": now, "fence": _o.fence + 1}
        # Whoever had it may have sent it.
        values["looks"] = case((_o.state == EffectState.INTENT, LOOKS), else_=_o.looks)
        unsent = and_(outbox.is_unsettled(), _o.guid == guid, _o.lane.in_(taken))
        conn.execute(update(outbox_table).where(unsent).values(values))
        snapshot.reopen(conn, [guid])


def _is_in_hand(row: Row, now: datetime) -> bool:
    return row.state == EffectState.INTENT and row.lease_at is not None and row.lease_at > now


def revive(conn: Connection, guids: Collection[str], now: datetime) -> int:
    """Let these deliveries be decided again, what came of them and is dead included. Return how
    many there were."""
    for guid in guids:
        for lane in {row.lane for row in outbox.of_guid(conn, guid) if row.state == EffectState.DEAD}:
            _restore(conn, guid, lane, now)
    return snapshot.reopen(conn, guids)


def succeed(conn: Connection, rows: Sequence[NewRow]) -> list[NewRow]:
    """Return the rows of a decision made afresh, each succeeding what had its key and did not get out.

    An earlier attempt may have been applied, so attempts go on counting and since when is kept.
    """
    if not rows:
        return []
    rows = _beside_done(conn, rows)
    again = _o.state.in_((EffectState.SUPERSEDED, EffectState.DEAD))
    keys = _o.key.in_([row.key for row in rows])
    before = {row.key: row for row in outbox.matching(conn, keys, again)}
    if before:
        conn.execute(delete(outbox_table).where(_o.key.in_(before), again))
    return [_succeeding(row, before[row.key]) if row.key in before else row for row in rows]


def _succeeding(row: NewRow, old: Row) -> NewRow:
    return replace(
        row,
        attempts=old.attempts,
        created_at=old.created_at,
        looks=old.looks,
        look_from=old.look_from or row.look_from,
    )


def _beside_done(conn: Connection, rows: Sequence[NewRow]) -> list[NewRow]:
    """Return the rows, with keys of their own where something else was done under theirs: also under the
    second key of a decision that was made afresh more than once, for an answer changes before it goes out."""
    left = list(rows)
    while True:
        keys = _o.key.in_([row.key for row in left])
        done = {row.key: row.effect for row in outbox.matching(conn, keys, _o.state == EffectState.DONE)}
        others = [_other(row, done[row.key]) if row.key in done else row for row in left]
        if others == left:
            return others
        left = others


def _other(row: NewRow, done: fx.Outward) -> NewRow:
    """Return a row that wants something else than what was done under its key, with a key of its own."""
    common = {"feature": "", "because": ""}
    if not row.effect.repeatable or row.effect.model_copy(update=common) == done.model_copy(update=common):
        return row
    text = f"{row.key}\0{row.effect.model_copy(update=common).model_dump_json()}"
    return replace(row, key=blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest())


def explain(conn: Connection, guid: str, reasons: Mapping[str, str], otherwise: str) -> None:
    """Note why what was superseded of a delivery is not done: the reason for its kind, else `otherwise`."""
    for row in outbox.of_guid(conn, guid):
        if row.state != EffectState.SUPERSEDED:
            continue
        note = reasons.get(row.kind, otherwise)
        conn.execute(update(outbox_table).where(_o.id == row.id).values(note=note))


def forget_settled(conn: Connection, guid: str, lane: str) -> None:
    """Forget what a decision wrote over, once nothing of it waits or is dead."""
    _FORGET_SETTLED.change(conn, {"guid": guid, "lane": lane})


def _is_public(row: Row) -> bool:
    """Return whether people have seen of an effect what cannot be put back unseen."""
    return row.state == EffectState.DONE and not (row.effect.inverse or isinstance(row.effect, fx.Overwrite))


def _restore(conn: Connection, guid: str, lane: str, now: datetime) -> bool:
    """Put back what a decision wrote over, unless it has changed since; False if that is not known."""
    stored = conn.execute(select(_d.since, _d.before).where(_d.guid == guid, _d.lane == lane)).first()
    if stored is None:
        return False
    for scope, feature, key, before, after in stored.before["memories"]:
        if memory.read(conn, scope, feature, key).value == after:
            memory.put(conn, scope, feature, key, before, now)
    for *place, row in stored.before["timers"]:
        timers.put_back(conn, place, row)
    place = lane.rpartition("#")[2]
    number = int(place) or None if len(place) < SHORTEST_SHA else None
    lines = and_(ledger.c.at >= stored.since, ledger.c.guid == guid, ledger.c.number == number)
    conn.execute(delete(ledger).where(lines))
    conn.execute(delete(decisions).where(_d.guid == guid, _d.lane == lane))
    return True
