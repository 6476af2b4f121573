"""What readiness and metrics ask of the store."""

import asyncio
from collections.abc import Mapping
from datetime import datetime

from bot.core.ports.clock import Clock
from bot.core.states import EffectRank
from bot.store import backlog as waiting
from bot.store import inbox as arrivals
from bot.store import pauses
from bot.store.backlog import Backlog
from bot.store.database import Connection, Database
from bot.store.sql import migrate
from bot.store.upkeep import budgets
from bot.store.upkeep.server_state import created_lately


class StoreHealth:
    """Whether the store can be used, and how much waits in it."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def at_head(self) -> bool:
        """Return whether all migrations are applied; raises when the database cannot be reached or
        written."""
        if not await asyncio.to_thread(migrate.at_head, self._db.url):
            return False
        # A full or read-only disk can still be read: only writing shows it.
        now = self._clock.now()
        await self._db.write(lambda conn: waiting.probe(conn, now))
        return True

    async def backlog(self) -> Backlog:
        """Return what waits, and why."""
        now = self._clock.now()
        return await self._db.read(lambda conn: waiting.backlog(conn, now))

    async def counts(self) -> Mapping[str, Mapping[str, int]]:
        """Rows by state, and what waits."""
        states: dict[str, int] = {}
        for (state, outcome), number in (await self._db.read(arrivals.counts)).items():
            states[outcome or state] = states.get(outcome or state, 0) + number
        now, left = self._clock.now(), await self.backlog()
        ranks = await self._db.read(waiting.effects_by_rank)
        rests = await self._db.read(lambda conn: pauses.rest_ends(conn, now))
        least = await self._db.read(lambda conn: _least_left(conn, now))
        since = {"delivery": left.delivery, "effect": left.effect}
        return {
            "deliveries": states,
            "outbox": await self._db.read(waiting.effects_by_state),
            "failures": self._db.failures,
            "waiting": {reason.value: count for reason, count in left.effects.items()},
            "waiting_by_rank": {EffectRank(rank).name.lower(): count for rank, count in ranks.items()},
            "pauses": left.pauses,
            "pause_seconds": {kind: int((until - now).total_seconds()) for kind, until in rests.items()},
            "budget_left": least,
            "oldest_seconds": {
                what: int((now - moment).total_seconds()) if moment else 0 for what, moment in since.items()
            },
        }


def _least_left(conn: Connection, now: datetime) -> dict[str, int]:
    """Return the least that is left of each budget, in whatever installation; full ones are not named."""
    least: dict[str, int] = {}
    for budget in (*budgets.known(conn, now), *created_lately(conn, now, 1)):
        least[budget.resource] = min(budget.remaining, least.get(budget.resource, budget.remaining))
    return least
