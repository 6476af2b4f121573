"""Jobs by the clock: once per slot in every repository where the feature is on, missed slots once.

Timers need no scheduler: a due timer is the next thing in its lane. A job's slot becomes such a timer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from pydantic import BaseModel

from bot.core.clock import Clock
from bot.core.config import ConfigError, load
from bot.core.context import RepositoryConfig
from bot.core.feature import Feature, Schedule
from bot.core.model import Repository
from bot.engine import registry
from bot.store import mirror, timers
from bot.store.database import Connection, Database


class Scheduler:
    """Puts the slots that have begun into their lanes."""

    def __init__(self, db: Database, features: Sequence[Feature[BaseModel]], clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._features = [feature for feature in features if feature.jobs]
        self._all = features
        self._read: dict[int, tuple[tuple[str, str], RepositoryConfig | None]] = {}

    async def tick(self) -> int:
        """Claim every slot that began and was not claimed; the number of wakes put into lanes."""
        return await self._db.write(self._claim) if self._features else 0

    async def next_slot(self) -> datetime | None:
        """When the next slot of any job begins; for a clock that moves only from one event to the next."""
        now = self._clock.now()

        def earliest(conn: Connection) -> datetime | None:
            slots = (
                schedule.next_after(now, repo.timezone) for _, _, repo, schedule, _, _ in self._jobs(conn)
            )
            return min(slots, default=None)

        return await self._db.read(earliest)

    def _jobs(
        self, conn: Connection
    ) -> Iterator[tuple[Repository, datetime, RepositoryConfig, Schedule, str, str]]:
        """(repository, when it was synced, its file, schedule, feature, job) of every job that is on."""
        for repository in mirror.repositories(conn):
            stored = mirror.config(conn, repository.id)
            synced = mirror.synced_at(conn, repository.id)
            if stored is None or not stored.good_text or synced is None:
                continue
            repo = self._config(repository.id, stored.good_text, stored.source)
            for feature in self._features if repo is not None else ():
                assert repo is not None
                section = registry.config_of(feature, repo)
                for job in feature.jobs if section is not None else ():
                    if (schedule := job.schedule_for(section)) is not None:
                        yield repository, synced, repo, schedule, feature.name, job.name

    def _claim(self, conn: Connection) -> int:
        now = self._clock.now()
        claimed = 0
        for repository, synced, repo, schedule, feature, job in self._jobs(conn):
            slot = schedule.slot_before(now, repo.timezone)
            if slot <= synced:
                continue
            claimed += timers.claim_slot(
                conn,
                timers.NewTimer(
                    repo_id=repository.id,
                    owner_id=repository.owner_id,
                    installation_id=mirror.installation_of(conn, repository.id) or 0,
                    number=None,
                    feature=feature,
                    key=job,
                    due_at=slot,
                    slot=slot.isoformat(),
                ),
            )
        return claimed

    def _config(self, repo_id: int, text: str, source: str) -> RepositoryConfig | None:
        """A repository's file; read again only when it has changed, for a tick comes with every delivery."""
        known = self._read.get(repo_id)
        if known is None or known[0] != (text, source):
            try:
                repo = load(text, self._all, source)
            except ConfigError:
                repo = None
            known = self._read[repo_id] = ((text, source), repo)
        return known[1]
