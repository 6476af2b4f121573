"""`/hold`: a pull request that must not be merged yet."""

from bot.core.commands import CommandResult, Example, Invocation, Refusal, Rejection
from bot.core.effects import AddLabels, RemoveLabels
from bot.core.markdown import code
from bot.core.model import contains
from bot.services.label_permission import label_refusal
from handlers.labels.feature import TEXT, Ctx, RepositoryLabels, feature, no_such_label

HOLD = "do-not-merge/hold"


@feature.command(
    "hold",
    usage="/hold [why]",
    help="Keeps a pull request from being merged; `/hold cancel` lifts that.",
    free_text=True,
    on="pull_request",
    examples=[
        Example("/hold until the release is out", f"sets `{HOLD}`"),
        Example("/hold cancel", f"removes `{HOLD}`"),
    ],
)
async def hold(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Set the hold, or lift it with `cancel`."""
    if call.args and call.args[0].lower() == "cancel":
        return await _lift(call, ctx)
    return [AddLabels(subject=call.ref, labels=(await _label(call, ctx),))]


@feature.command(
    "unhold",
    usage="/unhold [why]",
    help="Lifts a hold, so that the pull request may be merged.",
    aliases=("remove-hold",),
    free_text=True,
    on="pull_request",
    examples=[Example("/unhold", f"removes `{HOLD}`")],
)
async def unhold(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Lift the hold."""
    return await _lift(call, ctx)


async def _lift(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    label = await _label(call, ctx)
    effects: list[CommandResult] = [RemoveLabels(subject=call.ref, labels=(label,))]
    if not contains(ctx.subject_labels, label):
        effects.append(Rejection(reason=TEXT.no_hold()))
    return effects


async def _label(call: Invocation, ctx: Ctx) -> str:
    label = (await RepositoryLabels.of(ctx)).find(HOLD) or (HOLD if ctx.config.create else None)
    if label is None:
        raise Refusal(no_such_label(code(HOLD)).reason)
    if refusal := await label_refusal(label, call, ctx):
        raise Refusal(refusal.reason)
    return label
