"""What the owner of an installation has granted: as its last webhook or its newest token says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from cachetools import LRUCache, TTLCache
from pydantic import BaseModel

from bot.core.feature import Feature
from bot.core.model import Subject
from bot.core.permissions import awaited
from bot.core.ports.clock import Clock
from bot.engine.ports import GitHub
from bot.store import mirror
from bot.store.database import Connection, Database

LIFETIME = timedelta(seconds=10)
"""So long one process may not know what another has heard."""
Granted = Mapping[str, str]


class GrantedRights:
    """Knows what each installation may. GitHub is never asked for it: the answer comes with each token."""

    def __init__(self, db: Database, github: GitHub, clock: Clock) -> None:
        self._db, self._github = db, github
        self._known: TTLCache[int, Granted] = TTLCache(10_000, LIFETIME.total_seconds(), clock.monotonic)
        self._seen: LRUCache[int, Granted] = LRUCache(10_000)
        """What the newest token said, by installation: the very object, since the next may say the same."""

    async def of(self, installation_id: int) -> Granted:
        """Return what an installation may (`{"issues": "write"}`); empty where nobody has told."""
        known = self._known.get(installation_id)
        if known is None:
            known = await self._db.lookup(lambda conn: _stored(conn, installation_id))
            self._known[installation_id] = known
        said = self._github.granted(installation_id)
        if not said:
            return known
        if self._seen.get(installation_id) is not said:
            self._seen[installation_id] = said
            if said != known:
                await self._db.write(lambda conn: mirror.put_granted(conn, installation_id, said))
                self._known[installation_id] = said
            return said
        if known and known != said:  # The owner has decided since this token was made: it may no more.
            self._github.forget_installation(installation_id)
        return known or said

    def forget(self, installation_id: int) -> None:
        """What it may is changing."""
        self._known.pop(installation_id, None)


def _stored(conn: Connection, installation_id: int) -> Granted:
    record = mirror.installation(conn, installation_id)
    return (record.permissions if record else None) or {}


def awaited_by_feature(
    features: Sequence[Feature[BaseModel]], granted: Granted
) -> dict[str, tuple[str, ...]]:
    """Return by name of a feature which of its permissions an owner has yet to accept: it waits for them."""
    rights = {feature.name: awaited(feature.needs, granted) for feature in features}
    return {name: waiting for name, waiting in rights.items() if waiting}


def awaited_to_speak(granted: Granted, subject: Subject | None) -> tuple[str, ...]:
    """Return the permission without which nothing can be said on a subject; none where it is there. On a
    pull request either of two is enough.

    https://docs.github.com/en/rest/issues/comments#create-an-issue-comment
    """
    kinds = ("issues", "pull_requests") if subject and subject.is_pull_request else ("issues",)
    lacking = [awaited({kind: "write"}, granted) for kind in kinds]
    return lacking[0] if all(lacking) else ()
