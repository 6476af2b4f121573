"""What was decided, step by step: the questions put to features and their answers."""

from __future__ import annotations

from collections.abc import Awaitable, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache

import structlog
from structlog.contextvars import STRUCTLOG_KEY_PREFIX

from bot.core import effects as fx
from bot.core.commands.command import Rejection
from bot.core.errors import NoAccess, Refusal, Unreachable
from bot.core.keys import COMMANDS
from bot.core.states import StepOutcome
from bot.store.database import Unavailable
from bot.store.panics import in_words, panics_as_failures

log = structlog.get_logger()

_FEATURE: ContextVar[str] = ContextVar(f"{STRUCTLOG_KEY_PREFIX}feature")
"""What lines of the log say while a feature is asked. A variable of our own under structlog's prefix: its own
way to bind one costs several times as much, and this is done for every question."""

ANSWER = "answer"
"""The trigger of the step that answers a text with commands."""


@dataclass(frozen=True)
class Step:
    """One question put to one feature, and its answer: what `explain` shows."""

    feature: str
    trigger: str
    effects: tuple[fx.AnyEffect, ...] = ()
    refused: tuple[Rejection, ...] = ()
    problem: str = ""
    withheld: tuple[str, ...] = ()
    """What it wanted and does not get, or why it was not even asked: a reason each."""

    overtaken: Mapping[str, str] = field(default_factory=dict)
    """By kind of effect what it wanted and does not get, because a person did otherwise since."""

    @property
    def outcome(self) -> StepOutcome:
        """In a word."""
        if self.problem:
            return StepOutcome.FAILED
        if self.refused:
            return StepOutcome.REFUSED
        if (self.withheld or self.overtaken) and not self.effects:
            return StepOutcome.WITHHELD
        if any(isinstance(effect, fx.Outward) for effect in self.effects):
            return StepOutcome.WANTS
        return StepOutcome.REMEMBERS if self.effects else StepOutcome.NOTHING

    @property
    def is_commanded(self) -> bool:
        """Whether a person asked for it in so many words."""
        return self.trigger.startswith("/") or self.is_answer

    @property
    def is_answer(self) -> bool:
        """Whether it is the answer to a text with commands."""
        return self.feature == COMMANDS and self.trigger == ANSWER


@dataclass
class Decision:
    """All that was decided about one delivery, in the order in which it was asked."""

    steps: list[Step] = field(default_factory=list)

    @property
    def effects(self) -> list[fx.AnyEffect]:
        """The effects of all steps."""
        return [effect for step in self.steps for effect in step.effects]

    @property
    def problems(self) -> list[tuple[str, str]]:
        """(feature, message) of every feature that failed."""
        return [(step.feature, step.problem) for step in self.steps if step.problem]


def stamped(effects: Iterable[fx.AnyEffect], feature: str, because: str) -> tuple[fx.AnyEffect, ...]:
    """Return the effects, signed by their feature and with a reason where they bring none."""
    return tuple(
        effect.model_copy(update={"feature": effect.feature or feature, "because": effect.because or because})
        for effect in effects
    )


@lru_cache(1_000)
def _nothing(feature: str, trigger: str) -> Step:
    """Return the step of an answer that wants nothing: one for all, since most do not."""
    return Step(feature, trigger)


async def ask(
    feature: str, trigger: str, because: str, answer: Awaitable[Iterable[fx.AnyEffect | Rejection] | None]
) -> Step:
    """Put one question behind its own error boundary.

    A `Refusal` becomes a refusal; any other failure is logged (the delivery id is bound) and stops
    nothing else. Only what ends the whole delivery passes through: `Unreachable`, `NoAccess`, and the
    database's `Unavailable`.
    """
    named = _FEATURE.set(feature)
    try:
        with panics_as_failures():
            wanted = await answer
            if not wanted:
                return _nothing(feature, trigger)
            results = list(wanted)
            refused = tuple(result for result in results if isinstance(result, Rejection))
            effects = stamped(
                (result for result in results if not isinstance(result, Rejection)), feature, because
            )
    except Refusal as error:
        return Step(feature, trigger, refused=(Rejection(reason=error.reply),))
    except (Unreachable, NoAccess, Unavailable):
        raise
    except Exception as failure:
        log.exception("feature failed", feature=feature, trigger=trigger)
        return Step(feature, trigger, problem=in_words(failure))
    finally:
        _FEATURE.reset(named)
    return Step(feature, trigger, effects, refused)
