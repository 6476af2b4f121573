"""What the owner of an installation has granted, as its last webhook or its newest token says, and which
features wait for more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

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


@dataclass(frozen=True)
class Rights:
    """What an installation may (`{"issues": "write"}`; empty where nobody has told), and by name of a feature
    which of its permissions an owner has yet to accept: it waits for them."""

    granted: Mapping[str, str]
    awaited: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, granted: Mapping[str, str], features: Sequence[Feature[BaseModel]]) -> Self:
        """Return what follows from permissions."""
        by_feature = ((feature.name, awaited(feature.needs, granted)) for feature in features)
        return cls(granted, {name: rights for name, rights in by_feature if rights})

    def awaited_to_speak(self, subject: Subject | None) -> Sequence[str]:
        """Return the permission without which nothing can be said on a subject; none where it is there. On a
        pull request either of two is enough.

        https://docs.github.com/en/rest/issues/comments#create-an-issue-comment
        """
        kinds = ("issues", "pull_requests") if subject and subject.is_pull_request else ("issues",)
        lacking = [awaited({kind: "write"}, self.granted) for kind in kinds]
        return lacking[0] if all(lacking) else ()


class GrantedRights:
    """Knows what each installation may. GitHub is never asked for it: the answer comes with each token."""

    def __init__(
        self, db: Database, github: GitHub, features: Sequence[Feature[BaseModel]], clock: Clock
    ) -> None:
        self._db, self._github, self._features = db, github, features
        self._known: TTLCache[int, Rights] = TTLCache(10_000, LIFETIME.total_seconds(), clock.monotonic)
        self._seen: LRUCache[int, Mapping[str, str]] = LRUCache(10_000)
        """What the newest token said, by installation: the very object, since the next may say the same."""

    async def of(self, installation_id: int) -> Rights:
        """Return what an installation may."""
        known = self._known.get(installation_id)
        if known is None:
            stored = await self._db.lookup(lambda conn: _stored(conn, installation_id))
            known = self._keep(installation_id, stored)
        newest = self._github.granted(installation_id)
        is_new = bool(newest) and self._seen.get(installation_id) is not newest
        if is_new:
            self._seen[installation_id] = newest
        if not newest or newest == known.granted:
            return known
        if known.granted and not is_new:
            # The owner has decided since this token was made, and the next one will say so.
            self._github.forget_installation(installation_id)
            return known
        await self._db.write(lambda conn: mirror.put_granted(conn, installation_id, newest))
        return self._keep(installation_id, newest)

    def forget(self, installation_id: int) -> None:
        """What it may is changing."""
        self._known.pop(installation_id, None)

    def _keep(self, installation_id: int, granted: Mapping[str, str]) -> Rights:
        rights = self._known[installation_id] = Rights.of(granted, self._features)
        return rights


def _stored(conn: Connection, installation_id: int) -> Mapping[str, str]:
    record = mirror.installation(conn, installation_id)
    return (record.permissions if record else None) or {}
