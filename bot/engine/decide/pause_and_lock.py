"""Where the bot holds back: repositories that paused it, and locked conversations.

A paused repository gets nothing but the answer to `/bot resume`; in a quiet one people are heard as always.
In both timers wait and jobs skip their turn. After a quiet time a timer waits as long as it still had to.
On a locked conversation the bot writes nothing of its own accord, and obeys only people with the triage role.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Self

from bot.core import effects as fx
from bot.core.commands import Parsed
from bot.core.events import Event, MergeGroupEvent, Wake
from bot.core.feature import Feature
from bot.core.keys import COMMANDS
from bot.core.model import same
from bot.core.pause import Pause
from bot.engine.decide.decision import Step, ask, stamped
from bot.engine.decide.situation import Situation

ELAPSED = "elapsed"
"""In a timer's data: how long after the beginning of a quiet time it was due, in seconds."""


@dataclass(frozen=True)
class PauseAndLock:
    """How far the bot holds back about one event."""

    ref: str = ""
    pause: Pause | None = None
    """The pause or quiet time that is not over."""
    locked: bool = False

    @classmethod
    def of(cls, situation: Situation) -> Self:
        """Return whether the repository paused the bot, and whether the conversation is locked."""
        latest = situation.pause
        pause = latest if latest is not None and latest.holds(situation.now) else None
        locked = situation.subject is not None and situation.subject.locked
        return cls(situation.ref, pause, locked)

    @property
    def is_silent(self) -> bool:
        """Whether nothing at all is said here but the answer to `/bot resume`."""
        return self.pause is not None and not self.pause.quiet

    def holds_back(self, event: Event) -> bool:
        """Return whether an event is not decided: any while the bot is paused, what time brings in a quiet
        time. A merge queue is answered always: it would wait for ever."""
        if self.pause is None or isinstance(event, MergeGroupEvent):
            return False
        return not self.pause.quiet or isinstance(event, Wake)

    def without_paused(self, parsed: Parsed) -> Parsed:
        """Only the commands that work while the bot is paused, where it is."""
        if not self.is_silent:
            return parsed
        return Parsed(tuple(call for call in parsed.invocations if call.command.works_while_paused))

    def without_speech(self, step: Step) -> Step:
        """Return a step without what it would write of its own accord in a locked conversation."""
        if not self.locked:
            return step
        withheld = [effect for effect in step.effects if _speaks(effect) and same(effect.subject, self.ref)]
        effects = tuple(effect for effect in step.effects if effect not in withheld)
        reasons = tuple(f"{effect.effect} is not written in a locked conversation" for effect in withheld)
        return replace(step, effects=effects, withheld=(*step.withheld, *reasons))

    async def postpone(self, situation: Situation) -> list[Step]:
        """Return what a pause does to an event: a timer is set anew, anything else comes to nothing. In a
        quiet time what stands is corrected where the timer's date is in it."""
        assert self.pause is not None
        event, because, steps = situation.event, f"{self.pause.by} paused me here", list[Step]()
        effects: tuple[fx.AnyEffect, ...] = ()
        if isinstance(event, Wake) and (feature := _timer_of(event, situation)) is not None:
            if self.pause.quiet:
                steps = await _while_quiet(feature, event, situation)
            passed = (situation.now - self.pause.since).total_seconds() if self.pause.quiet else 0
            data = {ELAPSED: passed, **event.data} if passed else event.data
            due = self.pause.ends(situation.now)
            again = fx.SetTimer(subject=self.ref, key=event.timer, due=due, data=data)
            effects = stamped([again], event.feature, because)
        return [*steps, Step(COMMANDS, "pause", effects, withheld=(because,))]


def _timer_of(event: Wake, situation: Situation) -> Feature[Any] | None:
    """Return the feature that set a timer; None for a job."""
    name = event.timer.partition(":")[0]
    named = (feature for feature in situation.features if feature.name == event.feature)
    return next((feature for feature in named if name in feature.timers), None)


async def _while_quiet(feature: Feature[Any], event: Wake, situation: Situation) -> list[Step]:
    section = feature.config_in(situation.repo)
    handler = feature.quiet_timers.get(event.timer.partition(":")[0])
    if handler is None or section is None:
        return []
    because = "its date passes in a quiet time"
    return [await ask(feature.name, event.key, because, handler(event, situation.context(section)))]


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
