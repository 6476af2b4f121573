"""Asking GitHub again for what never reached us: it does not redeliver by itself, and forgets in three days.

Attempts are grouped by GUID. Those of which nothing is in our inbox are asked for, each at most three times;
how often is in GitHub's own list, so there is nothing to remember. If one of them had been accepted, the
database is a backup that was restored: then GitHub is looked at before anything is sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.core.errors import Unreachable
from bot.core.ports.clock import Clock
from bot.core.ports.webhook_deliveries import Attempt, WebhookDeliveries
from bot.engine.life import Life
from bot.store import inbox
from bot.store.database import Database
from bot.store.once import lives
from bot.store.panics import panics_as_failures

log = structlog.get_logger()

TIMES = 3
"""How often a delivery is asked for again at most."""
KEPT_FOR = timedelta(days=3)
"""How long GitHub keeps deliveries."""
UNDERWAY = timedelta(minutes=1)
"""A redelivery younger than this may still be on its way."""
EVERY = timedelta(hours=1)
OVERLAP = timedelta(hours=1)


@dataclass(frozen=True)
class RedeliveryReport:
    """What was found: GUIDs asked for again, oldest first; those given up; those still under way."""

    requested: tuple[str, ...] = ()
    abandoned: tuple[str, ...] = ()
    underway: tuple[str, ...] = ()


class Redelivery:
    """Closes gaps of the door."""

    def __init__(self, db: Database, hook: WebhookDeliveries, clock: Clock, life: Life | None = None) -> None:
        self._db = db
        self._life = life
        self._is_behind = False
        self._hook = hook
        self._clock = clock

    async def run(self, since: datetime | None = None) -> RedeliveryReport:
        """Look back to `since` (three days at most, and by default) and ask again. Raise `Unreachable`."""
        now = self._clock.now()
        groups: dict[str, list[Attempt]] = {}
        async for attempt in self._hook.attempts(max(since or now - KEPT_FOR, now - KEPT_FOR)):
            groups.setdefault(attempt.guid, []).append(attempt)
        have = await self._db.read(partial(inbox.known, guids=list(groups)))
        first = await self._db.read(lives.first_delivery)
        requested, abandoned, underway = [], [], []
        forgotten = set()
        for guid, tries in sorted(groups.items(), key=lambda group: min(attempt.id for attempt in group[1])):
            if guid in have:
                continue
            if any(attempt.succeeded for attempt in tries):
                if first is None or min(attempt.at for attempt in tries) < first:
                    continue
                forgotten.add(guid)
            if sum(attempt.redelivery for attempt in tries) >= TIMES:
                abandoned.append(guid)
            elif any(attempt.redelivery and now - attempt.at < UNDERWAY for attempt in tries):
                underway.append(guid)
            else:
                await self._hook.redeliver(max(tries, key=lambda attempt: attempt.id))
                requested.append(guid)
        self._is_behind = not forgotten.issubset(abandoned)
        if self._life is not None:
            self._life.behind = self._is_behind
            note = partial(lives.note_behind, is_behind=self._is_behind, now=self._clock.now())
            await self._db.write(note)
        return RedeliveryReport(tuple(requested), tuple(abandoned), tuple(underway))

    async def keep_asking(self) -> None:
        """At the start and then once an hour, until cancelled; trouble waits for the next hour."""
        since: datetime | None = None
        while True:
            began = self._clock.now()
            try:
                with panics_as_failures():
                    report = await self.run(since)
                since = None if self._is_behind else began - OVERLAP
                if report.requested or report.abandoned:
                    log.info(
                        "asked for failed deliveries", asked=report.requested, abandoned=report.abandoned
                    )
            except Unreachable as reason:
                log.warning("failed deliveries not asked for", reason=str(reason))
            except Exception:
                log.exception("failed deliveries not asked for")
            await self._clock.sleep(EVERY.total_seconds())
