"""Effects of a repository in the order in which they were decided, newest first and a page at a time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, literal, literal_column, select

from bot.core.effects import KINDS
from bot.core.keys import COMMANDS
from bot.core.states import UNSETTLED, EffectState
from bot.store.sql.tables import deliveries, outbox

_o, _d = outbox.c, deliveries.c
DID = (EffectState.DONE, *UNSETTLED)
_DID: tuple[ColumnElement[str], ...] = tuple(literal_column(f"'{state}'") for state in DID)
_SPEECH = tuple(literal(kind) for kind, effect in KINDS.items() if effect.is_speech)


@dataclass(frozen=True, slots=True)
class EffectFilter:
    """Which effects are asked for; all where nothing is said. `before`: only those older than this id."""

    number: int | None = None
    feature: str = ""
    state: EffectState | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class EffectPage:
    """The ids of a page, newest first. `next`: before which id the next page begins; None at the end.
    `back_to`: this one ends because enough was looked through, back to then."""

    ids: tuple[int, ...]
    next: int | None = None
    back_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class ListedEffect:
    """An effect as a list shows it, and the delivery it comes from (None: it is not stored)."""

    id: int
    created_at: datetime
    number: int
    kind: str
    effect: dict[str, Any]
    feature: str
    because: str
    state: EffectState
    note: str
    guid: str
    event: str | None
    action: str | None


def page(conn: Connection, repo_id: int, requested: EffectFilter, most: int, look: int) -> EffectPage:
    """Return at most `most` effects of a repository; at most `look` are looked through for them."""
    place = [_o.repo_id == repo_id]
    place += [_o.number == requested.number] if requested.number is not None else []
    place += [_o.id < requested.before] if requested.before is not None else []
    newest = select(_o.id, _o.feature, _o.state).where(*place).order_by(_o.id.desc()).limit(look).subquery()
    fits: list[ColumnElement[bool]] = []
    if requested.feature:
        # One effect can be of several features: they stand in a list.
        listed = literal(", ") + newest.c.feature + literal(", ")
        fits.append(listed.contains(f", {requested.feature}, ", autoescape=True))
    if requested.state is not None:
        fits.append(newest.c.state == requested.state)
    query = select(newest.c.id).where(*fits).order_by(newest.c.id.desc()).limit(most + 1)
    ids = tuple(conn.scalars(query))
    if len(ids) > most:
        return EffectPage(ids[:most], ids[most - 1])
    count, oldest = conn.execute(select(func.count(), func.min(newest.c.id)).select_from(newest)).one()
    if count < look:
        return EffectPage(ids)
    return EffectPage(ids, oldest, conn.scalar(select(_o.created_at).where(_o.id == oldest)))


def listed(conn: Connection, ids: Collection[int]) -> list[ListedEffect]:
    """Return these effects, newest first."""
    names = list(ListedEffect.__dataclass_fields__)
    query = (
        select(*(_o[name] for name in names if name in _o), _d.event, _d.action)
        .join_from(outbox, deliveries, _d.guid == _o.guid, isouter=True)
        .where(_o.id.in_(ids))
        .order_by(_o.id.desc())
    )
    rows = [row._asdict() for row in conn.execute(query)] if ids else []
    return [ListedEffect(**row | {"state": EffectState(row["state"])}) for row in rows]


def newest_plans(
    conn: Connection, repo_id: int, numbers: Collection[int], without: Collection[str]
) -> set[str]:
    """Return, for each of these subjects, the id of the delivery whose plan is the newest there that is more
    than an answer and was carried out, or is to be. Those of the deliveries `without` do not count."""
    is_answer = and_(_o.feature == COMMANDS, _o.kind.in_(_SPEECH))
    newest = (
        select(func.max(_o.id))
        .where(_o.repo_id == repo_id, _o.number.in_(numbers), _o.state.in_(_DID))
        .where(~is_answer, _o.guid.not_in(without))
        .group_by(_o.number)
    )
    return set(conn.scalars(select(_o.guid).where(_o.id.in_(newest)))) if numbers else set()
