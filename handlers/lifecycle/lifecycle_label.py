"""`/lifecycle`: how alive an issue is, in labels that exclude one another."""

from enum import StrEnum

from bot.core.commands import CommandResult, Example, Invocation, Refusal, Rejection
from bot.core.effects import AddLabels, RemoveLabels
from bot.core.feature import TRIAGE
from bot.core.markdown import Markdown, bare, code
from bot.core.model import contains, spelling
from bot.services.label_permission import triage_unless_prow
from handlers.lifecycle.feature import TEXT, Ctx, feature, permitted


class Lifecycle(StrEnum):
    """How alive an issue or pull request is; each is a label `lifecycle/…`."""

    ACTIVE = "active"
    """Somebody works on it; its label is optional."""
    STALE = "stale"
    """Nothing has happened for a while."""
    ROTTEN = "rotten"
    """Nothing has happened for long: it may be closed soon."""
    FROZEN = "frozen"
    """It stays open however long nothing happens; issues only."""


@feature.command(
    "lifecycle",
    usage="/lifecycle active | stale | rotten | frozen",
    help="Sets one of the labels `lifecycle/…` and takes the others off. Pull requests cannot be frozen.",
    who=TRIAGE,
    permission_for=triage_unless_prow,
    examples=[Example("/lifecycle frozen", "sets `lifecycle/frozen`")],
)
async def stage(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Set a stage; `active` also works where only the others have labels."""
    chosen = _stage(call)
    if chosen is Lifecycle.FROZEN and call.event.subject.is_pull_request:
        raise Refusal(TEXT.frozen_pull())
    labels = await _labels(ctx)
    others = tuple(label for name, label in labels.items() if name != chosen)
    present = [label for label in others if contains(ctx.subject_labels, label)]
    await permitted([label for label in (labels.get(chosen), *present) if label], call, ctx)
    effects: list[CommandResult] = [RemoveLabels(subject=call.ref, labels=others)] if others else []
    if chosen in labels:
        effects.insert(0, AddLabels(subject=call.ref, labels=(labels[chosen],)))
    elif chosen is not Lifecycle.ACTIVE or not others:
        raise Refusal(_lacking(chosen))
    return effects


@feature.command(
    "remove-lifecycle",
    usage="/remove-lifecycle active | stale | rotten | frozen",
    help="Takes one of the labels `lifecycle/…` off.",
    who=TRIAGE,
    permission_for=triage_unless_prow,
    examples=[Example("/remove-lifecycle stale", "removes `lifecycle/stale`")],
)
async def remove_stage(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Take a stage off."""
    chosen = _stage(call)
    label = (await _labels(ctx)).get(chosen)
    if label is None:
        raise Refusal(_lacking(chosen))
    await permitted([label], call, ctx)
    effects: list[CommandResult] = [RemoveLabels(subject=call.ref, labels=(label,))]
    if not contains(ctx.subject_labels, label):
        effects.append(Rejection(reason=TEXT.not_set(label=code(label))))
    return effects


def _stage(call: Invocation) -> Lifecycle:
    word = " ".join(call.args).lower()
    if word not in list(Lifecycle):
        raise Refusal(TEXT.stages(command=bare(call.word)))
    return Lifecycle(word)


async def _labels(ctx: Ctx) -> dict[Lifecycle, str]:
    """Return the stages for which the repository has labels, with their spelling."""
    names = await ctx.label_names()
    existing = {stage: spelling(names, f"lifecycle/{stage}") for stage in Lifecycle}
    return {stage: label for stage, label in existing.items() if label is not None}


def _lacking(stage: Lifecycle) -> Markdown:
    return TEXT.no_label(label=code(f"lifecycle/{stage}"))
