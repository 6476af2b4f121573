"""Where the bot holds its tongue: repositories that paused it, and locked conversations.

A paused repository gets nothing but the answer to `/bot resume`; its timers wait, its jobs skip their turn.
On a locked conversation the bot says nothing of its own accord, and obeys only people with the triage role.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pydantic import BaseModel

from bot.core import effects as fx
from bot.core.commands import Parsed
from bot.core.config.base import Nothing
from bot.core.events import Event, RepositoryEvent, Wake
from bot.core.feature import Feature
from bot.core.model import same
from bot.core.pause import MEMORY, Pause, pause_of
from bot.engine.decide.decision import ContextFor, Step, stamped

AGAIN = timedelta(hours=1)
"""How long a timer waits before it looks whether an open-ended pause is over."""


@dataclass(frozen=True)
class Silence:
    """How far the bot is silent about one event."""

    ref: str = ""
    now: datetime | None = None
    pause: Pause | None = None
    locked: bool = False

    def heard(self, parsed: Parsed) -> Parsed:
        """The commands that count in spite of a pause."""
        if self.pause is None:
            return parsed
        return Parsed(tuple(call for call in parsed.invocations if call.command.works_while_paused))

    def kept(self, step: Step) -> Step:
        """A step without the words it would say of its own accord in a locked conversation."""
        if not self.locked:
            return step
        said = [each for each in step.effects if _is_said(each) and same(each.subject, self.ref)]
        left = tuple(each for each in step.effects if each not in said)
        return replace(step, effects=left, withheld=(*step.withheld, *(each.effect for each in said)))

    def postponed(self, event: Event, features: Sequence[Feature[BaseModel]]) -> list[Step]:
        """What a pause does to an event: a timer is set anew, anything else comes to nothing."""
        assert self.pause is not None
        assert self.now is not None
        because = f"{self.pause.by} paused me here"
        effects: tuple[fx.AnyEffect, ...] = ()
        if isinstance(event, Wake) and any(
            each.name == event.feature and event.timer.partition(":")[0] in each.timers for each in features
        ):
            due = self.pause.until or self.now + AGAIN
            again = fx.SetTimer(subject=self.ref, key=event.timer, due=due, data=event.data)
            effects = stamped([again], event.feature, because)
        return [Step("help", "pause", effects, withheld=(because,))]


def _is_said(effect: fx.AnyEffect) -> bool:
    return isinstance(effect, fx.PostComment | fx.React)


async def silence_about(event: Event, features: Sequence[Feature[BaseModel]], context: ContextFor) -> Silence:
    """How far the bot is silent about an event."""
    if not isinstance(event, RepositoryEvent) or not features:
        return Silence()
    ctx = context(features[0], Nothing())
    remembered = await ctx.records.recall(ctx.repo_scope, MEMORY, feature=MEMORY)
    locked = ctx.subject is not None and ctx.subject.locked
    return Silence(ctx.ref, ctx.now, pause_of(remembered, ctx.now), locked)
