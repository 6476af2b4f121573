"""What the pages show of a repository, put together from its file as the mirror has it and the features."""

from __future__ import annotations

from functools import lru_cache

from bot.core.commands.command_catalog import CommandCatalog, command_catalog
from bot.core.config.loader import load
from bot.core.config.problems import ConfigError
from bot.core.config.repository_config import RepositoryConfig
from bot.core.model import Repository
from bot.store import mirror
from bot.store.database import Connection, Database
from handlers import FEATURES


class Showing:
    """Answers pages from the store alone; nothing is asked of GitHub."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def commands(self, full_name: str) -> CommandCatalog | None:
        """The commands of a public repository that the App is installed on; None for any other."""

        def read(conn: Connection) -> tuple[Repository, str] | None:
            repository = mirror.repository_named(conn, full_name)
            if repository is None or repository.private or not mirror.installation_of(conn, repository.id):
                return None
            kept = mirror.config(conn, repository.id)
            return repository, (kept.good_text if kept else None) or ""

        found = await self._db.read(read)
        if found is None:
            return None
        repository, text = found
        config = _in_force(text)
        on = [feature for feature in FEATURES if feature.config_in(config) is not None]
        return command_catalog(on, config, repository)


@lru_cache(maxsize=256)
def _in_force(text: str) -> RepositoryConfig:
    """The file, which was valid when it was kept: if it no longer is, what holds without one."""
    try:
        return load(text, FEATURES)
    except ConfigError:
        return load("", FEATURES)
