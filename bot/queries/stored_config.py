"""The configuration in force in a repository, by the file that the store has of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from bot.core.config.loader import load
from bot.core.config.problems import ConfigError
from bot.core.config.repository_config import RepositoryConfig
from bot.core.feature import Feature
from bot.store import mirror
from bot.store.database import Connection


def stored_config(conn: Connection, repository_id: int, features: Sequence[Feature[Any]]) -> RepositoryConfig:
    """Return what the last good file says; the defaults without one, or where `features` now refuse it."""
    row = mirror.config(conn, repository_id)
    if row is None or not row.good_text:
        return _understood("", tuple(features), "")
    return _understood(row.good_text, tuple(features), row.good_source or "")


@lru_cache(maxsize=256)
def _understood(text: str, features: tuple[Feature[Any], ...], source: str) -> RepositoryConfig:
    try:
        return load(text, features, source)
    except ConfigError:
        # It was good for an older release, which is how it came to be stored.
        return load("", features)
