"""A repository's rotas as the database knows them: for the program, and for the calendar feed."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import Any

from sqlalchemy import Connection

from bot.community.cases import CaseState
from bot.community.rota import Rota
from bot.community.rota.calendar import calendar
from bot.community.steward import StoredRota, build_rota, memory_key, memory_scope, rota_names
from bot.core.config.loader import load
from bot.core.feature import Feature
from bot.core.keys import repository_scope, subjects_prefix
from bot.core.model import Repository
from bot.store import memory, mirror
from bot.store.database import Database
from handlers import FEATURES

FEED, TOKEN = "rota_feed", "token"
BEHIND, AHEAD = timedelta(weeks=8), timedelta(weeks=52)


@dataclass(frozen=True)
class Book:
    """A repository, its rotas, each with what is stored about it, and its support cases."""

    repository: Repository
    rotas: tuple[tuple[Rota, StoredRota], ...]
    cases: tuple[CaseState, ...] = ()

    def as_calendar(self, now: datetime) -> bytes:
        """All its rotas as iCalendar, eight weeks back and a year ahead."""
        rotas = [(rota, stored.withdrawn) for rota, stored in self.rotas]
        return calendar(rotas, self.repository.full_name, now - BEHIND, now + AHEAD, now)


def read(conn: Connection, name: str, features: Sequence[Feature[Any]] = FEATURES) -> Book | None:
    """The rotas of `owner/repo` by the file in force there; None for a repository that is not known."""
    repository = mirror.repository_named(conn, name)
    if repository is None:
        return None
    kept = mirror.config(conn, repository.id)
    text = kept.good_text if kept and kept.good_text else ""
    repo = load(text, features, (kept.good_source or "") if kept else "")
    scope = memory_scope(repo, repository)
    rotas = []
    for each in rota_names(repo):
        remembered = memory.read(conn, scope, "steward", memory_key(each)).value
        rota = build_rota(repo, each, remembered)
        if rota is not None:
            rotas.append((rota, StoredRota.model_validate(remembered or {})))
    found = memory.scan_scopes(conn, subjects_prefix(repository.id), *memory.CASE)
    cases = tuple(CaseState.model_validate(each.value) for each in found.values())
    return Book(repository, tuple(rotas), cases)


def new_token(conn: Connection, repository: Repository, now: datetime) -> str:
    """A token that opens the repository's feed; the one before opens nothing more. Only its hash is kept."""
    token = secrets.token_urlsafe(24)
    memory.put(conn, repository_scope(repository.id), FEED, TOKEN, _digest(token), now)
    return token


def revoke(conn: Connection, repository: Repository, now: datetime) -> None:
    """Close the feed of a repository."""
    memory.put(conn, repository_scope(repository.id), FEED, TOKEN, None, now)


async def feed(db: Database, now: datetime, repository: str, token: str) -> bytes | None:
    """The calendar behind a token; None for a wrong one, whatever else is right or wrong."""
    return await db.read(lambda conn: _behind(conn, now, repository, token))


def _behind(conn: Connection, now: datetime, name: str, token: str) -> bytes | None:
    repository = mirror.repository_named(conn, name)
    kept = memory.read(conn, repository_scope(repository.id), FEED, TOKEN).value if repository else None
    if not compare_digest(_digest(token), str(kept or "")) or repository is None:
        return None
    book = read(conn, name)
    return book.as_calendar(now) if book is not None else None


def _digest(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
