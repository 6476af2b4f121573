"""The rotas of a repository as a calendar, behind a token that can be revoked."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.core.feature import Feature
from bot.core.keys import repository_scope
from bot.core.model import Repository
from bot.core.secrecy import matches_any
from bot.queries.rota import RepositoryRotas, repository_rotas
from bot.queries.tokens import digest_of, new_token
from bot.store import memory, mirror
from bot.store.database import Connection

FEED, TOKEN = "rota_feed", "token"
BEHIND, AHEAD = timedelta(weeks=8), timedelta(weeks=52)


def rota_calendar(rotas: RepositoryRotas, now: datetime) -> bytes:
    """Return all rotas of a repository as iCalendar, eight weeks back and a year ahead."""
    from bot.community.rota.calendar import calendar  # noqa: PLC0415  3 MB that most servers never need

    withdrawn = [(rota, stored.withdrawn) for rota, stored in rotas.rotas]
    return calendar(withdrawn, rotas.repository.full_name, now - BEHIND, now + AHEAD, now)


def open_feed(conn: Connection, repository: Repository, now: datetime) -> str:
    """Return a token that opens the feed; the one before opens nothing more."""
    token = new_token()
    memory.put(conn, repository_scope(repository.id), FEED, TOKEN, digest_of(token), now)
    return token


def close_feed(conn: Connection, repository: Repository, now: datetime) -> None:
    """Close the feed of a repository."""
    memory.put(conn, repository_scope(repository.id), FEED, TOKEN, None, now)


def calendar_for_token(
    conn: Connection, features: Sequence[Feature[Any]], now: datetime, full_name: str, token: str
) -> bytes | None:
    """Return the calendar of a repository; None for a token that does not open it, whatever the reason."""
    repository = mirror.repository_named(conn, full_name)
    stored = memory.read(conn, repository_scope(repository.id), FEED, TOKEN).value if repository else None
    if not matches_any(digest_of(token).encode(), str(stored or "").encode()) or repository is None:
        return None
    if not mirror.is_served(conn, repository.id):
        return None
    rotas = repository_rotas(conn, features, full_name)
    return rota_calendar(rotas, now) if rotas is not None else None
