"""What pages read of: the database, and the features whose configuration is stored there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from bot.core.feature import Feature
from bot.core.model import GITHUB_WEB, Repository
from bot.core.ports.reader import WaitingRuns
from bot.insight.report import Report, ReportFormat
from bot.queries.numbers.counts import CountStore
from bot.store.config_store import ConfigStore
from bot.store.database import Connection, Database

T = TypeVar("T")


@dataclass(frozen=True)
class PageStore:
    """The store as pages see it; `configs` knows which file is in force in a repository."""

    db: Database
    features: Sequence[Feature[Any]]
    web_url: str = GITHUB_WEB
    """Where GitHub's own pages begin."""
    nudge: Callable[[], None] = lambda: None
    """Wakes whoever works on what was stored."""
    held_back: bool = False
    """Whether the operator's MODE lets nothing be written, whatever a repository's file says."""
    runs: WaitingRuns | None = None
    """Asks GitHub for the runs that wait for approval; None where GitHub is not asked."""
    written: Callable[[Report, ReportFormat], str] | None = None
    """Writes a report; None where none can be had."""

    def on_github(self, repository: Repository, number: int) -> str:
        """Return where GitHub shows an issue or a pull request."""
        return f"{self.web_url}/{repository.full_name}/issues/{number}"

    async def read(self, query: Callable[[Connection], T]) -> T:
        """Return the answer of a query of `bot.queries` on one consistent state of the database."""
        return await self.db.read(query)

    async def write(self, change: Callable[[Connection], T]) -> T:
        """Return the answer of a change once it is on disk."""
        return await self.db.write(change)

    @cached_property
    def counts(self) -> CountStore:
        """The repositories' numbers."""
        return CountStore(self.db, self.features)

    @property
    def configs(self) -> ConfigStore:
        """The stored files, read with the features of this release."""
        return ConfigStore(self.features)
