"""Labels by the evidence of what is opened, and later of edits and pushes; what is missing is asked once."""

from collections.abc import Sequence

from bot.community.issue_kind import Kind
from bot.community.triage import InfoTopic, NeedsInfo, kind_by_label
from bot.core.effects import AddLabels, AnyEffect, Effects
from bot.core.events import IssueEvent, PullRequestEvent
from bot.core.model import spelling
from bot.services.issue_reading import missing_in
from bot.services.sorting.evidence import labels_shown
from handlers.triage.feature import Ctx, feature
from handlers.triage.needs_info import NEEDS_INFO, ask, requested
from handlers.triage.redirect import redirect


@feature.on("issues.opened", "pull_request.opened")
async def label_new(event: IssueEvent | PullRequestEvent, ctx: Ctx) -> Effects:
    """Label what was just opened, and ask a person for what is missing, unless it was moved here."""
    effects = await labels_shown(event, ctx.config, ctx)
    if event.moved or not ctx.current.author.is_person:
        return effects
    labels = [label for effect in effects for label in effect.labels]
    if redirected := await _redirected(labels, ctx):
        return [*effects, *redirected]
    return [*effects, *await _question(labels, ctx)]


async def _question(labels: Sequence[str], ctx: Ctx) -> list[AnyEffect]:
    """Return the question for what is missing, with its label, where something is."""
    lack = await missing_in(ctx.current, ctx.config, ctx, labels)
    if lack is None:
        return []
    needs = ctx.config.needs(lack.kind) or NeedsInfo()
    required = ", ".join(needs.require)
    by_kind = lack.kind is not InfoTopic.DESCRIPTION
    because = f"a {lack.kind} report here needs {required}" if by_kind else "it has no description"
    asks = await ask(ctx.current, lack, ctx, because)
    label = spelling(await ctx.label_names(), needs.label) if needs.label else None
    return [
        *([AddLabels(subject=ctx.ref, labels=(label,), because=because)] if label else []),
        asks.model_copy(update={"sticky": NEEDS_INFO}),
        requested(lack.kind, needs.require, ctx),
    ]


@feature.on("issues.edited", "pull_request.edited", "pull_request.synchronize")
async def label_changed(event: IssueEvent | PullRequestEvent, ctx: Ctx) -> Effects:
    """Label what says by now what it is, and what a push touches."""
    effects = await labels_shown(event, ctx.config, ctx)
    return [*effects, *await _redirected([label for effect in effects for label in effect.labels], ctx)]


async def _redirected(labels: Sequence[str], ctx: Ctx) -> list[AnyEffect]:
    """Return what becomes of a question whose label is about to be set."""
    is_question = kind_by_label(labels, ctx.config) is Kind.SUPPORT
    return await redirect(ctx, "it asks a question") if is_question else []
