"""The repository's configuration in force: from the default branch, with the last good one behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import structlog
from cachetools import LRUCache
from pydantic import BaseModel

from bot.core.clock import Clock
from bot.core.config.loader import load
from bot.core.config.problems import ConfigError
from bot.core.config.repository_config import RepositoryConfig
from bot.core.feature import Feature
from bot.core.model import Repository
from bot.engine.ports import GitHub
from bot.store import mirror
from bot.store.database import Database

log = structlog.get_logger()


@dataclass(frozen=True)
class InForce:
    """The configuration that counts now. `error`: why the newest file is not it (empty: it is)."""

    config: RepositoryConfig
    error: str = ""


@lru_cache(512)
def understand(
    text: str, features: tuple[Feature[BaseModel], ...], source: str
) -> RepositoryConfig | ConfigError:
    """A file read and checked; kept, because nothing else on the road costs as much."""
    try:
        return load(text, features, source)
    except ConfigError as error:
        return error


class Configs:
    """Reads, checks and remembers each repository's file."""

    def __init__(
        self, db: Database, github: GitHub, features: Sequence[Feature[BaseModel]], clock: Clock
    ) -> None:
        self._db = db
        self._github = github
        self._features = tuple(features)
        self._clock = clock
        self._stored: LRUCache[int, int] = LRUCache(10_000)
        self._without_file = load("", features)

    async def of(self, installation_id: int | None, repository: Repository) -> InForce:
        """The config in force in `repository`.

        Raises `Unreachable` when GitHub cannot be asked now, `NoAccess` when it never answers us.
        """
        file = await self._github.config_file(installation_id, repository)
        if file.text is None and not file.problem:
            return InForce(self._without_file)
        newest = ConfigError(()) if file.problem else understand(file.text or "", self._features, file.source)
        if isinstance(newest, RepositoryConfig):
            await self._keep(repository, file.text or "", file.sha, file.source, "")
            return InForce(newest)
        error = file.problem or str(newest)
        await self._keep(repository, file.text or "", file.sha, file.source, error)
        kept = await self._db.glance(lambda conn: mirror.config(conn, repository.id))
        good, source = (kept.good_text, kept.good_source or "") if kept else (None, "")
        last = understand(good, self._features, source) if good else None
        if isinstance(last, RepositoryConfig):
            return InForce(last, error)
        log.warning("invalid configuration, none before it", repository=repository.full_name)
        return InForce(self._without_file, error)

    async def _keep(self, repository: Repository, text: str, sha: str, source: str, error: str) -> None:
        state = hash((text, error))
        if self._stored.get(repository.id) == state:
            return
        now = self._clock.now()

        await self._db.write(
            lambda conn: mirror.put_config(
                conn, repository.id, text=text, sha=sha, source=source, error=error, now=now
            )
        )
        self._stored[repository.id] = state
