"""How the server stands, for whoever looks after it: what waits and until when, and what needs a hand."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any

from bot.core.feature import Feature
from bot.core.permissions import awaited
from bot.store import backlog as waiting
from bot.store import mirror
from bot.store.backlog import Backlog
from bot.store.database import Connection
from bot.store.jobs.state import FleetState, fleet_state
from bot.store.upkeep import budgets
from bot.store.upkeep import server_state as state
from bot.store.upkeep.budgets import RequestBudget

MOST = 20
"""Rows of each list."""


@dataclass(frozen=True)
class Versions:
    """What runs, and what the data are kept in."""

    program: str
    python: str
    database: str
    tables: str


@dataclass(frozen=True)
class ServerStatus:
    """All of it at one instant. `fleet` and `workers` are there on PostgreSQL alone, `room` (bytes free, and
    of the whole disk) where the file is on this machine."""

    backlog: Backlog
    dead: tuple[state.DeadDelivery, ...]
    resting: tuple[state.RestingInstallation, ...]
    waiting: tuple[state.WaitingEffects, ...]
    budgets: tuple[tuple[str, RequestBudget], ...]
    """Budgets of requests and of content of which something is taken, each with the account it is for; the
    App's own has none."""
    awaiting: tuple[tuple[str, str, str], ...]
    """Accounts whose owners have yet to accept permissions: which, and what is off until then."""
    accounts: int
    repositories: int
    size: int
    room: tuple[int, int] | None
    backups: tuple[state.BackupFile, ...]
    versions: Versions
    fleet: FleetState | None = None
    workers: tuple[state.WorkerSign, ...] = ()


def server_status(
    conn: Connection,
    features: Sequence[Feature[Any]],
    path: Path | None,
    now: datetime,
    *,
    is_shared: bool,
) -> ServerStatus:
    """Return how the server stands; `path` is the database's file, None on a server."""
    accounts, repositories = state.installed(conn)
    return ServerStatus(
        backlog=waiting.backlog(conn, now),
        dead=tuple(state.dead_deliveries(conn, MOST)),
        resting=tuple(state.resting(conn, now, MOST)),
        waiting=tuple(state.waiting_effects(conn, now, MOST)),
        budgets=tuple(_budgets(conn, now)),
        awaiting=tuple(islice(_awaiting(conn, features), MOST)),
        accounts=accounts,
        repositories=repositories,
        size=state.size(conn, path),
        room=state.room(path),
        backups=tuple(state.backups(conn)[:MOST]),
        versions=Versions(
            version("stewardbot"),
            platform.python_version(),
            state.engine_version(conn),
            state.schema_version(conn),
        ),
        fleet=fleet_state(conn, now) if is_shared else None,
        workers=tuple(state.workers(conn)[:MOST]) if is_shared else (),
    )


def _awaiting(conn: Connection, features: Sequence[Feature[Any]]) -> Iterator[tuple[str, str, str]]:
    needed = [(feature.name, feature.needs) for feature in features]
    for record in mirror.installations(conn):
        granted = record.permissions or {}
        off = [(name, rights) for name, needs in needed if (rights := awaited(needs, granted))]
        if off:
            lacking = sorted({right for _, rights in off for right in rights})
            yield record.account, ", ".join(lacking), ", ".join(name for name, _ in off)


def _budgets(conn: Connection, now: datetime) -> Iterator[tuple[str, RequestBudget]]:
    for budget in (*budgets.known(conn, now)[:MOST], *state.created_lately(conn, now, MOST)):
        _, _, id = budget.scope.partition("installation:")
        known = mirror.installation(conn, int(id)) if id.isdecimal() else None
        yield known.account if known else "", budget
