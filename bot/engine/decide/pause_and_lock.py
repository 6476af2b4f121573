"""Where the bot holds back: repositories that paused it, and locked conversations.

A paused repository gets nothing but the answer to `/bot resume`, a quiet one what its commands bring; their
timers wait, their jobs skip their turn. After a quiet time a timer waits as long as it still had to.
On a locked conversation the bot writes nothing of its own accord, and obeys only people with the triage role.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Self

from bot.core import effects as fx
from bot.core.commands import Parsed
from bot.core.events import RepositoryEvent, Wake
from bot.core.keys import COMMANDS
from bot.core.model import same
from bot.core.pause import Pause, pause_in_force
from bot.engine.decide.decision import Step, stamped
from bot.engine.decide.situation import Situation

AGAIN = timedelta(hours=1)
"""How long a timer waits before it looks whether an open-ended pause is over."""
ELAPSED = "elapsed"
"""In a timer's data: how long after the beginning of a quiet time it was due, in seconds."""


@dataclass(frozen=True)
class PauseAndLock:
    """How far the bot holds back about one event."""

    ref: str = ""
    pause: Pause | None = None
    locked: bool = False

    @classmethod
    async def of(cls, situation: Situation) -> Self:
        """Read whether the repository paused the bot, and whether the conversation is locked."""
        if not isinstance(situation.event, RepositoryEvent):
            return cls()
        pause = await pause_in_force(situation.records, situation.repo_scope, situation.now)
        locked = situation.subject is not None and situation.subject.locked
        return cls(situation.ref, pause, locked)

    def without_paused(self, parsed: Parsed) -> Parsed:
        """Only the commands that work while the bot is paused, where it is."""
        if self.pause is None or self.pause.quiet:
            return parsed
        return Parsed(tuple(call for call in parsed.invocations if call.command.works_while_paused))

    def without_speech(self, step: Step) -> Step:
        """Return a step without what it would write of its own accord in a locked conversation."""
        if not self.locked:
            return step
        withheld = [effect for effect in step.effects if _speaks(effect) and same(effect.subject, self.ref)]
        effects = tuple(effect for effect in step.effects if effect not in withheld)
        names = tuple(effect.effect for effect in withheld)
        return replace(step, effects=effects, withheld=(*step.withheld, *names))

    def postpone(self, situation: Situation) -> list[Step]:
        """Return what a pause does to an event: a timer is set anew, anything else comes to nothing."""
        assert self.pause is not None
        event, because = situation.event, f"{self.pause.by} paused me here"
        effects: tuple[fx.AnyEffect, ...] = ()
        if isinstance(event, Wake) and any(
            feature.name == event.feature and event.timer.partition(":")[0] in feature.timers
            for feature in situation.features
        ):
            due = self.pause.until or situation.now + AGAIN
            passed = (situation.now - self.pause.since).total_seconds() if self.pause.quiet else 0
            data = {ELAPSED: passed, **event.data} if passed else event.data
            again = fx.SetTimer(subject=self.ref, key=event.timer, due=due, data=data)
            effects = stamped([again], event.feature, because)
        return [Step(COMMANDS, "pause", effects, withheld=(because,))]


def after_quiet(situation: Situation) -> list[Step]:
    """Return the step by which a timer that was held in a quiet time waits as long as it still had to; none
    for any other event."""
    event = situation.event
    if not isinstance(event, Wake) or ELAPSED not in event.data:
        return []
    data = {key: value for key, value in event.data.items() if key != ELAPSED}
    due = situation.now + timedelta(seconds=float(event.data[ELAPSED]))
    again = fx.SetTimer(subject=situation.ref, key=event.timer, due=due, data=data)
    because = "its time goes on where a quiet time began"
    return [Step(COMMANDS, "quiet", stamped([again], event.feature, because), withheld=(because,))]


def _speaks(effect: fx.AnyEffect) -> bool:
    return isinstance(effect, fx.PostComment | fx.React)
