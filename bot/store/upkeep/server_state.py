"""How the server stands: what was given up, what rests until when, where the data lie. For its operator."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, func, literal_column, select, text

from bot.core.model import EPOCH
from bot.core.schedule.pace import GITHUBS
from bot.core.states import EffectRank, PauseKind
from bot.store import memory
from bot.store.jobs import worker_rows
from bot.store.outbox import content
from bot.store.pauses import WritePause, paused
from bot.store.sql import versions
from bot.store.sql.tables import (
    created_content,
    deliveries,
    mirror_installations,
    mirror_repositories,
    outbox,
    pauses,
)
from bot.store.upkeep.budgets import RequestBudget
from bot.store.upkeep.remains import BACKUPS

_c, _d, _o, _p = created_content.c, deliveries.c, outbox.c, pauses.c
_i, _r = mirror_installations.c, mirror_repositories.c


@dataclass(frozen=True, slots=True)
class DeadDelivery:
    """A delivery that was given up; `repository` is empty where it names none."""

    guid: str
    event: str
    action: str
    repository: str
    received_at: datetime
    outcome: str
    reason: str


@dataclass(frozen=True, slots=True)
class RestingInstallation:
    """An installation that may not write, or not everything, until an instant (None: until its owner lets
    it), and why."""

    account: str
    resource: PauseKind
    until: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class WaitingEffects:
    """Effects of an installation and rank that are not out yet: how many, when the first can go out (None:
    when its owner lets it), and why not before (empty: nothing is in its way, or nothing was tried yet)."""

    account: str
    rank: EffectRank
    count: int
    due_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class WorkerSign:
    """A process of a fleet, and when it last showed that it lives."""

    id: int
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class BackupFile:
    """A backup that was made on this machine; None where the file is gone."""

    path: str
    made_at: datetime | None
    size: int | None


def dead_deliveries(conn: Connection, most: int) -> list[DeadDelivery]:
    """Return the latest that were given up, so many at most, the newest first."""
    # The first for the partial index, which the second alone would not be used for.
    dead = (_d.state != literal_column("'new'"), _d.state == literal_column("'dead'"))
    query = (
        select(_d.guid, _d.event, _d.action, func.coalesce(_r.full_name, ""), _d.received_at)
        .add_columns(func.coalesce(_d.outcome, ""), func.coalesce(_d.reason, ""))
        .join_from(deliveries, mirror_repositories, _r.repo_id == _d.repo_id, isouter=True)
        .where(*dead)
        .order_by(_d.seq.desc())
        .limit(most)
    )
    return [DeadDelivery(*row) for row in conn.execute(query)]


def resting(conn: Connection, now: datetime, most: int) -> list[RestingInstallation]:
    """Return the installations that rest, those that rest longest last."""
    query = (
        select(func.coalesce(_i.account, ""), _p.installation_id, _p.resource, _p.until, _p.reason)
        .join_from(pauses, mirror_installations, _i.id == _p.installation_id, isouter=True)
        .where(_p.until > now)
        .order_by(_p.until)
        .limit(most)
    )
    return [
        RestingInstallation(account, rest.resource, rest.end, rest.reason)
        for account, id, kind, until, reason in conn.execute(query)
        for rest in (WritePause(id, PauseKind(kind), until, reason),)
    ]


def waiting_effects(conn: Connection, now: datetime, most: int) -> list[WaitingEffects]:
    """Return for each installation with effects that are not out yet how many of each rank, most first."""
    # Written out, not bound: only then the partial index is used.
    open_ones = _o.state.in_((literal_column("'waiting'"), literal_column("'intent'")))
    count = func.count().label("count")
    query = (
        select(func.max(func.coalesce(_i.account, "")), _o.installation_id, _o.rank, count)
        .add_columns(func.min(_o.due_at))
        .join_from(outbox, mirror_installations, _i.id == _o.installation_id, isouter=True)
        .where(open_ones)
        .group_by(_o.installation_id, _o.rank)
        .order_by(count.desc(), _o.installation_id, _o.rank)
        .limit(most)
    )
    result = []
    for account, installation, number, effects, due_at in conn.execute(query).all():
        rank = EffectRank(number)
        rests = [rest for rest in paused(conn, installation, now) if rest.holds(rank) and rest.until > due_at]
        until, reason = (rests[-1].end, rests[-1].reason) if rests else (due_at, "")
        if due_at > now and not rests:
            first = (_o.installation_id == installation, _o.rank == number, _o.due_at == due_at)
            reason = conn.scalar(select(_o.note).where(open_ones, *first).limit(1)) or ""
        result.append(WaitingEffects(account, rank, effects, until, reason))
    return result


def created_lately(conn: Connection, now: datetime, most: int) -> list[RequestBudget]:
    """Return what is left of an hour's content for each installation that created something, least first."""
    since, count = now - content.WITHIN, func.count().label("count")
    query = (
        select(_c.installation_id, count, func.max(_c.at))
        .where(_c.at > since, _c.at <= now)
        .group_by(_c.installation_id)
        .order_by(count.desc(), _c.installation_id)
        .limit(most)
    )
    whole = GITHUBS.per_hour
    return [
        RequestBudget(f"installation:{id}", "comments", whole, whole - number, last + content.WITHIN)
        for id, number, last in conn.execute(query)
    ]


def workers(conn: Connection) -> list[WorkerSign]:
    """Return the processes of the fleet, by the server's clock; none on SQLite, where there is no fleet."""
    if not _is_server(conn):
        return []
    columns = worker_rows.c
    query = select(columns.id, columns.last_heartbeat).order_by(columns.id)
    return [WorkerSign(*row) for row in conn.execute(query)]


def installed(conn: Connection) -> tuple[int, int]:
    """Return how many accounts have the App installed, and on how many repositories."""
    query = select(func.count(_r.installation_id.distinct()), func.count()).where(
        _r.installation_id.is_not(None)
    )
    accounts, repositories = conn.execute(query).one()
    return accounts, repositories


def backups(conn: Connection) -> list[BackupFile]:
    """Return the backups that were made with `stewardbot db backup`, the newest first."""
    files = [_backup(Path(name)) for name in memory.scan(conn, *BACKUPS)]
    return sorted(files, key=lambda file: file.made_at or EPOCH, reverse=True)


def _backup(path: Path) -> BackupFile:
    try:
        stat = path.stat()
    except OSError:
        return BackupFile(str(path), None, None)
    return BackupFile(str(path), datetime.fromtimestamp(stat.st_mtime, UTC), stat.st_size)


def size(conn: Connection, path: Path | None) -> int:
    """Return how many bytes the database takes, with its log."""
    if _is_server(conn):
        return int(conn.scalar(select(func.pg_database_size(func.current_database()))) or 0)
    if path is None:
        return 0
    files = (path, path.with_name(path.name + "-wal"))
    return sum(file.stat().st_size for file in files if file.exists())


def room(path: Path | None) -> tuple[int, int] | None:
    """Return how many bytes are free on the disk of a file, and how many there are; None if it is not ours to
    ask."""
    if path is None:
        return None
    try:
        usage = shutil.disk_usage(path.parent)
    except OSError:
        return None
    return usage.free, usage.total


def engine_version(conn: Connection) -> str:
    """Return which database it is, and its version."""
    if _is_server(conn):
        return f"PostgreSQL {conn.scalar(text('SHOW server_version'))}"
    return f"SQLite {conn.scalar(text('SELECT sqlite_version()'))}"


def schema_version(conn: Connection) -> str:
    """Return the version of the tables."""
    return versions.version(conn) or "none"


def _is_server(conn: Connection) -> bool:
    return conn.dialect.name == "postgresql"
