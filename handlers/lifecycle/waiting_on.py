"""`/ready`, `/author` and `/blocked`: whose turn it is, in three labels of which one is set."""

import re
from enum import StrEnum

from bot.core.commands import CommandResult, Invocation, Refusal, nothing
from bot.core.config.shared import LifecycleConfig
from bot.core.effects import AddLabels, RemoveLabels
from bot.core.feature import AUTHOR_OR_TRIAGE
from bot.core.markdown import Markdown, code
from bot.core.model import contains, spelling
from handlers.lifecycle.feature import TEXT, Ctx, feature, permitted


class Turn(StrEnum):
    """Whose turn it is; each has a key of `lifecycle.waiting_on`."""

    REVIEW = "review"
    """It waits for a review."""
    AUTHOR = "author"
    """It waits for its author."""
    BLOCKED = "blocked"
    """It waits for something else."""


_USUAL = {
    Turn.REVIEW: re.compile(r"(.* )?(waiting (on|for)|awaiting|needs) review"),
    Turn.AUTHOR: re.compile(r"(.* )?(waiting (on|for)|awaiting|needs) author"),
    Turn.BLOCKED: re.compile(r"(.* )?blocked"),
}
_SUGGESTED = {Turn.REVIEW: "waiting on review", Turn.AUTHOR: "waiting on author", Turn.BLOCKED: "blocked"}


@feature.command("ready", help="Says that it waits for a review.", who=AUTHOR_OR_TRIAGE)
async def ready(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """It waits for a review."""
    return await _turn(call, ctx, Turn.REVIEW)


@feature.command("author", help="Says that it waits for its author.", who=AUTHOR_OR_TRIAGE)
async def author(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """It waits for its author."""
    return await _turn(call, ctx, Turn.AUTHOR)


@feature.command("blocked", help="Says that it waits for something else.", who=AUTHOR_OR_TRIAGE)
async def blocked(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """It waits for something else."""
    return await _turn(call, ctx, Turn.BLOCKED)


async def _turn(call: Invocation, ctx: Ctx, whose: Turn) -> list[CommandResult]:
    nothing(call)
    names = await ctx.label_names()
    labels = {turn: _label(ctx.config, turn, names) for turn in _USUAL}
    chosen = labels.pop(whose)
    if chosen is None:
        named = _named(ctx.config, whose) or _SUGGESTED[whose]
        raise Refusal(TEXT.no_turn_label(label=code(named), turn=Markdown(whose.value)))
    others = tuple(label for label in labels.values() if label is not None and label != chosen)
    set_already = [label for label in others if contains(ctx.subject_labels, label)]
    await permitted([chosen, *set_already], call, ctx)
    effects: list[CommandResult] = [AddLabels(subject=call.ref, labels=(chosen,))]
    if others:
        effects.append(RemoveLabels(subject=call.ref, labels=others))
    return effects


def _label(config: LifecycleConfig, whose: Turn, names: tuple[str, ...]) -> str | None:
    """Return the repository's label for a turn: as configured, else by its usual names, the shortest
    first."""
    if own := _named(config, whose):
        return spelling(names, own)
    usual = [
        name for name in names if _USUAL[whose].fullmatch(" ".join(re.split(r"[\W_]+", name.lower())).strip())
    ]
    return min(usual, key=len, default=None)


def _named(config: LifecycleConfig, whose: Turn) -> str | None:
    """Return the label that the file names for a turn."""
    named = config.waiting_on
    return {Turn.REVIEW: named.review, Turn.AUTHOR: named.author, Turn.BLOCKED: named.blocked}[whose]
