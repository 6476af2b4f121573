"""Triage: label what is new where the evidence can be named, and ask only for what is surely missing."""

from __future__ import annotations

from bot.community.triage import (
    Lack,
    TriageConfig,
    kind_of_subject,
    label_for,
    labels_by_rule,
    lacking,
)
from bot.core.context import Context
from bot.core.effects import AddLabels, AnyEffect, Effects, say
from bot.core.events import IssueEvent, PullRequestEvent, SubjectEvent
from bot.core.feature import Feature

feature = Feature(
    "triage",
    summary="Labels new issues and pull requests by what they say, and asks for what is surely missing.",
    config=TriageConfig,
    needs={"issues": "write", "pull_requests": "write"},
    docs="""A new issue gets the label of its kind (bug, feature, support, docs) when its title, its
form or its question shows the kind plainly; when unsure, the bot says nothing. An issue that already
has such a label keeps it.

A support question is an issue that asks, in its title or in its first words, how to do something with
the project, and that neither brings a traceback nor reads like a report of a fault or a proposal.

`rules` add further labels, by words of the text or by paths. Only labels that the repository has are
ever set. Where `needs_info` lists what a report must hold, one comment asks for what is surely missing.""",
)


@feature.on("issues.opened", "pull_request.opened")
async def sort(event: IssueEvent | PullRequestEvent, ctx: Context[TriageConfig]) -> Effects:
    """Label what was just opened."""
    subject = ctx.subject or event.subject
    if subject.author.is_bot:
        return ()
    verdict = kind_of_subject(subject, ctx.config)
    existing = tuple(label.name for label in await ctx.github.labels()) if verdict or ctx.config.rules else ()
    wanted: dict[str, str] = {}
    if verdict and (label := label_for(verdict.kind, ctx.config, existing)):
        wanted[label] = verdict.because
    changed = await _changed(event, ctx)
    wanted |= labels_by_rule(subject, ctx.config.rules, existing, changed)
    effects: list[AnyEffect] = [
        AddLabels(subject=event.ref, labels=(label,), because=f"{label}: {evidence}")
        for label, evidence in wanted.items()
    ]
    lack = lacking(subject, ctx.config, tuple(wanted))
    if lack is not None and not subject.author.is_ghost:
        because = f"a {lack.kind} report here needs {', '.join(ctx.config.needs_info[lack.kind].require)}"
        body = question(subject.author.login, lack)
        effects.append(say(event.ref, "needs-info", body, sticky=True, because=because))
    return effects


async def _changed(event: SubjectEvent, ctx: Context[TriageConfig]) -> tuple[str, ...]:
    """The files of a pull request, if a rule wants to know them."""
    if not event.subject.is_pull_request or not any(rule.paths for rule in ctx.config.rules):
        return ()
    return await ctx.github.changed_files(event.subject.number)


def question(login: str, lack: Lack) -> str:
    """The one request for what is missing."""
    seen = f"I can see {_listed(lack.found)}, thank you. " if lack.found else ""
    count = "One thing is" if len(lack.missing) == 1 else "Some things are"
    example = f" This example shows how: `{lack.example}`." if lack.example else ""
    return (
        f"@{login}, {seen}{count} missing: {_listed(lack.missing)}.{example} "
        "Please add it here in a comment; you need not open a new issue. "
        "Cannot, or the data are private? Say so: a person takes it from there."
    )


def _listed(words: tuple[str, ...]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
