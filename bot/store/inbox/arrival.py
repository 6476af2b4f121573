"""A delivery at the door, and how it gets into its table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Executable

from bot.store.sql.columns import bounded, clean
from bot.store.sql.compiled_statement import Prepared
from bot.store.sql.tables import deliveries
from bot.store.sql.upsert import inserting


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
    rows = {guid: _row(arrival) for guid, arrival in arrivals.items()}
    if conn.dialect.name == "sqlite":
        # A file is no journey away: a statement each, ready to run, costs less than one written for so many.
        statement = _storing_one()
        return {guid for guid, row in rows.items() if statement.change(conn, row)}
    return set(conn.execute(_storing_all(conn.dialect.name), list(rows.values())).scalars())


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
def _storing_one() -> Prepared:
    storing = inserting("sqlite", deliveries).on_conflict_do_nothing(index_elements=["guid"])
    return Prepared(storing, sets=tuple(Arrival.__dataclass_fields__))


@cache
def _storing_all(dialect: str) -> Executable:
    storing = inserting(dialect, deliveries).on_conflict_do_nothing(index_elements=["guid"])
    return storing.returning(deliveries.c.guid)
