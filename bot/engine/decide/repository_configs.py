"""A repository's configuration as GitHub has it now: the newest file, or the last good one behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import structlog
from cachetools import LRUCache
from pydantic import BaseModel

from bot.core.config.repository_config import RepositoryConfig
from bot.core.feature import Feature
from bot.core.model import Repository
from bot.core.ports.clock import Clock
from bot.core.ports.writer import ConfigFile
from bot.engine.file_accounts import FileAccounts
from bot.engine.ports import GitHub
from bot.store import mirror
from bot.store.config_store import ConfigStore, InForce
from bot.store.database import Database

log = structlog.get_logger()


class RepositoryConfigs:
    """Reads, checks and stores each repository's file."""

    def __init__(
        self,
        db: Database,
        github: GitHub,
        features: Sequence[Feature[BaseModel]],
        clock: Clock,
        *,
        looks_up: bool,
    ) -> None:
        self._db = db
        self._github = github
        self._clock = clock
        self._store = ConfigStore(features)
        self._accounts = FileAccounts(db, github, clock) if looks_up else None
        self._stored: LRUCache[int, int] = LRUCache(10_000)
        """What was stored last, by repository: a hash of text and error."""
        self._warned: LRUCache[int, str] = LRUCache(10_000)
        """Of which mistakes the log speaks already, by repository."""

    async def of(self, installation_id: int, repository: Repository) -> InForce:
        """Return the configuration in force in a repository.

        Raise `Unreachable` when GitHub cannot be asked now, `NoAccess` when it never answers us.
        """
        file = await self._github.config_file(installation_id, repository)
        text = file.text or ""
        if file.text is None and not file.problem:
            return InForce(self._store.without_file)
        error = file.problem
        if not error:
            newest = self._store.parse(text, file.source)
            if isinstance(newest, RepositoryConfig):
                await self._put(repository, file, "")
                if self._accounts is not None and newest.logins:
                    accounts = await self._accounts.of(installation_id, repository, newest.logins)
                    newest = self._store.parse(text, file.source, accounts)
            if isinstance(newest, RepositoryConfig):
                return InForce(newest, text)
            error = str(newest)
        await self._put(repository, file, error)
        in_force = await self._db.lookup(lambda conn: self._store.in_force(conn, repository.id))
        self._warn(repository, file.source, error, in_force)
        return replace(in_force, error=error)

    def due_logins(self, repository: Repository) -> Sequence[str]:
        """Return the logins of the file whose accounts `of` is about to look up."""
        return self._accounts.due(repository) if self._accounts is not None else ()

    def _warn(self, repository: Repository, source: str, error: str, in_force: InForce) -> None:
        """Say once of each state of a file that it has mistakes."""
        if self._warned.get(repository.id) == error:
            return
        self._warned[repository.id] = error
        meanwhile = "the last good one stays in force" if in_force.text else "none is in force"
        where = {"repository": repository.full_name, "file": source}
        log.warning(f"its file has mistakes; {meanwhile}", **where, problem=error.partition("\n")[0])

    async def _put(self, repository: Repository, file: ConfigFile, error: str) -> None:
        text = file.text or ""
        state = hash((text, error))
        if self._stored.get(repository.id) == state:
            return
        now = self._clock.now()
        await self._db.write(
            lambda conn: mirror.put_config(
                conn, repository.id, text=text, sha=file.sha, source=file.source, error=error, now=now
            )
        )
        self._stored[repository.id] = state
