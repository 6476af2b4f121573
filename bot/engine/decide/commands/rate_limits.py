"""Measure in what one person may order and one subject may hear, whatever anybody does to provoke more.

Both are counted in memory rows, in the transaction of the decision that spends them. Two bots that answer
each other run into the second limit within minutes and are silent for the rest of the hour.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core import effects as fx
from bot.core.keys import Scope, person_scope
from bot.core.ports.records import Records

FEATURE = "engine"
HOUR = timedelta(hours=1)
COMMANDS_AN_HOUR = 60
"""Commands one person may give in an hour; nobody types more by hand."""
REPLIES_AN_HOUR = 12
"""Replies one subject gets in an hour; beyond, a reaction has to do."""


class Budget:
    """What was spent under one key within the last hour."""

    def __init__(self, scope: Scope, key: str, most: int, spent: list[str], now: datetime) -> None:
        self._scope = scope
        self._key = key
        self._now = now
        self._spent = [each for each in spent if datetime.fromisoformat(each) > now - HOUR]
        self.left = max(0, most - len(self._spent))
        """How much may still be spent now."""

    @property
    def free_at(self) -> datetime:
        """When something may be spent again (UTC)."""
        return datetime.fromisoformat(self._spent[0]) + HOUR if self._spent else self._now

    def spend(self, subject: str, count: int) -> fx.Remember:
        """The memory of having spent `count` more."""
        times = [*self._spent, *([self._now.isoformat()] * count)]
        return fx.Remember(
            subject=subject,
            feature=FEATURE,
            scope=self._scope,
            key=self._key,
            value=times[-COMMANDS_AN_HOUR:],
        )


async def commands_of(records: Records, person_id: int, now: datetime) -> Budget:
    """What a person may still order in this hour, anywhere."""
    scope = person_scope(person_id)
    spent = await records.recall(scope, "commands", feature=FEATURE)
    return Budget(scope, "commands", COMMANDS_AN_HOUR, spent or [], now)


async def replies_on(records: Records, scope: Scope, now: datetime) -> Budget:
    """What a subject may still hear in this hour."""
    spent = await records.recall(scope, "replies", feature=FEATURE)
    return Budget(scope, "replies", REPLIES_AN_HOUR, spent or [], now)
