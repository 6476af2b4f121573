"""Addresses that open one community's figures, without names, for somebody who pays and has no account."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.community.communities import Communities
from bot.core.feature import Feature
from bot.core.keys import REPOSITORIES, repository_scope
from bot.core.memory import Memory, Moment
from bot.core.model import Repository, Value
from bot.queries.history import read_cases
from bot.queries.tokens import digest_of, new_token
from bot.store import memory, mirror
from bot.store.config_store import ConfigStore
from bot.store.database import Connection

MOST = 100
"""So many links a repository may have at a time."""
SHORT = 8
"""Digits of the hash by which people name a link."""


class StoredLink(Value):
    """What a link opens, until before which instant (UTC), and since when there is one."""

    community: str
    until: Moment
    made_at: Moment


LINKS = Memory("links", "community:", StoredLink)
"""In the repository's scope, by the hash of the token."""


@dataclass(frozen=True)
class CommunityLink:
    """A link as people see it: it is called by the beginning of its hash, which opens nothing."""

    name: str
    community: str
    until: datetime
    made_at: datetime


def communities_of(conn: Connection, features: Sequence[Feature[Any]], repository: Repository) -> list[str]:
    """Return the communities of a repository, by its file and by its cases, in order."""
    config = ConfigStore(features).in_force(conn, repository.id).config
    section = config.section("communities", Communities)
    cases = read_cases(conn, repository.id).values()
    names = [*(section.root if section else ()), *(case.community for case in cases if case.community)]
    return sorted({name.casefold(): name for name in reversed(names)}.values(), key=str.casefold)


def make_link(
    conn: Connection, repository: Repository, community: str, until: datetime, now: datetime
) -> str | None:
    """Return the token of a new link, which is stored nowhere; None where there are too many. Links that are
    over go."""
    scope = repository_scope(repository.id)
    for digest, link in _stored(conn, repository).items():
        if link.until <= now:
            memory.put(conn, scope, LINKS.feature, LINKS.of(digest).key, None, now)
    if len(_stored(conn, repository)) >= MOST:
        return None
    token, stored = new_token(), StoredLink(community=community, until=until, made_at=now)
    key = LINKS.of(digest_of(token)).key
    memory.put(conn, scope, LINKS.feature, key, LINKS.dump(stored), now)
    return token


def links_of(conn: Connection, repository: Repository, now: datetime) -> list[CommunityLink]:
    """Return the links of a repository that still open, those that end first before the others."""
    links = [
        CommunityLink(digest[:SHORT], link.community, link.until, link.made_at)
        for digest, link in _stored(conn, repository).items()
        if link.until > now
    ]
    return sorted(links, key=lambda link: (link.until, link.name))


def revoke_link(conn: Connection, repository: Repository, name: str, now: datetime) -> bool:
    """End a link by its name; False where there is none, or more than one that begins so."""
    matches = [digest for digest in _stored(conn, repository) if name and digest.startswith(name.lower())]
    if len(matches) != 1:
        return False
    key = LINKS.of(matches[0]).key
    memory.put(conn, repository_scope(repository.id), LINKS.feature, key, None, now)
    return True


def opened_by(conn: Connection, token: str, now: datetime) -> tuple[Repository, StoredLink] | None:
    """Return the repository that a token opens, and its link; None for one that opens nothing, whatever the
    reason."""
    key = LINKS.of(digest_of(token)).key
    for scope, stored in memory.scan_scopes(conn, REPOSITORIES, LINKS.feature, key).items():
        link, repo_id = LINKS.parse(stored.value), int(scope.removeprefix(REPOSITORIES))
        repository = mirror.repository(conn, repo_id)
        if link and link.until > now and repository and mirror.is_served(conn, repo_id):
            return repository, link
    return None


def _stored(conn: Connection, repository: Repository) -> dict[str, StoredLink]:
    rows = memory.scan(conn, repository_scope(repository.id), LINKS.feature, LINKS.key)
    parsed = {key.removeprefix(LINKS.key): LINKS.parse(row.value) for key, row in rows.items()}
    return {digest: link for digest, link in parsed.items() if link is not None}
