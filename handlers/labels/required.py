"""`labels.require`: while an issue or pull request lacks every label of a family, a label says so."""

from collections.abc import Collection
from datetime import timedelta

from bot.community.triage import FEATURE as TRIAGE
from bot.community.triage import TriageConfig
from bot.core.commands import CommandResult, Invocation
from bot.core.effects import AddLabels, Effects, Outward, RemoveLabels, SetTimer
from bot.core.events import IssueEvent, PullRequestEvent, Wake
from bot.core.keys import TimerKey
from bot.core.model import contains
from bot.services.sorting.evidence import labels_shown
from handlers.labels.feature import Ctx, RepositoryLabels, feature

LOOK = TimerKey("required")
SOON = timedelta(seconds=5)
"""So long after a command its labels are there."""


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
    rules, triage = ctx.config.require, ctx.repo.section(TRIAGE, TriageConfig)
    if not rules or not ctx.current.is_open:
        return ()
    if event.action == "unlabeled" and contains([rule.label for rule in rules], event.label or ""):
        return ()  # Whoever took it off knows better.
    coming = await labels_shown(event, triage, ctx) if triage else []
    return await _required(
        [*ctx.subject_labels, *(label for effect in coming for label in effect.labels)], ctx
    )


def look_soon(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Return what has the labels looked at once a command is carried out: what we do then is ours, and no
    person's wish that stays."""
    soon = SetTimer(subject=call.ref, key=LOOK, due=ctx.now + SOON)
    return [soon] if ctx.config.require else []


@feature.timer(LOOK)
async def look_now(event: Wake, ctx: Ctx) -> Effects:
    """Look at the labels after a command."""
    return await _required(ctx.subject_labels, ctx) if ctx.subject and ctx.subject.is_open else ()


async def _required(labels: Collection[str], ctx: Ctx) -> list[Outward]:
    """Return what makes the labels of `labels.require` true where a subject is about to have `labels`."""
    lacking: dict[str, list[str]] = {}
    for rule in ctx.config.require:
        if rule.on is None or (rule.on == "pull_request") is ctx.current.is_pull_request:
            beginnings = tuple(f"{family}/" for family in rule.families)
            has_one = any(label.casefold().startswith(beginnings) for label in labels)
            lacking.setdefault(rule.label, []).extend(() if has_one else rule.families)
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
