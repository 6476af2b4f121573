"""Metered: what one person may command and one subject may hear in an hour.

Both are counted in memory rows, in the transaction of the decision that spends them. Two bots that answer
each other run into the second limit within minutes and are silent for the rest of the hour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from bot.core import effects as fx
from bot.core.keys import ENGINE, Scope, person_scope
from bot.core.memory import Memory, Moment
from bot.engine.decide.commands.request import Request

HOUR = timedelta(hours=1)
COMMANDS_AN_HOUR = 60
"""Commands one person may give in an hour; nobody types more by hand."""
REPLIES_AN_HOUR = 12
"""Replies one subject gets in an hour; beyond, a reaction has to do."""
COMMANDS_SPENT = Memory(ENGINE, "commands", list[Moment])
"""In the person's scope."""
REPLIES_SPENT = Memory(ENGINE, "replies", list[Moment])
"""In the subject's scope."""


@dataclass(frozen=True)
class Budget:
    """The uses counted under one memory within the last hour: an instant (UTC) for each."""

    scope: Scope
    memory: Memory[list[datetime]]
    most: int
    spent: tuple[datetime, ...]
    now: datetime

    @classmethod
    async def of(cls, request: Request, scope: Scope, memory: Memory[list[datetime]], most: int) -> Self:
        """Read a budget from memory."""
        now = request.situation.now
        spent = await memory.read(request.situation.records, scope) or []
        return cls(scope, memory, most, tuple(instant for instant in spent if instant > now - HOUR), now)

    @property
    def left(self) -> int:
        """How much may still be spent now."""
        return max(0, self.most - len(self.spent))

    @property
    def free_at(self) -> datetime:
        """When something may be spent again (UTC)."""
        return self.spent[0] + HOUR if self.spent else self.now

    def spend(self, subject: str, count: int) -> fx.Remember:
        """Return the memory of having spent `count` more."""
        instants = [*self.spent, *[self.now] * count]
        return self.memory.remember(subject, self.scope, instants[-COMMANDS_AN_HOUR:])


@dataclass(frozen=True)
class CommandLimits:
    """How much the author of a text may still command, and its subject still hear, in this hour."""

    ref: str
    commands: Budget
    replies: Budget

    @classmethod
    async def of(cls, request: Request) -> Self:
        """Read both budgets."""
        person = person_scope(request.written.author.id)
        return cls(
            request.ref,
            await Budget.of(request, person, COMMANDS_SPENT, COMMANDS_AN_HOUR),
            await Budget.of(request, request.situation.subject_scope, REPLIES_SPENT, REPLIES_AN_HOUR),
        )

    def meter(self, reply: Sequence[fx.AnyEffect], commands: int = 0) -> list[fx.AnyEffect]:
        """Return the reply to `commands`, counted; without its words where the subject has had enough."""
        metered = list(reply)
        if any(isinstance(effect, fx.PostComment) for effect in reply):
            if self.replies.left:
                metered.append(self.replies.spend(self.ref, 1))
            else:
                metered = [effect for effect in reply if not isinstance(effect, fx.PostComment)]
        if commands:
            metered.append(self.commands.spend(self.ref, commands))
        return metered
