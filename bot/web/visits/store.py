"""What pages read of: the database, and the features whose configuration is stored there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.core.feature import Feature
from bot.store.config_store import ConfigStore
from bot.store.database import Connection, Database

T = TypeVar("T")


@dataclass(frozen=True)
class PageStore:
    """The store as pages see it; `configs` knows which file is in force in a repository."""

    db: Database
    features: Sequence[Feature[Any]]

    async def read(self, query: Callable[[Connection], T]) -> T:
        """Return the answer of a query of `bot.queries` on one consistent state of the database."""
        return await self.db.read(query)

    @property
    def configs(self) -> ConfigStore:
        """The stored files, read with the features of this release."""
        return ConfigStore(self.features)
