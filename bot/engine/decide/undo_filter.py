"""What people took back on a subject (`/undo`, a label taken off) is not wanted there again, unless by
command."""

from __future__ import annotations

from dataclasses import replace

from bot.core import effects as fx
from bot.core.effects.undo import LESSON, without_undone
from bot.core.keys import COMMANDED, UNLABELLED, subject_scope
from bot.core.model import Repository, same
from bot.engine.decide.decision import Decision, Step
from bot.store.records import StoreRecords


async def without_taken_back(decision: Decision, records: StoreRecords, repository: Repository) -> Decision:
    """Return the decision without what was taken back before; each step says what it does not get."""
    return Decision(
        [await _step(step, records, repository) if step.effects else step for step in decision.steps]
    )


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
        if any(isinstance(effect, fx.AddLabels) and effect.subject == subject for effect in effects):
            gone = await _taken_off(records, int(number))
            effects = tuple(
                left
                for effect in effects
                if (left := _without_labels(effect, gone) if effect.subject == subject else effect)
            )
    if effects == step.effects:
        return step
    withheld = tuple(
        f"{effect.effect} was taken back here before"
        for effect in step.effects
        if effect not in effects and not isinstance(effect, fx.Inward)
    )
    return replace(step, effects=effects, withheld=withheld)


async def _taken_off(records: StoreRecords, number: int) -> frozenset[str]:
    """Return the labels (in lower case) that people took off a subject, by hand or by command."""
    deeds = (await records.deeds_on([number], what=UNLABELLED)).get(number, ())
    return frozenset(
        str(deed.detail.get("label", "")).casefold()
        for deed in deeds
        if not deed.detail.get("bot") or deed.detail.get(COMMANDED)
    )


def _without_labels(effect: fx.AnyEffect, gone: frozenset[str]) -> fx.AnyEffect | None:
    """Return an effect that sets none of these labels; None where nothing is left of it."""
    if not isinstance(effect, fx.AddLabels):
        return effect
    labels = tuple(label for label in effect.labels if label.casefold() not in gone)
    return effect.model_copy(update={"labels": labels}) if labels else None
