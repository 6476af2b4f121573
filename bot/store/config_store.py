"""Which file is in force in a repository, by what is stored: the last good one, read by this release."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pydantic import BaseModel
from sqlalchemy import Connection

from bot.core.config.loader import load
from bot.core.config.problems import ConfigError
from bot.core.config.repository_config import RepositoryConfig
from bot.core.feature import Feature
from bot.store import mirror


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

    def parse(self, text: str, source: str) -> RepositoryConfig | ConfigError:
        """Return a file read and checked, or why it cannot be used."""
        return _parse(text, self._features, source)

    def in_force(self, conn: Connection, repo_id: int) -> InForce:
        """Return the configuration in force in a repository; the defaults where no stored file is usable."""
        stored = mirror.config(conn, repo_id)
        if stored is None or not stored.good_text:
            return InForce(self.without_file, error=stored.error if stored else "")
        config = self.parse(stored.good_text, stored.good_source or "")
        if isinstance(config, ConfigError):
            return InForce(self.without_file, error=stored.error, refused=str(config))
        return InForce(config, stored.good_text, stored.error)


@lru_cache(512)
def _parse(
    text: str, features: tuple[Feature[BaseModel], ...], source: str
) -> RepositoryConfig | ConfigError:
    """Cached, because nothing else in a decision costs as much."""
    try:
        return load(text, features, source)
    except ConfigError as error:
        return error
