"""One lane at a time: what comes next in it is decided and committed, tried again later, or given up.

Nothing here writes to GitHub, and nothing is remembered except in the one transaction of `commit`.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta
from functools import partial
from weakref import WeakValueDictionary

import structlog

from bot.core.errors import Unreachable
from bot.core.ports.clock import Clock
from bot.core.states import OutcomeKind
from bot.engine.commit import transaction
from bot.engine.decide.decider import Decider
from bot.engine.decide.outcome import LOGGED, Item, Outcome
from bot.engine.life import Life
from bot.engine.timeouts import MAX_ATTEMPTS, MAX_DEATHS, OUTAGE_WAIT, Timeouts
from bot.store import inbox, timers
from bot.store.database import Conflict, Connection, Database, Unavailable
from bot.store.panics import in_words, panics_as_failures
from bot.store.sql.in_hand import InHand

log = structlog.get_logger()

DECISIONS_MOST = 5
"""How often a delivery is decided afresh after losing a race for a fact."""


class Worker:
    """Works off deliveries and due timers.

    `life` keys the once-only markers; `level` is how loud the log says what was decided.
    """

    def __init__(
        self,
        db: Database,
        decider: Decider,
        clock: Clock,
        *,
        life: Life,
        times: Timeouts | None = None,
        in_hand: InHand | None = None,
        level: int = logging.INFO,
    ) -> None:
        self._db = db
        self._decider = decider
        self._clock = clock
        self._life = life
        self._times = times or Timeouts()
        self._in_hand = in_hand or InHand(None)
        self._level = level
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def take(self, lane: str) -> bool:
        """Do what comes next in a lane; False when nothing's turn it is."""
        now = self._clock.now()
        stored = await self._db.lookup(lambda conn: inbox.next_in_lane(conn, lane, now))
        if stored is None:
            return False
        item = Item.of(stored)
        structlog.contextvars.bind_contextvars(delivery=item.guid)
        try:
            await self._take(item)
        finally:
            structlog.contextvars.unbind_contextvars("delivery", *LOGGED)
        return True

    async def _take(self, item: Item) -> None:
        async with self._in_hand.hold(item.guid) as deaths:
            if deaths >= MAX_DEATHS:
                reason = f"the process died {deaths} times while it was being decided"
                log.error("delivery set aside", reason=reason)
                await self._fail(item, reason, None, item.attempts + deaths, OutcomeKind.SET_ASIDE)
            else:
                await self._settle(item)

    async def _settle(self, item: Item) -> None:
        turn = asyncio.Lock()
        for _ in range(DECISIONS_MOST):
            try:
                with panics_as_failures():
                    async with turn:
                        outcome = await self._decider.decide(item)
                        await self._db.write(partial(self._commit, item=item, outcome=outcome), brief=True)
            except Conflict as race:
                log.info("decided afresh", conflict=str(race))
                # Those who lost the same race decide one after the other, lest they lose it together again.
                turn = self._turns.setdefault(str(race), asyncio.Lock())
                continue
            except Unreachable as reason:
                log.info("decided later", reason=str(reason))
                return await self._later(item, str(reason), give_up=False, not_before=reason.until)
            except Unavailable:
                raise  # The database's trouble, which is nobody's attempt.
            except Exception as failure:
                log.exception("delivery failed")
                self._db.failures["decide"] += 1
                return await self._later(item, in_words(failure), give_up=True)
            log.log(self._level, "decided", outcome=outcome.kind, reason=outcome.reason)
            return None
        # Nothing is wrong with it: it is tried again for as long as it takes.
        return await self._later(item, "lost five races for a fact", give_up=False)

    def _commit(self, conn: Connection, item: Item, outcome: Outcome) -> None:
        transaction.commit(conn, item, outcome, now=self._clock.now(), life=self._life)

    async def _later(
        self, item: Item, reason: str, *, give_up: bool, not_before: datetime | None = None
    ) -> None:
        now = self._clock.now()
        dead = give_up and item.attempts + 1 >= MAX_ATTEMPTS
        # An outage is nobody's fault: it slows the tries down, but does not use them up.
        attempts = (
            item.attempts + 1 if give_up else max(item.attempts, min(item.attempts + 1, MAX_ATTEMPTS // 2))
        )
        wait = self._times.backoff(min(item.attempts + 1, MAX_ATTEMPTS), 0.5)
        if not give_up:
            age = (now - item.received_at).total_seconds()
            wait = max(wait, min(OUTAGE_WAIT, age / 4))
        # GitHub's own word counts for more than our guess, in both directions.
        next_at = not_before or now + timedelta(seconds=wait)
        if dead:
            log.error("delivery dead", reason=reason)
        await self._fail(item, reason, None if dead else next_at, attempts)

    async def _fail(
        self,
        item: Item,
        reason: str,
        next_at: datetime | None,
        attempts: int,
        outcome: OutcomeKind = OutcomeKind.DEAD,
    ) -> None:
        """Note a failed attempt; without `next_at` it was the last."""
        dead, now = next_at is None, self._clock.now()

        def write(conn: Connection) -> None:
            if item.delivery is not None:
                inbox.failed(
                    conn,
                    item.delivery.seq,
                    reason,
                    next_at,
                    dead,
                    now,
                    attempts=attempts,
                    outcome=outcome,
                )
            elif item.timer is not None:
                timers.failed(conn, item.timer, next_at, dead)

        await self._db.write(write, brief=True)
