"""The journey of a newcomer as it is recorded: the stages passed, and when somebody counts as drifting."""

from collections.abc import Collection
from datetime import datetime

from bot.community.newcomers.journey import (
    ACTIVE_STAGES,
    REPEATED_STAGES,
    Journey,
    NewcomersConfig,
    Stage,
    ledger_name,
    stages_in,
)
from bot.core.context import Surroundings
from bot.core.effects import AnyEffect, Record, SetTimer
from bot.core.keys import TimerKey, timer_key
from bot.core.memory import Memory

FEATURE = "journey"
"""The feature that stages are remembered for, whichever feature brings them about."""
STAGE = Memory(FEATURE, "stage:", bool)
"""In the owner's scope, by stage and person's id: they have reached it."""
DRIFT = TimerKey("drift")
"""The timer of somebody's next look, `drift:<person id>`."""


async def journey_of(ctx: Surroundings, person_id: int) -> Journey:
    """Return the stages somebody has passed with the owner of this repository."""
    names = [ledger_name(stage) for stage in Stage]
    return Journey(stages=stages_in(await ctx.records.deeds(person_id, what=names, everywhere=True)))


def stage_effects(
    ctx: Surroundings,
    ref: str,
    person_id: int,
    login: str,
    stages: Collection[str],
    had: Journey,
    *,
    at: datetime | None = None,
) -> list[AnyEffect]:
    """Keep that somebody has reached these stages: each once, but for leaving and coming back.

    With the first that shows them active it begins to be looked whether they drift away. `at`: not now.
    """
    effects: list[AnyEffect] = []
    if not had.was_active and not ACTIVE_STAGES.isdisjoint(stages):
        effects.append(drift_timer(ctx, person_id, login, drifts_at(ctx, ctx.now)))
    for stage in stages:
        again = [had.stages.count(stage)] if stage in REPEATED_STAGES else []
        effects += [
            STAGE.of(stage, person_id, *again).claim(ref, ctx.owner_scope, True),
            Record(
                subject=ref,
                feature=FEATURE,
                what=ledger_name(stage),
                person_id=person_id,
                person=login,
                at=at,
            ),
        ]
    return effects


def drift_timer(ctx: Surroundings, person_id: int, login: str, due: datetime) -> AnyEffect:
    """Look at `due` (UTC) whether somebody has drifted away, or is back."""
    where, key = ctx.repository.full_name, timer_key(DRIFT, person_id)
    return SetTimer(subject=where, feature=FEATURE, key=key, due=max(due, ctx.now), data={"login": login})


def drifts_at(ctx: Surroundings, seen_at: datetime) -> datetime:
    """Return when somebody who is not seen again after `seen_at` counts as drifting."""
    config = ctx.repo.section("newcomers", NewcomersConfig) or NewcomersConfig()
    return ctx.repo.working_hours.add(seen_at, config.drift_after)
