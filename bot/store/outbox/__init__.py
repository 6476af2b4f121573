"""The outbox: effects decided and not yet, or already, carried out (`queue`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from pydantic import BaseModel
from sqlalchemy import (
    ColumnElement,
    Connection,
    Executable,
    Update,
    bindparam,
    literal_column,
    select,
    update,
)

from bot.core.effects import Outward, parse
from bot.core.states import EffectRank, EffectState
from bot.store.memory import Place
from bot.store.sql.compiled_statement import Prepared
from bot.store.sql.tables import outbox
from bot.store.sql.upsert import inserting

_o = outbox.c


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Row(NewRow):
    """A stored effect, and what became of it."""

    id: int
    feature: str
    kind: str
    because: str
    rank: EffectRank
    deadline_at: datetime | None
    lease_at: datetime | None
    fence: int
    remote_id: int | None
    note: str
    settled_at: datetime | None


_COLUMNS = tuple(_o[name] for name in Row.__dataclass_fields__)


def _row(row: Any) -> Row:
    fields = row._asdict()
    facts = tuple((scope, feature, key) for scope, feature, key in fields["facts"])
    fields |= {"state": EffectState(fields["state"]), "rank": EffectRank(fields["rank"])}
    return Row(**fields | {"effect": parse(fields["effect"]), "facts": facts})


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
            "rank": row.effect.rank,
            "effect": _whole(row.effect),
            "facts": [list(fact) for fact in row.facts],
            "settled_at": None if row.state == EffectState.WAITING else row.created_at,
            "looks": max(row.looks, int(row.look_from is not None)),
        }
        for row in rows
    ]
    if not values:
        return []
    return list(conn.execute(_adding(conn.dialect.name), values).scalars())


@cache
def _adding(dialect: str) -> Executable:
    return inserting(dialect, outbox).on_conflict_do_nothing(index_elements=["key"]).returning(_o.key)


def revise(conn: Connection, id: int, effect: Outward) -> None:
    """Let an effect that is not sent yet be another of its kind."""
    conn.execute(update(outbox).where(_o.id == id).values(effect=_whole(effect), rank=effect.rank))


_UNSETTLED: tuple[ColumnElement[str], ...] = (literal_column("'waiting'"), literal_column("'intent'"))


def is_unsettled() -> ColumnElement[bool]:
    """Decided, and neither carried out nor given up."""
    # Written out, not bound: only then the partial index is used.
    return _o.state.in_(_UNSETTLED)


_BY_KEY = Prepared(select(*_COLUMNS).where(_o.key == bindparam("key")))
_OF_GUID = Prepared(select(*_COLUMNS).where(_o.guid == bindparam("guid")).order_by(_o.id))


def of_subject(conn: Connection, repo_id: int, number: int) -> list[Row]:
    """Return all effects on a subject, in their order."""
    return matching(conn, _o.repo_id == repo_id, _o.number == number)


def by_key(conn: Connection, key: str) -> Row | None:
    """Return the effect with this once-only key."""
    row = _BY_KEY.first(conn, {"key": key})
    return None if row is None else _row(row)


def of_guid(conn: Connection, guid: str) -> list[Row]:
    """Return all effects of a delivery, in their order."""
    return [_row(row) for row in _OF_GUID.all(conn, {"guid": guid})]


def since(conn: Connection, moment: datetime) -> list[Row]:
    """Return all effects that were decided at `moment` or later, in their order."""
    return matching(conn, _o.created_at >= moment)


def changed(conn: Connection, statement: Update, values: Mapping[str, Any]) -> list[Row]:
    """Change effects, and return them as they are then, in their order."""
    rows = conn.execute(statement.returning(*_COLUMNS), values)
    return sorted(map(_row, rows), key=lambda row: row.id)


def matching(conn: Connection, *conditions: ColumnElement[bool]) -> list[Row]:
    """Return all effects that fit, in their order."""
    return [_row(row) for row in conn.execute(select(*_COLUMNS).where(*conditions).order_by(_o.id))]
