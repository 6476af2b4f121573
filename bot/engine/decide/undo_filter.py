"""What people took back on a subject (`/undo`) is not wanted there again, unless by command."""

from __future__ import annotations

from dataclasses import replace

from bot.core import effects as fx
from bot.core.effects.undo import LESSON, without_undone
from bot.core.keys import subject_scope
from bot.core.model import Repository, same
from bot.engine.decide.decision import Decision, Step
from bot.store.records import StoreRecords


async def without_taken_back(decision: Decision, records: StoreRecords, repository: Repository) -> Decision:
    """Return the decision without what was taken back before; each step says what it does not get."""
    return Decision([await _step(step, records, repository) for step in decision.steps])


async def _step(step: Step, records: StoreRecords, repository: Repository) -> Step:
    if step.is_commanded:
        return step
    subjects = {effect.subject for effect in step.effects if not isinstance(effect, fx.Inward)}
    effects = step.effects
    for subject in sorted(subjects):
        name, hash_, number = subject.partition("#")
        if not hash_ or not same(name, repository.full_name):
            continue
        learnt = set(await LESSON.read_all(records, subject_scope(repository.id, int(number))))
        effects = tuple(
            left
            for effect in effects
            for left in ((effect,) if effect.subject != subject else without_undone([effect], learnt))
        )
    if effects == step.effects:
        return step
    withheld = tuple(
        effect.effect
        for effect in step.effects
        if effect not in effects and not isinstance(effect, fx.Inward)
    )
    return replace(step, effects=effects, withheld=withheld)
