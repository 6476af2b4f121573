"""Each repository's file as last read, and the last one that was valid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from bot.store.tables import mirror_configs
from bot.store.upsert import upsert

_c = mirror_configs.c


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


def config(conn: Connection, repo_id: int) -> StoredConfig | None:
    """What is kept of a repository's file; None when it was never read."""
    columns = [_c[name] for name in StoredConfig.__dataclass_fields__]
    row = conn.execute(select(*columns).where(_c.repo_id == repo_id)).first()
    return None if row is None else StoredConfig(**row._mapping)


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
    good = {} if error else {"good_text": text, "good_sha": sha, "good_source": source}
    upsert(conn, mirror_configs, [row | good])
