"""Labels by the evidence of what is opened, and later of edits and pushes; what is missing is asked once."""

from collections.abc import Collection, Sequence

from bot.community.issue_kind import Kind
from bot.community.label_rules import Evidence, labels_by_rule
from bot.community.triage import InfoTopic, NeedsInfo, kind_by_label, label_for
from bot.core.effects import AddLabels, AnyEffect, Effects
from bot.core.events import IssueEvent, PullRequestEvent, SubjectEvent
from bot.core.model import Subject, spelling
from bot.services.issue_reading import as_written, kind_of_issue, missing_in
from bot.services.sorting import label_history
from handlers.triage.feature import Ctx, feature
from handlers.triage.needs_info import NEEDS_INFO, ask, requested
from handlers.triage.redirect import redirect


@feature.on("issues.opened", "pull_request.opened")
async def label_new(event: IssueEvent | PullRequestEvent, ctx: Ctx) -> Effects:
    """Label what was just opened, and ask a person for what is missing, unless it was moved here."""
    author = ctx.current.author
    effects = await _labels(event, ctx)
    if event.moved or not author.is_person:
        return effects
    labels = [label for effect in effects for label in effect.labels]
    if redirected := await _redirected(labels, ctx):
        return [*effects, *redirected]
    lack = await missing_in(ctx.current, ctx.config, ctx, labels)
    if lack is None:
        return effects
    needs = ctx.config.needs(lack.kind) or NeedsInfo()
    required = ", ".join(needs.require)
    by_kind = lack.kind is not InfoTopic.DESCRIPTION
    because = f"a {lack.kind} report here needs {required}" if by_kind else "it has no description"
    asks = await ask(ctx.current, lack, ctx, because)
    label = spelling(await ctx.label_names(), needs.label) if needs.label else None
    return [
        *effects,
        *([AddLabels(subject=ctx.ref, labels=(label,), because=because)] if label else []),
        asks.model_copy(update={"sticky": NEEDS_INFO}),
        requested(lack.kind, needs.require, ctx),
    ]


@feature.on("issues.edited", "pull_request.edited")
async def label_edited(event: IssueEvent | PullRequestEvent, ctx: Ctx) -> Effects:
    """Label what says by now what it is, while nobody has sorted it."""
    if not event.has_new_text or not ctx.current.is_open or (await label_history(ctx)).sorted:
        return ()
    effects = await _labels(event, ctx)
    return [*effects, *await _redirected([label for effect in effects for label in effect.labels], ctx)]


async def _redirected(labels: Sequence[str], ctx: Ctx) -> list[AnyEffect]:
    """Return what becomes of a question whose label is about to be set."""
    is_question = kind_by_label(labels, ctx.config) is Kind.SUPPORT
    return await redirect(ctx, "it asks a question") if is_question else []


@feature.on("pull_request.synchronize")
async def label_pushed(event: PullRequestEvent, ctx: Ctx) -> Effects:
    """Label what a push touches. A label that was taken off stays off."""
    if not ctx.current.is_open:
        return ()
    return await _labels(event, ctx, without=(await label_history(ctx)).taken_off, by_paths=True)


async def _labels(
    event: SubjectEvent, ctx: Ctx, *, without: Collection[str] = (), by_paths: bool = False
) -> list[AddLabels]:
    """Return the labels that the evidence gives; of what a bot wrote, and with `by_paths`, by paths alone."""
    subject, labels = ctx.current, dict[str, str]()
    by_paths = by_paths or subject.author.is_bot
    match = None if by_paths else await kind_of_issue(subject, ctx.config, ctx)
    existing = await ctx.label_names() if match or ctx.config.rules else ()
    if match and (label := label_for(match.kind, ctx.config, existing)):
        labels[label] = match.because
    changed = await _changed(event, ctx)
    labels |= await _by_rules(subject, existing, changed, ctx, by_paths=by_paths)
    return [
        AddLabels(subject=event.ref, labels=(label,), because=f"{label}: {evidence}")
        for label, evidence in labels.items()
        if label.casefold() not in without
    ]


async def _by_rules(
    subject: Subject, existing: Collection[str], changed: Collection[str], ctx: Ctx, *, by_paths: bool
) -> dict[str, str]:
    """Return the labels that the rules give, with their evidence. Templates are looked up only where the text
    as it stands would give one, if it spoke against none."""
    rules = [rule.model_copy(update={"but_not": Evidence()}) for rule in ctx.config.rules]
    if not labels_by_rule(subject, rules, existing, changed, by_paths=by_paths):
        return {}
    written = await as_written(subject, ctx)
    return labels_by_rule(written, ctx.config.rules, existing, changed, by_paths=by_paths)


async def _changed(event: SubjectEvent, ctx: Ctx) -> tuple[str, ...]:
    """Return the files of a pull request, if a rule wants to know them."""
    if not event.subject.is_pull_request or not any(
        part.paths for rule in ctx.config.rules for part in rule.conditions
    ):
        return ()
    return await ctx.github.changed_files(event.subject.number)
