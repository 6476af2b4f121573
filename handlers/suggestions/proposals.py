"""Once a week: which issues without a mark may be good first ones, for the maintainers' letter alone."""

from __future__ import annotations

from datetime import datetime

from bot.community.steward import support_labels
from bot.community.suggestions import CLAIMED, Suggestions, is_free
from bot.community.suggestions.likely_first import (
    PROPOSALS,
    FirstIssueProposal,
    FirstIssueSigns,
    is_first,
    propose,
)
from bot.core.config.shared import Digest
from bot.core.context import Surroundings
from bot.core.effects import Effects
from bot.core.events import IssueEvent, Wake
from bot.core.model import Subject, contains
from bot.core.schedule import Weekly
from bot.services.suggestions import is_taken, ranking_facts, suggestions_config, turned_down
from handlers.suggestions.feature import Ctx, feature

MOST_READ = 500
"""So many of the newest issues teach, and are looked at."""
MOST_REMEMBERED = 400
UNLABELLED = "issues.unlabeled"


@feature.job("propose", Weekly.parse("sunday 04:00"))
async def propose_weekly(event: Wake, ctx: Ctx) -> Effects:
    """Remember what the next letter proposes; nothing is said on the issues."""
    config = ctx.repo.section("newcomers.suggestions", Suggestions)
    if config is None or not config.least:
        return ()
    marks = frozenset(label.casefold() for label in config.labels)
    issues = await ctx.records.newest_issues(MOST_READ)
    before = await PROPOSALS.read(ctx.records, ctx.repo_scope) or ()
    signs = await _signs(issues, marks, ctx)
    new = propose(await _candidates(issues, marks, ctx), signs, marks, before, ctx.now) if signs else ()
    if not new:
        return ()
    return [PROPOSALS.remember(ctx.repository.full_name, ctx.repo_scope, (*before, *new)[-MOST_REMEMBERED:])]


@feature.on("issues.unlabeled")
async def mark_taken_off(event: IssueEvent, ctx: Ctx) -> Effects:
    """Propose an issue no more whose mark somebody took off."""
    is_mark = contains(suggestions_config(ctx).labels, event.label or "")
    return await turned_down(ctx) if is_mark else ()


async def _signs(issues: tuple[Subject, ...], marks: frozenset[str], ctx: Ctx) -> FirstIssueSigns | None:
    """Return what marked issues have oftener than others; None while too few are known."""
    marked = [issue.number for issue in issues if is_first(issue, marks)]
    claims = await ctx.records.deeds_on(marked, what=(CLAIMED,))
    taken = {number for number, deeds in claims.items() if deeds}
    taken |= {issue.number for issue in issues if not issue.is_open and issue.state_reason == "completed"}
    signs = FirstIssueSigns.of(issues, marks, taken)
    return signs if signs.is_enough else None


async def _candidates(issues: tuple[Subject, ...], marks: frozenset[str], ctx: Ctx) -> list[Subject]:
    """Return the free issues without a mark, of which nobody has taken one off."""
    facts = await ranking_facts(ctx)
    free = [issue for issue in issues if could_be_first(issue, marks, ctx) and is_free(issue, 0, facts)]
    off = await ctx.records.deeds_on([issue.number for issue in free], what=(UNLABELLED,))
    refused = {
        number
        for number, deeds in off.items()
        if any(str(deed.detail.get("label", "")).casefold() in marks for deed in deeds)
    }
    return [issue for issue in free if issue.number not in refused]


def could_be_first(issue: Subject, marks: frozenset[str], ctx: Surroundings) -> bool:
    """Return whether an issue has no mark yet, and is neither a support question nor a place of ours."""
    digest = ctx.repo.section("digest", Digest) or Digest()
    is_case = any(contains(issue.labels, label) for label in support_labels(ctx.repo))
    return not is_first(issue, marks) and not is_case and issue.number != digest.issue


async def proposed_since(
    issues: list[Subject], since: datetime, ctx: Ctx
) -> list[tuple[Subject, FirstIssueProposal]] | None:
    """Return what was proposed since the last letter and is still free, of issues that could be first ones;
    None where nothing is learnt yet."""
    proposals = await PROPOSALS.read(ctx.records, ctx.repo_scope)
    if proposals is None:
        return None
    latest = {one.number: one for one in proposals if one.at > since and not one.declined}
    return [
        (issue, latest[issue.number])
        for issue in issues
        if issue.number in latest and not await is_taken(ctx, issue)
    ]
