"""Once a month: what keeps coming back, so that somebody can write the page that answers it."""

from __future__ import annotations

from datetime import date, time, timedelta

from bot.community.cases import CaseState
from bot.community.issue_kind import Kind
from bot.community.steward import StewardConfig
from bot.community.triage import KindLabels, TriageConfig
from bot.core.context import Context
from bot.core.effects import Effects, OpenIssue, say
from bot.core.events import Wake
from bot.core.keys import SectionKey
from bot.core.schedule import Cron, instant
from bot.core.schedule.local import day_of
from handlers.steward.feature import feature
from handlers.steward.rules.recurring_topics import note, topics_report

TOPICS = SectionKey("pains")


@feature.job(TOPICS, Cron("30 9 1 * *"))
async def write(event: Wake, ctx: Context[StewardConfig]) -> Effects:
    """The note of the month before, on the rota's own issue or as an issue; a quiet month writes none."""
    if not ctx.config.handover.pains:
        return ()
    zone = ctx.repo.timezone
    first = day_of(ctx.now, zone).replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    triage = ctx.repo.section("triage", TriageConfig)
    labels = triage.labels if triage else KindLabels()
    kinds = [name for kind in Kind for name in labels.names(kind)]
    cases = [CaseState.model_validate(stored) for stored in (await ctx.records.cases()).values()]
    report = topics_report(cases, instant(before, time(0), zone), instant(first, time(0), zone), kinds)
    text = note(report)
    if not text:
        return ()
    title, because = f"What came up in support, {_month(before)}", "a month is over"
    if (issue := ctx.config.handover.issue) is not None:
        ref = f"{ctx.repository.full_name}#{issue}"
        return [say(ref, TOPICS, f"**{title}**\n\n{text}", because=because, outdates=TOPICS)]
    return [OpenIssue(subject=ctx.repository.full_name, title=title, body=text, key=TOPICS, because=because)]


def _month(day: date) -> str:
    return f"{day:%B %Y}"
