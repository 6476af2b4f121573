"""What is remembered: who marked an issue, how long issues take, and which signs of fit people heed."""

from datetime import timedelta

from bot.community.suggestions import (
    CLAIMED,
    HARDER,
    MERGED,
    Learnt,
    Sizes,
    group_traits,
    issue_traits,
    outcomes,
    traits,
)
from bot.core.effects import AnyEffect, Effects
from bot.core.events import IssueEvent, Wake
from bot.core.model import contains
from bot.core.schedule import Weekly
from bot.services.suggestions import LEARNT, OFFERED, SIZES, UNVOUCHED, suggestions_config
from handlers.suggestions.feature import Ctx, feature

SETTLED = timedelta(weeks=4)
"""After so long it is looked at what became of an offer."""


@feature.on("issues.closed")
async def learn_duration(event: IssueEvent, ctx: Ctx) -> Effects:
    """How long an issue took that somebody claimed and that is done."""
    issue = ctx.current
    if (issue.state_reason or "completed") != "completed":
        return ()
    claims = await ctx.deeds_on(issue.number, what=(CLAIMED,))
    if not claims:
        return ()
    marks = traits(labels=suggestions_config(ctx).labels)
    before = await SIZES.read(ctx.records, ctx.repo_scope) or Sizes()
    after = before.after(set(group_traits(issue_traits(issue))) - marks, claims[-1].at, ctx.now)
    return [SIZES.remember(event.ref, ctx.repo_scope, after)]


@feature.job("learn", Weekly.parse("sunday 03:00"))
async def learn(event: Wake, ctx: Ctx) -> Effects:
    """Learn from offers that are old enough, and forget whom they were made to."""
    ref = ctx.repository.full_name
    before = after = await LEARNT.read(ctx.records, ctx.repo_scope) or Learnt()
    effects: list[AnyEffect] = []
    for person_id, offered in (await OFFERED.read_all(ctx.records, ctx.repo_scope)).items():
        if offered.at > ctx.now - SETTLED:
            continue
        numbers = list(offered.free)
        deeds = await ctx.records.deeds(int(person_id), what=(CLAIMED, MERGED))
        closed = await ctx.records.deeds_on(numbers, what=("issues.closed",))
        since = [deed for deed in deeds if deed.at >= offered.at]
        after = after.after(offered.free, outcomes(numbers, since, closed))
        effects.append(OFFERED.of(person_id).remember(ref, ctx.repo_scope, None))
    if after != before:
        effects.append(LEARNT.remember(ref, ctx.repo_scope, after))
    return effects


@feature.on("issues.opened", "issues.labeled", "issues.unlabeled")
async def vouch(event: IssueEvent, ctx: Ctx) -> Effects:
    """Remember the marks that were put on by somebody without the triage role, until somebody with it does.

    GitHub lets strangers put labels on through a form's file, and this bot through commands that are open to
    all. Automations that an administrator installed, and rules of the repository's own file, count as its
    maintainers.
    """
    labels = event.subject.labels if event.action == "opened" else (event.label or "",)
    meant = (*suggestions_config(ctx).labels, HARDER)
    marks = {label.casefold() for label in labels if contains(meant, label)}
    if not marks:
        return ()
    before = set(await UNVOUCHED.read(ctx.records, ctx.subject_scope) or ())
    trusted = event.action == "unlabeled" or event.sender.is_bot or await ctx.may_triage(event.sender)
    after = before - marks if trusted else before | marks
    if after == before:
        return ()
    return [UNVOUCHED.remember(event.ref, ctx.subject_scope, sorted(after) or None)]
