"""What is learnt: how long issues take, and which signs of fit people heed."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.community.newcomers.journey import NewcomersConfig
from bot.community.suggestions import CLAIMED, MERGED, Learnt, Sizes, hooks, like, outcomes, read
from bot.core.context import Context
from bot.core.effects import AnyEffect, Effects, Remember
from bot.core.events import IssueEvent, Wake
from bot.core.schedule import Weekly
from bot.services.suggestions import LEARNT, OFFERED, SIZES, settings
from handlers.suggestions.feature import feature

SETTLED = timedelta(weeks=4)
"""After so long it is looked at what became of an offer."""


@feature.on("issues.closed")
async def measure(event: IssueEvent, ctx: Context[NewcomersConfig]) -> Effects:
    """How long an issue took that somebody claimed and that is done."""
    issue = ctx.subject or event.subject
    if (issue.state_reason or "completed") != "completed":
        return ()
    claims = (await ctx.records.deeds_on([issue.number], what=(CLAIMED,))).get(issue.number, ())
    if not claims:
        return ()
    marks = hooks(labels=settings(ctx).labels)
    before = Sizes.model_validate(await ctx.records.recall(ctx.repo_scope, SIZES) or {})
    after = before.after(set(like(read(issue))) - marks, claims[-1].at, ctx.now)
    return [Remember(subject=event.ref, scope=ctx.repo_scope, key=SIZES, value=after.model_dump(mode="json"))]


@feature.job("learn", Weekly.parse("sunday 03:00"))
async def learn(event: Wake, ctx: Context[NewcomersConfig]) -> Effects:
    """Learn from offers that are old enough, and forget whom they were made to."""
    ref = ctx.repository.full_name
    before = after = Learnt.model_validate(await ctx.records.recall(ctx.repo_scope, LEARNT) or {})
    effects: list[AnyEffect] = []
    for key, offered in (await ctx.records.recall_all(ctx.repo_scope, OFFERED)).items():
        at = datetime.fromisoformat(offered["at"])
        if at > ctx.now - SETTLED:
            continue
        free = {int(number): signs for number, signs in offered.get("free", {}).items()}
        deeds = await ctx.records.deeds(int(key.removeprefix(OFFERED)), what=(CLAIMED, MERGED))
        closed = await ctx.records.deeds_on(list(free), what=("issues.closed",))
        since = [deed for deed in deeds if deed.at >= at]
        after = after.after(free, outcomes(list(free), since, closed))
        effects.append(Remember(subject=ref, scope=ctx.repo_scope, key=key, value=None))
    if after != before:
        value = after.model_dump(mode="json")
        effects.append(Remember(subject=ref, scope=ctx.repo_scope, key=LEARNT, value=value))
    return effects
