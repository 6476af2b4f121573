"""The labels that triage gives by evidence: what is opened or changes shows its kind, or fits a rule."""

from collections.abc import Collection

from bot.community.labels.rules import RuleEvidence, labels_by_rule
from bot.community.triage import TriageConfig, label_for
from bot.core.context import Surroundings
from bot.core.effects import AddLabels
from bot.core.events import SubjectEvent
from bot.core.model import Subject
from bot.services.issue_reading import as_written, kind_of_issue
from bot.services.sorting import label_history


async def labels_shown(event: SubjectEvent, config: TriageConfig, ctx: Surroundings) -> list[AddLabels]:
    """Return the labels that what was opened, edited or pushed shows.

    An edit is looked at while nobody has sorted the subject, a push for its paths; after a push a label that
    was taken off stays off.
    """
    if event.action == "opened":
        return await _labels(event, config, ctx)
    if not ctx.current.is_open:
        return []
    if event.action == "edited" and event.has_new_text and not (await label_history(ctx)).sorted:
        return await _labels(event, config, ctx)
    if event.action == "synchronize":
        taken_off = (await label_history(ctx)).taken_off
        return await _labels(event, config, ctx, without=taken_off, by_paths=True)
    return []


async def _labels(
    event: SubjectEvent,
    config: TriageConfig,
    ctx: Surroundings,
    *,
    without: Collection[str] = (),
    by_paths: bool = False,
) -> list[AddLabels]:
    """Return the labels that the evidence gives; of what a bot wrote, and with `by_paths`, by paths and
    branches alone."""
    subject, labels = ctx.current, dict[str, str]()
    by_paths = by_paths or subject.author.is_bot
    match = None if by_paths else await kind_of_issue(subject, config, ctx)
    existing = await ctx.label_names() if match or config.rules else ()
    if match and (label := label_for(match.kind, config, existing)):
        labels[label] = match.because
    labels |= await _by_rules(subject, config, existing, ctx, by_paths=by_paths)
    return [
        AddLabels(subject=event.ref, labels=(label,), because=f"{label}: {evidence}")
        for label, evidence in labels.items()
        if label.casefold() not in without
    ]


async def _by_rules(
    subject: Subject, config: TriageConfig, existing: Collection[str], ctx: Surroundings, *, by_paths: bool
) -> dict[str, str]:
    """Return the labels that the rules give, with their evidence. Templates are looked up only where the text
    as it stands would give one, if it spoke against none."""
    rules = [rule.model_copy(update={"but_not": RuleEvidence()}) for rule in config.rules]
    changed = await _changed(subject, config, ctx)
    if not labels_by_rule(subject, rules, existing, changed, by_paths=by_paths):
        return {}
    written = await as_written(subject, ctx)
    return labels_by_rule(written, config.rules, existing, changed, by_paths=by_paths)


async def _changed(subject: Subject, config: TriageConfig, ctx: Surroundings) -> tuple[str, ...]:
    """Return the files of a pull request, if a rule wants to know them."""
    if not subject.is_pull_request or not any(
        part.paths for rule in config.rules for part in rule.conditions
    ):
        return ()
    return await ctx.github.changed_files(subject.number)
