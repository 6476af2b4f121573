"""The checks of the simulated year can fail: with one part of the steward's desk out, one of them does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from bot.core.context import Context
from bot.core.effects import AnyEffect, Assign, Remember
from bot.core.feature import Feature
from bot.core.model import User
from handlers import steward
from tests.harness.in_process.support_year import CONFIG, Year

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Variation:
    """The steward's desk without a part of it."""

    effect: Callable[[str, AnyEffect], AnyEffect | None] = lambda where, effect: effect
    """What becomes of each effect; `where` is the event, command, timer or job that led to it."""
    context: Callable[[Context[Any]], Context[Any]] = lambda ctx: ctx
    """What it sees."""
    deaf_to: tuple[str, ...] = ()
    """Timers and jobs that never wake it."""
    config: str = CONFIG

    def feature(self) -> Feature[Any]:
        """The feature, varied."""
        whole, varied = steward.feature, self._varied
        return replace(
            whole,
            handlers={key: [varied(key, each) for each in found] for key, found in whole.handlers.items()},
            commands=[replace(each, handler=varied(each.name, each.handler)) for each in whole.commands],
            jobs=[
                replace(each, handler=varied(each.name, each.handler))
                for each in whole.jobs
                if each.name not in self.deaf_to
            ],
            timers={key: varied(key, each) for key, each in whole.timers.items() if key not in self.deaf_to},
        )

    def _varied(self, where: str, handler: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
        async def decide(event: Any, ctx: Context[Any]) -> list[Any]:
            wanted = await handler(event, self.context(ctx)) or ()
            return [kept for each in wanted if (kept := self.effect(where, each)) is not None]

        return decide


def nobody_is_assigned(where: str, effect: AnyEffect) -> AnyEffect | None:
    return None if isinstance(effect, Assign) else effect


def no_handover_is_kept(where: str, effect: AnyEffect) -> AnyEffect | None:
    forgotten = isinstance(effect, Remember) and effect.key.startswith(("handed:", "desk:"))
    return None if forgotten and where in ("duty", "keep") else effect


def no_reminder_is_kept(where: str, effect: AnyEffect) -> AnyEffect | None:
    if isinstance(effect, Remember) and effect.key.startswith("desk:") and isinstance(effect.value, dict):
        return effect.model_copy(update={"value": {**effect.value, "nudged": {}}})
    return effect


def a_strangers_question(ctx: Context[Any]) -> Context[Any]:
    if ctx.subject is None or ctx.subject.author.id == ctx.me.id:
        return ctx
    author = ctx.subject.author
    stranger = User(id=-author.id, login=f"not-{author.login}")
    return replace(ctx, subject=ctx.subject.model_copy(update={"author": stranger}))


VARIATIONS = {
    "a case has nobody": Variation(config=CONFIG.replace("  otherwise: dora\n", "")),
    "whoever has it is not assigned": Variation(effect=nobody_is_assigned),
    "no word and no change of hands in time": Variation(deaf_to=("acknowledge",)),
    "a case is with somebody who is away": Variation(deaf_to=("absence", "keep")),
    "the reporter has their own case": Variation(context=a_strangers_question),
    "a shift was handed over twice": Variation(effect=no_handover_is_kept),
    "somebody was reminded twice a day": Variation(effect=no_reminder_is_kept),
}


CASES, DAYS = 60, 16


@pytest.mark.parametrize("what", VARIATIONS)
async def test_a_year_without_a_part_breaks_what_the_part_is_for(what: str) -> None:
    variation = VARIATIONS[what]
    year = Year(cases=CASES, days=DAYS, seed=1, config=variation.config, stewarding=variation.feature())
    assert (await year.run()).broken[what] > 0


async def test_and_whole_it_breaks_nothing() -> None:
    year = Year(cases=CASES, days=DAYS, seed=1, stewarding=Variation().feature())
    assert not any((await year.run()).broken.values())
