"""Each repository's file as last read, and the last one that was valid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from bot.store.mirror.time_marks import put_file_change
from bot.store.sql.compiled_statement import Prepared
from bot.store.sql.tables import mirror_configs, mirror_repositories
from bot.store.sql.upsert import upsert

_c = mirror_configs.c
_r = mirror_repositories.c


@dataclass(frozen=True, slots=True)
class StoredConfig:
    """`error` says why the newest text is not in force (empty: it is, and equals the good one)."""

    repo_id: int
    text: str
    sha: str
    source: str
    good_text: str | None
    good_sha: str | None
    good_source: str | None
    error: str
    fetched_at: datetime


_STORED = Prepared(
    select(*[_c[name] for name in StoredConfig.__dataclass_fields__]).where(
        _c.repo_id == bindparam("repo_id")
    )
)


def config(conn: Connection, repo_id: int) -> StoredConfig | None:
    """Return what is kept of a repository's file; None when it was never read."""
    row = _STORED.first(conn, {"repo_id": repo_id})
    return None if row is None else StoredConfig(*row)


@dataclass(frozen=True, slots=True)
class Planned:
    """A repository that is installed, synced and has a good file: where jobs may be due. `fetched_at` tells
    one text from another."""

    repo_id: int
    owner_id: int
    installation_id: int
    synced_at: datetime
    good_sha: str | None
    good_source: str | None
    fetched_at: datetime


_PLANNED = Prepared(
    select(_r.repo_id, _r.owner_id, _r.installation_id, _r.synced_at)
    .add_columns(_c.good_sha, _c.good_source, _c.fetched_at)
    .join(mirror_configs, _c.repo_id == _r.repo_id)
    .where(_r.installation_id.is_not(None), _r.synced_at.is_not(None), _c.good_text.is_not(None))
    .order_by(_r.repo_id)
)


def planned(conn: Connection) -> list[Planned]:
    """Return all repositories where jobs may be due, by id."""
    return [Planned(*row) for row in _PLANNED.all(conn, {})]


def put_config(
    conn: Connection, repo_id: int, *, text: str, sha: str, source: str, error: str, now: datetime
) -> None:
    """Keep the file as read at `now`; one with an `error` leaves the last good one untouched."""
    row = {
        "repo_id": repo_id,
        "text": text,
        "sha": sha,
        "source": source,
        "error": error,
        "fetched_at": now,
    }
    before = config(conn, repo_id)
    if before is not None and not error and before.good_sha not in (None, sha):
        put_file_change(conn, repo_id, now)
    good = {} if error else {"good_text": text, "good_sha": sha, "good_source": source}
    upsert(conn, mirror_configs, [row | good])
