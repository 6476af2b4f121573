"""Which file is in force in a repository, by what is stored: the last good one, read by this release."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from pydantic import BaseModel
from sqlalchemy import Connection

from bot.core.config.accounts import NAMED, NamedAccounts
from bot.core.config.loader import load
from bot.core.config.problems import ConfigError
from bot.core.config.repository_config import RepositoryConfig
from bot.core.feature import Feature
from bot.core.keys import repository_scope
from bot.store import memory, mirror


@dataclass(frozen=True)
class InForce:
    """The configuration that counts now."""

    config: RepositoryConfig
    text: str = ""
    """The file it was read from; empty for none."""
    error: str = ""
    """Why the newest file is not in force (empty: it is, or there is none)."""
    refused: str = ""
    """Why this release refuses the last good file, which another release took (empty: it does not)."""


def named_accounts(conn: Connection, repo_id: int) -> NamedAccounts | None:
    """Return whom a repository's file names, as they were last looked up; None where they never were."""
    return NAMED.parse(memory.read(conn, repository_scope(repo_id), NAMED.feature, NAMED.key).value)


def put_named_accounts(conn: Connection, repo_id: int, accounts: NamedAccounts, now: datetime) -> None:
    """Keep whom a repository's file names."""
    value = accounts.model_dump(mode="json")
    memory.put(conn, repository_scope(repo_id), NAMED.feature, NAMED.key, value, now)


class ConfigStore:
    """Reads the stored files of repositories with the features of this release."""

    def __init__(self, features: Sequence[Feature[BaseModel]]) -> None:
        self._features = tuple(features)

    @property
    def without_file(self) -> RepositoryConfig:
        """What holds where there is no usable file."""
        config = self.parse("", "")
        assert isinstance(config, RepositoryConfig), "an empty file is always right"
        return config

    def parse(
        self, text: str, source: str, accounts: NamedAccounts | None = None
    ) -> RepositoryConfig | ConfigError:
        """Return a file read and checked, its logins as they are called now, or why it cannot be used."""
        names = accounts.names() if accounts is not None else {}
        return _parse(text, self._features, source, tuple(sorted(names.items())))

    def in_force(self, conn: Connection, repo_id: int) -> InForce:
        """Return the configuration in force in a repository; the defaults where no stored file is usable."""
        stored = mirror.config(conn, repo_id)
        if stored is None or not stored.good_text:
            return InForce(self.without_file, error=stored.error if stored else "")
        accounts = named_accounts(conn, repo_id)
        config = self.parse(stored.good_text, stored.good_source or "", accounts)
        if isinstance(config, ConfigError):
            return InForce(self.without_file, error=stored.error, refused=str(config))
        return InForce(config, stored.good_text, stored.error)


@lru_cache(512)
def _parse(
    text: str, features: tuple[Feature[BaseModel], ...], source: str, names: tuple[tuple[str, str], ...]
) -> RepositoryConfig | ConfigError:
    """Cached, because nothing else in a decision costs as much."""
    try:
        return load(text, features, source, dict(names))
    except ConfigError as error:
        return error
