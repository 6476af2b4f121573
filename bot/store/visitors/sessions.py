"""Who is signed in to the pages. Of the id in somebody's cookie only a digest is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from bot.store.sql.columns import bounded
from bot.store.sql.tables import sessions

_s = sessions.c


@dataclass(frozen=True)
class Session:
    """Somebody who signed in. `repositories` are the ids of those GitHub showed them then."""

    account_id: int
    login: str
    repositories: frozenset[int]
    ends_at: datetime


def begin(conn: Connection, digest: str, session: Session) -> None:
    """Store a session under the digest of its id."""
    values: dict[str, Any] = {
        "digest": digest,
        "account_id": bounded(session.account_id),
        "login": session.login,
        "repositories": sorted(session.repositories),
        "ends_at": session.ends_at,
    }
    conn.execute(insert(sessions).values(values))


def find(conn: Connection, digest: str, now: datetime) -> Session | None:
    """Return the session of a digest; None if there is none, or it has ended."""
    row = conn.execute(select(sessions).where(_s.digest == digest, _s.ends_at > now)).first()
    if row is None:
        return None
    return Session(row.account_id, row.login, frozenset(row.repositories), row.ends_at)


def end(conn: Connection, digest: str) -> None:
    """End a session; nothing happens when there is none."""
    conn.execute(delete(sessions).where(_s.digest == digest))


def end_all(conn: Connection) -> int:
    """End all sessions, and return how many there were."""
    return conn.execute(delete(sessions)).rowcount


def count(conn: Connection, now: datetime) -> int:
    """Return how many sessions have not ended."""
    return conn.execute(select(func.count()).select_from(sessions).where(_s.ends_at > now)).scalar_one()
