"""`labels.require`: while an issue or pull request lacks every label of a family, a label says so."""

from collections.abc import Collection

from bot.community.triage import FEATURE as TRIAGE
from bot.community.triage import TriageConfig
from bot.core.effects import AddLabels, Effects, Outward, RemoveLabels
from bot.core.events import IssueEvent, PullRequestEvent
from bot.core.model import contains
from bot.services.sorting.evidence import labels_shown
from handlers.labels.feature import Ctx, RepositoryLabels, feature


@feature.on(
    "issues.opened",
    "issues.edited",
    "issues.reopened",
    "issues.labeled",
    "issues.unlabeled",
    "pull_request.opened",
    "pull_request.edited",
    "pull_request.synchronize",
    "pull_request.reopened",
    "pull_request.labeled",
    "pull_request.unlabeled",
)
async def look(event: IssueEvent | PullRequestEvent, ctx: Ctx) -> Effects:
    """Look at the labels as they are, with those that triage is about to set."""
    triage = ctx.repo.section(TRIAGE, TriageConfig)
    if not ctx.config.require or not ctx.current.is_open:
        return ()
    coming = await labels_shown(event, triage, ctx) if triage else []
    return await required([*ctx.subject_labels, *(label for effect in coming for label in effect.labels)], ctx)


async def required(labels: Collection[str], ctx: Ctx) -> list[Outward]:
    """Return what makes the labels of `labels.require` true where a subject is about to have `labels`."""
    lacking: dict[str, list[str]] = {}
    for rule in ctx.config.require:
        if rule.on is None or (rule.on == "pull_request") is ctx.current.is_pull_request:
            has_one = any(label.casefold().startswith(f"{rule.family}/") for label in labels)
            lacking.setdefault(rule.label, []).extend(() if has_one else [rule.family])
    known = await RepositoryLabels.of(ctx) if lacking else RepositoryLabels(())
    effects: list[Outward] = []
    for name, families in lacking.items():
        label = known.find(name) or (name if ctx.config.create else None)
        if label is None or bool(families) is contains(labels, label):
            continue
        if families:
            because = f"it has no label of {' or '.join(families)}"
            effects.append(AddLabels(subject=ctx.ref, labels=(label,), because=because))
        else:
            because = "the label that it lacked is there"
            effects.append(RemoveLabels(subject=ctx.ref, labels=(label,), because=because))
    return effects
