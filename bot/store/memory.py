"""What features remember, one JSON value under (scope, feature, key), guarded by versions.

A decision is made on what was read; the commit proves that it still holds (`verify`, `expected`). A
forgotten row keeps its version, so that forgetting and remembering again is seen as the change it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, bindparam, select, update

from bot.store.database import Conflict
from bot.store.revision import journal
from bot.store.sql.compiled_statement import Prepared
from bot.store.sql.tables import memory
from bot.store.sql.upsert import inserting

_m = memory.c
_LAST = "\U0010ffff"

KNOWN = "known"
"""Feature of the old hands: in the owner's scope, a key a person's id."""

ALL_MEMBERS = ("known_members", "all")
"""Feature and key, in the owner's scope, of the fact that all members of an organization are among them."""

MILESTONES = "milestones"
"""Feature of the open milestones: in the repository's scope (`bot.store.mirror.milestones`)."""

Place = tuple[str, str, str]
"""Scope, feature, key."""


class StoredValue(NamedTuple):
    """A memory and the version that guards it."""

    value: Any
    version: int


# Built once: building a statement costs more than running it, and these run for every delivery.
_READ = Prepared(
    select(_m.value, _m.version).where(
        _m.feature == bindparam("feature"), _m.scope == bindparam("scope"), _m.key == bindparam("key")
    )
)
_SCAN = Prepared(
    select(_m.key, _m.value, _m.version)
    .where(_m.feature == bindparam("feature"), _m.scope == bindparam("scope"), _m.value.is_not(None))
    .where(_m.key >= bindparam("first"), _m.key < bindparam("last"))
    .order_by(_m.key)
)


@cache
def _versions(count: int) -> Prepared:
    """Return the versions of `count` places in their order, as one row; NULL for what never was.

    Each is looked up by itself: SQLite takes five times as long for conditions joined by OR.
    """
    versions = (
        select(_m.version)
        .where(_m.feature == bindparam(f"f{n}"), _m.scope == bindparam(f"s{n}"), _m.key == bindparam(f"k{n}"))
        .with_for_update()
        .scalar_subquery()
        .label(f"v{n}")
        for n in range(count)
    )
    return Prepared(select(*versions))


@cache
def _putting(dialect: str) -> Prepared:
    return _writing(dialect)


@cache
def _claiming(dialect: str) -> Prepared:
    return _writing(dialect, where=_m.value.is_(None))


def _writing(dialect: str, where: ColumnElement[bool] | None = None) -> Prepared:
    """Write one place, over what is there if `where` holds for it."""
    new = inserting(dialect, memory)
    changed = {"value": new.excluded.value, "version": _m.version + 1, "updated_at": new.excluded.updated_at}
    statement = new.on_conflict_do_update(
        index_elements=["feature", "scope", "key"], set_=changed, where=where
    )
    return Prepared(statement, sets=("scope", "feature", "key", "value", "version", "updated_at"))


def get(conn: Connection, scope: str, feature: str, key: str) -> StoredValue | None:
    """Return what is remembered; None when there is nothing."""
    stored = read(conn, scope, feature, key)
    return None if stored.value is None else stored


def read(conn: Connection, scope: str, feature: str, key: str) -> StoredValue:
    """Return what is remembered, or a value of None with the version that guards its absence (0: never
    was)."""
    row = _READ.first(conn, {"feature": feature, "scope": scope, "key": key})
    return StoredValue(None, 0) if row is None else StoredValue(*row)


def written_at(conn: Connection, scope: str, feature: str, key: str) -> datetime | None:
    """Return when a place was last written or forgotten (UTC); None if never."""
    place = (_m.scope == scope, _m.feature == feature, _m.key == key)
    return conn.scalars(select(_m.updated_at).where(*place)).first()


def scan(conn: Connection, scope: str, feature: str, prefix: str = "") -> dict[str, StoredValue]:
    """Return all memories of a scope whose key begins with `prefix`, by key, sorted."""
    place = {"feature": feature, "scope": scope, "first": prefix, "last": prefix + _LAST}
    return {row.key: StoredValue(row.value, row.version) for row in _SCAN.all(conn, place)}


def scan_scopes(conn: Connection, scope_prefix: str, feature: str, key: str) -> dict[str, StoredValue]:
    """One key of a feature in all scopes that begin with `scope_prefix`, by scope, sorted."""
    query = (
        select(_m.scope, _m.value, _m.version)
        .where(_m.feature == feature, _m.key == key, _m.value.is_not(None))
        .where(_m.scope >= scope_prefix, _m.scope < scope_prefix + _LAST)
        .order_by(_m.scope)
    )
    return {row.scope: StoredValue(row.value, row.version) for row in conn.execute(query)}


def _keep(conn: Connection, scope: str, feature: str, key: str) -> None:
    """Note in the journal, where one is open, what is about to be written over."""
    notes = journal.current()
    if notes is not None and (scope, feature, key) not in notes.memories:
        notes.memories[scope, feature, key] = read(conn, scope, feature, key).value


def put(conn: Connection, scope: str, feature: str, key: str, value: Any, now: datetime | None) -> None:
    """Remember whatever was there before; None forgets."""
    _keep(conn, scope, feature, key)
    _putting(conn.dialect.name).change(conn, _row(scope, feature, key, value, now))


def remember(
    conn: Connection, scope: str, feature: str, key: str, value: Any, expected: int | None, now: datetime
) -> None:
    """Remember, if the row still has the version that was read (0: never was; None: whatever it has).

    Raises `Conflict` otherwise.
    """
    if expected is None:
        put(conn, scope, feature, key, value, now)
        return
    _keep(conn, scope, feature, key)
    if expected == 0:
        statement = inserting(conn.dialect.name, memory).values(_row(scope, feature, key, value, now))
        changed = conn.execute(statement.on_conflict_do_nothing())
    else:
        changed = conn.execute(
            update(memory)
            .where(_m.feature == feature, _m.scope == scope, _m.key == key, _m.version == expected)
            .values(value=value, version=expected + 1, updated_at=now)
        )
    if changed.rowcount != 1:
        raise Conflict(f"{feature}: {scope} {key} has changed")


def claim(conn: Connection, scope: str, feature: str, key: str, value: Any, now: datetime) -> None:
    """State a fact that nobody has stated yet; `Conflict` when somebody has."""
    _keep(conn, scope, feature, key)
    if _claiming(conn.dialect.name).change(conn, _row(scope, feature, key, value, now)) != 1:
        raise Conflict(f"{feature}: {scope} {key} is taken")


def release(conn: Connection, scope: str, feature: str, key: str, now: datetime | None = None) -> None:
    """Forget; nothing happens when there is nothing."""
    _keep(conn, scope, feature, key)
    conn.execute(
        update(memory)
        .where(_m.feature == feature, _m.scope == scope, _m.key == key, _m.value.is_not(None))
        .values(value=None, version=_m.version + 1, updated_at=now)
    )


def verify(conn: Connection, reads: Mapping[Place, int]) -> None:
    """Prove that all that was read still has the version it had; `Conflict` names what has not."""
    pending = iter(reads.items())
    while part := list(islice(pending, 50)):
        named: dict[str, str] = {}
        for n, ((scope, feature, key), _) in enumerate(part):
            named |= {f"f{n}": feature, f"s{n}": scope, f"k{n}": key}
        versions = _versions(len(part)).first(conn, named)
        for (place, expected), version in zip(part, versions, strict=True):
            if (version or 0) != expected:
                raise Conflict(f"{place[1]}: {place[0]} {place[2]} has changed")


def _row(scope: str, feature: str, key: str, value: Any, now: datetime | None) -> dict[str, Any]:
    return {
        "scope": scope,
        "feature": feature,
        "key": key,
        "value": value,
        "version": 1,
        "updated_at": now,
    }
