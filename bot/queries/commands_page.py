"""What may be commanded in a repository, for its page and for programs."""

from collections.abc import Sequence
from typing import Any

from bot.core.commands.command_catalog import CommandCatalog, command_catalog
from bot.core.feature import Feature
from bot.store import mirror
from bot.store.config_store import ConfigStore
from bot.store.database import Connection, Database


async def commands_page(
    db: Database, features: Sequence[Feature[Any]], full_name: str
) -> CommandCatalog | None:
    """Return the commands of a public repository that the App is installed on; None for any other."""

    def read(conn: Connection) -> CommandCatalog | None:
        repository = mirror.repository_named(conn, full_name)
        if repository is None or repository.private or not mirror.installation_of(conn, repository.id):
            return None
        config = ConfigStore(features).in_force(conn, repository.id).config
        on = [feature for feature in features if feature.config_in(config) is not None]
        return command_catalog(on, config, repository)

    return await db.read(read)
