"""What may be commanded in a repository, for its page and for programs."""

from collections.abc import Sequence
from typing import Any

from bot.core.commands.command_catalog import CommandCatalog, command_catalog
from bot.core.feature import Feature
from bot.core.model import Repository
from bot.store.config_store import ConfigStore
from bot.store.database import Connection


def commands_of(conn: Connection, features: Sequence[Feature[Any]], repository: Repository) -> CommandCatalog:
    """Return the commands that are on in a repository."""
    config = ConfigStore(features).in_force(conn, repository.id).config
    on = [feature for feature in features if feature.config_in(config) is not None]
    return command_catalog(on, config, repository)
