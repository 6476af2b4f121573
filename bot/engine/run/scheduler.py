"""Jobs by the clock: once per slot in every repository where the feature is on, missed slots once.

Timers need no scheduler: a due timer is the next thing in its lane. A job's slot becomes such a timer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from pydantic import BaseModel

from bot.core.feature import Feature, JobSchedule
from bot.core.ports.clock import Clock
from bot.store import mirror, timers
from bot.store.config_store import ConfigStore
from bot.store.database import Connection, Database
from bot.store.mirror import Planned
from bot.store.sql.errors import outage

log = structlog.get_logger()


@dataclass(frozen=True)
class _Job:
    """A job that a repository's file turns on."""

    feature: str
    name: str
    schedule: JobSchedule
    timezone: str


class Scheduler:
    """Puts the slots that have begun into their lanes."""

    def __init__(self, db: Database, features: Sequence[Feature[BaseModel]], clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._features = [feature for feature in features if feature.jobs]
        self._configs = ConfigStore(features)
        self._last_minute: datetime | None = None
        self._jobs_of: dict[int, tuple[Planned, tuple[_Job, ...]]] = {}
        self._claimed: dict[tuple[int, str, str], datetime] = {}

    async def tick(self) -> int:
        """Claim every slot that began and was not claimed, and return the number of wakes put into lanes.

        As often as you like: slots begin with a minute, so it looks once a minute.
        """
        now = self._clock.now()
        minute = now.replace(second=0, microsecond=0)
        if not self._features or minute == self._last_minute:
            return 0
        self._last_minute = minute  # Also where it fails: a slot that is missed now is there in a minute.
        begun = await self._db.read(lambda conn: list(self._begun(conn, now)))
        claimed = await self._db.write(lambda conn: _claim(conn, begun)) if begun else 0
        self._claimed |= {(slot.repo_id, slot.feature, slot.key): slot.due_at for slot in begun}
        return claimed

    async def next_slot(self) -> datetime | None:
        """Return when the next slot of any job begins; for a clock that moves only from one event to the
        next."""
        now = self._clock.now()

        def earliest(conn: Connection) -> datetime | None:
            jobs = (job for _, job in self._jobs(conn))
            return min((job.schedule.next_after(now, job.timezone) for job in jobs), default=None)

        return await self._db.read(earliest)

    def _begun(self, conn: Connection, now: datetime) -> Iterator[timers.NewTimer]:
        """Return the latest slot of every job that began after the first sync and was not claimed yet."""
        for planned, job in self._jobs(conn):
            slot = job.schedule.slot_before(now, job.timezone)
            known = self._claimed.get((planned.repo_id, job.feature, job.name))
            if slot > planned.synced_at and slot != known:
                yield timers.NewTimer(
                    repo_id=planned.repo_id,
                    owner_id=planned.owner_id,
                    installation_id=planned.installation_id,
                    number=None,
                    feature=job.feature,
                    key=job.name,
                    due_at=slot,
                    slot=slot.isoformat(),
                )

    def _jobs(self, conn: Connection) -> Iterator[tuple[Planned, _Job]]:
        """Return every job that is on, and where; a file is read only when it has changed."""
        jobs_of: dict[int, tuple[Planned, tuple[_Job, ...]]] = {}
        for planned in mirror.planned(conn):
            known = self._jobs_of.get(planned.repo_id)
            jobs = known[1] if known and known[0] == planned else self._read(conn, planned)
            jobs_of[planned.repo_id] = planned, jobs
            yield from ((planned, job) for job in jobs)
        self._jobs_of = jobs_of

    def _read(self, conn: Connection, planned: Planned) -> tuple[_Job, ...]:
        try:
            return tuple(self._jobs_in(conn, planned))
        except Exception as failure:  # One repository's file is nobody else's trouble.
            if outage(failure) is not None:
                raise
            log.exception("jobs not planned", repository=planned.repo_id)
            self._db.failures["scheduler"] += 1
            return ()

    def _jobs_in(self, conn: Connection, planned: Planned) -> Iterator[_Job]:
        repo = self._configs.in_force(conn, planned.repo_id).config
        for feature in self._features:
            section = feature.config_in(repo)
            for job in feature.jobs if section is not None else ():
                if (schedule := job.schedule_for(section)) is not None:
                    yield _Job(feature.name, job.name, schedule, repo.timezone)


def _claim(conn: Connection, begun: Sequence[timers.NewTimer]) -> int:
    return sum(timers.claim_slot(conn, slot) for slot in begun)
