"""What may explain a change in a repository's numbers: when releases were tagged, and its file changed."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy import Connection

from bot.core.events import PushEvent
from bot.core.keys import repository_scope
from bot.store import memory

FEATURE, RELEASE, FILE = "time_marks", "release:", "file:"
_VERSION = re.compile(r"refs/tags/(\D{0,20}\d+\.\d+[\w.+-]{0,30})")


def put_release(conn: Connection, event: PushEvent, now: datetime) -> None:
    """Note that a tag was made whose name is a version."""
    version = _VERSION.fullmatch(event.ref) if event.created else None
    if version is not None and event.repository is not None:
        _put(conn, event.repository.id, f"{RELEASE}{version[1]}", now)


def put_file_change(conn: Connection, repo_id: int, now: datetime) -> None:
    """Note that the repository's file is another since `now`; once a day."""
    _put(conn, repo_id, f"{FILE}{now:%Y-%m-%d}", now)


def _put(conn: Connection, repo_id: int, key: str, now: datetime) -> None:
    scope = repository_scope(repo_id)
    if memory.read(conn, scope, FEATURE, key).value is None:
        memory.put(conn, scope, FEATURE, key, now.isoformat(), now)


def releases(conn: Connection, repo_id: int) -> dict[str, datetime]:
    """Return when each release was tagged, by its name."""
    return _marks(conn, repo_id, RELEASE)


def file_changes(conn: Connection, repo_id: int) -> list[datetime]:
    """Return when the repository's file changed."""
    return sorted(_marks(conn, repo_id, FILE).values())


def _marks(conn: Connection, repo_id: int, kind: str) -> dict[str, datetime]:
    rows = memory.scan(conn, repository_scope(repo_id), FEATURE, kind)
    return {key.removeprefix(kind): datetime.fromisoformat(row.value) for key, row in rows.items()}
