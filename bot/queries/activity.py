"""What the bot did in a repository, newest first and a page at a time, with its reasons."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, literal, literal_column, select

from bot.core.effects import KINDS
from bot.core.effects.description import described
from bot.core.effects.undo import UNDONE
from bot.core.keys import COMMANDS, TIMER_GUID, subject_scope
from bot.core.states import UNSETTLED, EffectState
from bot.store.sql.tables import deliveries, memory, outbox

SHOWN = 50
"""Effects on one page."""
LOOK = 5_000
"""Effects that are looked through for one page, when it is asked for some of them only."""
_o, _d, _m = outbox.c, deliveries.c, memory.c
_DID: tuple[ColumnElement[str], ...] = tuple(
    literal_column(f"'{state}'") for state in (EffectState.DONE, *UNSETTLED)
)
_SPEECH: tuple[ColumnElement[str], ...] = tuple(
    literal_column(f"'{kind}'") for kind, effect in KINDS.items() if effect.is_speech
)


@dataclass(frozen=True)
class ActivityFilter:
    """Which effects are asked for; everything where nothing is said. `before`: only those older than this
    id."""

    number: int | None = None
    feature: str = ""
    state: EffectState | None = None
    before: int | None = None


@dataclass(frozen=True)
class DoneEffect:
    """One effect: what it is, what moved the bot, from which delivery it comes, and what became of it.

    `number` is None for what concerns no subject, `delivery` an event such as issues.opened; `can_undo`: it
    belongs to what `/undo` would take back on its subject; `can_replay`: it was given up, and its delivery
    can be decided again.
    """

    id: int
    at: datetime
    number: int | None
    what: str
    feature: str
    because: str
    state: EffectState
    note: str
    guid: str
    delivery: str
    can_undo: bool = False
    can_replay: bool = False


@dataclass(frozen=True)
class Activity:
    """A page of effects. `next` is the id before which the next begins; None at the end. `back_to`: more were
    looked through than are shown, back to then."""

    effects: tuple[DoneEffect, ...]
    next: int | None = None
    back_to: datetime | None = None


def activity(conn: Connection, repo_id: int, wanted: ActivityFilter, look: int = LOOK) -> Activity:
    """Return a page of what was done in a repository; `look`: at most so many are looked through for it."""
    ids, next_id, is_cut = _ids(conn, repo_id, wanted, look)
    rows = _rows(conn, ids)
    undoable = _undoable(conn, repo_id, {row.number for row in rows if row.number})
    effects = tuple(_effect(row, undoable) for row in rows)
    back_to = conn.scalar(select(_o.created_at).where(_o.id == next_id)) if is_cut else None
    return Activity(effects, next_id, back_to)


def _ids(
    conn: Connection, repo_id: int, wanted: ActivityFilter, look: int
) -> tuple[list[int], int | None, bool]:
    """Return the effects of a page, newest first, before which id the next page begins, and whether this one
    ends only because enough was looked through."""
    place = [_o.repo_id == repo_id]
    place += [_o.number == wanted.number] if wanted.number is not None else []
    place += [_o.id < wanted.before] if wanted.before is not None else []
    looked = select(_o.id, _o.feature, _o.state).where(*place).order_by(_o.id.desc()).limit(look).subquery()
    fits: list[ColumnElement[bool]] = []
    if wanted.feature:
        # One effect can be of several features: they stand in a list.
        listed = literal(", ") + looked.c.feature + literal(", ")
        fits.append(listed.contains(f", {wanted.feature}, ", autoescape=True))
    if wanted.state is not None:
        fits.append(looked.c.state == wanted.state)
    query = select(looked.c.id).where(*fits).order_by(looked.c.id.desc()).limit(SHOWN + 1)
    ids = list(conn.scalars(query))
    if len(ids) > SHOWN:
        return ids[:SHOWN], ids[SHOWN - 1], False
    count, oldest = conn.execute(select(func.count(), func.min(looked.c.id)).select_from(looked)).one()
    return ids, oldest if count == look else None, count == look


def _rows(conn: Connection, ids: Collection[int]) -> list[Any]:
    columns = (_o.id, _o.created_at, _o.number, _o.kind, _o.effect, _o.feature, _o.because, _o.state, _o.note)
    query = (
        select(*columns, _o.guid, _d.event, _d.action)
        .join_from(outbox, deliveries, _d.guid == _o.guid, isouter=True)
        .where(_o.id.in_(ids))
        .order_by(_o.id.desc())
    )
    return list(conn.execute(query)) if ids else []


def _effect(row: Any, undoable: Collection[str]) -> DoneEffect:
    state, by_timer = EffectState(row.state), row.guid.startswith(TIMER_GUID)
    words = described(row.kind, row.effect) if row.kind in KINDS else ""
    event = f"{row.event}.{row.action}" if row.action else row.event
    return DoneEffect(
        id=row.id,
        at=row.created_at,
        number=row.number or None,
        what=words or row.kind.replace("_", " "),
        feature=row.feature,
        because=row.because,
        state=state,
        note=row.note,
        guid=row.guid,
        delivery=event or ("its time had come" if by_timer else ""),
        can_undo=row.guid in undoable and state in (EffectState.DONE, *UNSETTLED),
        can_replay=state is EffectState.DEAD and not by_timer,
    )


def _undoable(conn: Connection, repo_id: int, numbers: Collection[int]) -> set[str]:
    """Return the delivery of the newest plan of each subject that is more than an answer and was not taken
    back: it is what `/undo` takes back there."""
    if not numbers:
        return set()
    scopes = [subject_scope(repo_id, number) for number in numbers]
    undone = select(_m.key).where(
        _m.scope.in_(scopes),
        _m.feature == UNDONE.feature,
        _m.key.startswith(UNDONE.key),
        _m.value.is_not(None),
    )
    guids = [key.removeprefix(UNDONE.key) for key in conn.scalars(undone)]
    is_answer = and_(_o.feature == COMMANDS, _o.kind.in_(_SPEECH))
    newest = (
        select(func.max(_o.id))
        .where(_o.repo_id == repo_id, _o.number.in_(numbers), _o.state.in_(_DID))
        .where(~is_answer, _o.guid.not_in(guids))
        .group_by(_o.number)
    )
    return set(conn.scalars(select(_o.guid).where(_o.id.in_(newest))))
