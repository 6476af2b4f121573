"""A delivery at the door, and how it gets into its table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Executable, bindparam, select

from bot.store.sql.columns import bounded, clean
from bot.store.sql.compiled_statement import Prepared
from bot.store.sql.tables import deliveries
from bot.store.sql.upsert import inserting

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite


@dataclass(frozen=True, slots=True)
class Arrival:
    """A delivery at the door: its envelope and its body as it was signed."""

    guid: str
    event: str
    action: str
    repo_id: int | None
    number: int | None
    lane: str
    installation_id: int | None
    received_at: datetime
    payload: bytes


def insert(conn: Connection, arrivals: Mapping[str, Arrival]) -> set[str]:
    """Store what is new of arrivals by GUID, in that order, and return the GUIDs that were new."""
    rows = [_row(arrival) for arrival in arrivals.values()]
    if conn.dialect.name != "sqlite":
        return set(conn.execute(_storing_and_naming(conn.dialect.name), rows).scalars())
    # Ready to run and without naming what is new, it costs a third: most often all is, and the count says so.
    count = _storing().change_all(conn, rows)
    if count == len(rows):
        return set(arrivals)
    return set(conn.execute(_NEWEST, {"count": count}).scalars())


_NEWEST = select(deliveries.c.guid).order_by(deliveries.c.seq.desc()).limit(bindparam("count"))


def _row(arrival: Arrival) -> dict[str, Any]:
    return {
        "guid": clean(arrival.guid),
        "event": arrival.event,
        "action": arrival.action,
        "repo_id": bounded(arrival.repo_id),
        "number": bounded(arrival.number),
        "lane": arrival.lane,
        "installation_id": bounded(arrival.installation_id),
        "received_at": arrival.received_at,
        "payload": arrival.payload,
    }


@cache
def _storing() -> Prepared:
    return Prepared(_ignoring_known("sqlite"), sets=tuple(Arrival.__dataclass_fields__))


@cache
def _storing_and_naming(dialect: str) -> Executable:
    return _ignoring_known(dialect).returning(deliveries.c.guid)


def _ignoring_known(dialect: str) -> sqlite.Insert | postgresql.Insert:
    return inserting(dialect, deliveries).on_conflict_do_nothing(index_elements=["guid"])
