"""What was just opened gets the labels that its evidence gives, and is asked for what is surely missing."""

from bot.community.triage import kind_of_subject, label_for, labels_by_rule, missing_info
from bot.core.effects import AddLabels, AnyEffect, Effects, say
from bot.core.events import IssueEvent, PullRequestEvent, SubjectEvent
from handlers.triage.feature import Ctx, feature
from handlers.triage.needs_info import NEEDS_INFO, question


@feature.on("issues.opened", "pull_request.opened")
async def label_new(event: IssueEvent | PullRequestEvent, ctx: Ctx) -> Effects:
    """Label what was just opened."""
    subject = ctx.current
    if subject.author.is_bot:
        return ()
    match = kind_of_subject(subject, ctx.config)
    existing = tuple(label.name for label in await ctx.github.labels()) if match or ctx.config.rules else ()
    labels: dict[str, str] = {}
    if match and (label := label_for(match.kind, ctx.config, existing)):
        labels[label] = match.because
    changed = await _changed(event, ctx)
    labels |= labels_by_rule(subject, ctx.config.rules, existing, changed)
    effects: list[AnyEffect] = [
        AddLabels(subject=event.ref, labels=(label,), because=f"{label}: {evidence}")
        for label, evidence in labels.items()
    ]
    lack = missing_info(subject, ctx.config, tuple(labels))
    if lack is not None and not subject.author.is_ghost:
        because = f"a {lack.kind} report here needs {', '.join(ctx.config.needs_info[lack.kind].require)}"
        body = question(subject.author.login, lack)
        effects.append(say(event.ref, NEEDS_INFO, body, sticky=True, because=because))
    return effects


async def _changed(event: SubjectEvent, ctx: Ctx) -> tuple[str, ...]:
    """Return the files of a pull request, if a rule wants to know them."""
    if not event.subject.is_pull_request or not any(rule.paths for rule in ctx.config.rules):
        return ()
    return await ctx.github.changed_files(event.subject.number)
