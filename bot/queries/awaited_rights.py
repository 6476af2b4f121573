"""Which features wait for an owner to accept a permission, and are off meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.core.config.repository_config import RepositoryConfig
from bot.core.feature import Feature
from bot.core.model import Repository
from bot.core.permissions import awaited, off_until
from bot.store import mirror
from bot.store.database import Connection


def awaiting_features(
    conn: Connection, features: Sequence[Feature[Any]], repository: Repository, config: RepositoryConfig
) -> Iterator[tuple[str, str]]:
    """Yield the features that are on by a repository's file and wait, each with the reason."""
    id = mirror.installation_of(conn, repository.id)
    record = mirror.installation(conn, id) if id is not None else None
    granted = (record.permissions if record else None) or {}
    for feature in features:
        rights = awaited(feature.needs, granted)
        if rights and feature.config_in(config) is not None:
            yield feature.name, off_until(repository.owner, rights)


def awaiting_accounts(
    conn: Connection, features: Sequence[Feature[Any]], most: int
) -> Iterator[tuple[str, str, str]]:
    """Yield accounts whose owners have not accepted what features need: the account, the permissions, and
    the features that are off there until then; of `most` accounts at most."""
    needed = [(feature.name, feature.needs) for feature in features]
    for record in mirror.installations(conn):
        granted = record.permissions or {}
        off = [(name, rights) for name, needs in needed if (rights := awaited(needs, granted))]
        if off and most > 0:
            most -= 1
            lacking = sorted({right for _, rights in off for right in rights})
            yield record.account, ", ".join(lacking), ", ".join(name for name, _ in off)
