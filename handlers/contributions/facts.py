"""The facts about a pull request and its author, as far as the rules ask for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.community import forms
from bot.community.contributions.rules import (
    GateOutcome,
    GateRule,
    LinkedIssue,
    PullFacts,
    missing_headings,
    outcome_of,
)
from bot.community.contributions.state import VOUCHED, GateFiles
from bot.community.newcomers.claim_state import ClaimState
from bot.community.newcomers.cohort import cohorts_of
from bot.core.effects import parse
from bot.core.effects.projection import project
from bot.core.markdown import numbers_in, references
from bot.core.model import Subject, contains
from bot.core.states import UNSETTLED, Closing, EffectState
from bot.services.claims.claim_decision import claim_state_of
from bot.services.claims.gate import NEWCOMER_MERGES, gated
from bot.services.cohorts import is_expected, reserved_for_others
from bot.services.journey import journey_of
from bot.services.mentoring.mentorships import Mentorships
from bot.services.newcomer_check import OLD_HANDS
from handlers.contributions.feature import Ctx

MOST_LINKED = 10
"""So many issues of one pull request are looked at."""
REVIEWS_FOR_ONE = 3
"""So many reviews given count as one merged change."""
AT_HOME = ("OWNER", "MEMBER", "COLLABORATOR")
"""What GitHub calls people who may have a role here; a hint that saves a request."""
BEFORE = (*AT_HOME, "CONTRIBUTOR")
"""What it calls people of whom something was merged: good enough to let somebody on."""
MENDED_BY_LOOKING = frozenset({GateRule.UNLINKED, GateRule.NOT_ACCEPTED, GateRule.UNCLAIMED, GateRule.TAKEN})
"""What may not be so by what GitHub alone knows: links by hand, paths, lines."""


async def gate_outcome(ctx: Ctx, pull: Subject, files: GateFiles, *, is_opening: bool) -> GateOutcome:
    """Return what a pull request lacks: by its own words, and then, in one request, by what GitHub says if
    that may help."""
    named = references(pull.body, pull.title)
    here = ctx.repository.full_name
    closing = numbers_in(named, here, closing=True)[:MOST_LINKED]
    issues = [issue for issue in [await _linked(ctx, pull, number) for number in closing] if issue]
    for number in numbers_in(named, here)[:MOST_LINKED]:
        if number not in closing and (issue := await _linked(ctx, pull, number)) and issue.theirs:
            issues.append(issue)
    facts = await _author_facts(ctx, pull, PullFacts(issues=tuple(issues), lines=pull.lines))
    facts = replace(facts, missing=_missing(pull, files), others=await _others(ctx, pull))
    facts = replace(facts, is_trusted=await _is_trusted(ctx, pull, files))
    outcome = outcome_of(facts, ctx.config)
    if outcome.passes or await _looks_after_it(ctx, pull):
        return GateOutcome()
    if not _may_help(ctx, pull, outcome, is_opening=is_opening):
        return outcome
    details = await ctx.github.pull_details(pull.number)
    more = [await _linked(ctx, pull, number) for number in details.issues if number not in closing]
    changed = replace(facts, issues=(*issues, *filter(None, more)), paths=details.paths, lines=details.lines)
    return outcome_of(changed, ctx.config)


def _may_help(ctx: Ctx, pull: Subject, outcome: GateOutcome, *, is_opening: bool) -> bool:
    """Return whether GitHub may know of paths, lines or links that let it on. Links by hand take a role, and
    whoever has one passes: what somebody else has just opened has none."""
    exempt, rules = ctx.config.exempt, outcome.rules
    lines = exempt.lines_under if pull.lines is None else 0
    by_change = bool(exempt.paths or lines) and not MENDED_BY_LOOKING.isdisjoint(rules)
    by_link = GateRule.UNLINKED in rules and not is_opening
    return by_change or by_link or GateRule.UNASSIGNED_PROGRAM in rules


async def _looks_after_it(ctx: Ctx, pull: Subject) -> bool:
    """Return whether the author has the triage role; asked only of those who may."""
    author = pull.author
    if author.is_bot:
        return False
    old = await OLD_HANDS.of(author.id).exists(ctx.records, ctx.owner_scope)
    return (old or pull.author_association in AT_HOME) and await ctx.may_triage(author)


async def _author_facts(ctx: Ctx, pull: Subject, facts: PullFacts) -> PullFacts:
    author = pull.author
    if author.is_bot:
        return replace(facts, is_program=True, is_newcomer=False)
    if ctx.config.reserved is None and not ctx.config.open_at_once:
        return facts
    old = await OLD_HANDS.of(author.id).exists(ctx.records, ctx.owner_scope)
    merged = await ctx.records.deeds(author.id, what=("pull_request.merged",), everywhere=True)
    began = (await journey_of(ctx, author.id)).has_begun
    known = pull.author_association in BEFORE and not began
    return replace(facts, is_newcomer=not (old or known) and len(merged) < NEWCOMER_MERGES)


def _missing(pull: Subject, files: GateFiles) -> tuple[str, ...]:
    return missing_headings(forms.headings(pull.body).keys, files.templates) if files.templates else ()


async def _others(ctx: Ctx, pull: Subject) -> tuple[int, ...]:
    """Return the pull requests that the author opened before this one and that are open; what the gate
    closes in this moment is not."""
    if not ctx.config.open_at_once or pull.author.is_bot:
        return ()
    theirs = await ctx.records.subjects_by(pull.author.id)
    earlier = (one for one in theirs if one.is_pull_request and one.is_open and one.number < pull.number)
    closed = {number for number, state in (await gated(ctx)).items() if state.closing is Closing.OURS}
    return tuple(sorted(one.number for one in earlier if one.number not in closed))


async def _is_trusted(ctx: Ctx, pull: Subject, files: GateFiles) -> bool:
    """Return whether people vouch for the author, they are of a cohort, have enough merged, or are mentored
    on something that does not itself wait: every newcomer's first pull request can get a mentor."""
    author, exempt = pull.author, ctx.config.exempt
    word = await VOUCHED.of(author.id).read(ctx.records, ctx.repo_scope)
    if word if word is not None else contains(files.vouched, author.login):
        return True
    if exempt.cohorts:
        for name, cohort in cohorts_of(ctx.repo).items():
            if cohort.is_on(ctx.today) and await is_expected(ctx, name, cohort, author.id, author.login):
                return True
    if not exempt.trusted_after:
        return False
    mentored = set((await Mentorships.of(ctx)).numbers_of(author.id)) - {pull.number}
    if mentored and not mentored <= set(await gated(ctx)):
        return True
    what = ("pull_request.merged", "pull_request_review.submitted")
    deeds = [deed.what for deed in await ctx.records.deeds(author.id, what=what, everywhere=True)]
    merged = max(deeds.count(what[0]), pull.author_association in BEFORE)
    return merged + deeds.count(what[1]) // REVIEWS_FOR_ONE >= exempt.trusted_after


async def _linked(ctx: Ctx, pull: Subject, number: int) -> LinkedIssue | None:
    """Return an open issue as the rules see it; None for what is none."""
    issue = await _as_decided(ctx, number)
    if issue is None or issue.is_pull_request or not issue.is_open:
        return None
    author, claims = pull.author, await claim_state_of(ctx, number)
    logins = tuple(holder.login for holder in claims.holders)
    assigned = tuple(login for login in issue.assignee_logins if not contains(logins, login))
    theirs = _is_theirs(pull, claims, assigned)
    reservation = await reserved_for_others(ctx, number, issue.labels, author.id, author.login)
    holders = dict.fromkeys(
        [*_holders(claims, author.id), *assigned, *([reservation.name] if reservation else [])]
    )
    return LinkedIssue(number, issue.labels, tuple(holders), assigned, theirs)


def _is_theirs(pull: Subject, claims: ClaimState, assigned: Iterable[str]) -> bool:
    """Return whether the author has an issue; a program has what it is assigned to, or what somebody has who
    is assigned to its pull request too."""
    people = (pull.author, *pull.assignees) if pull.author.is_bot else (pull.author,)
    return any(
        claims.of(person.id) or claims.promised_to(person.id) or contains(assigned, person.login)
        for person in people
    )


def _holders(claims: ClaimState, author_id: int) -> Iterable[str]:
    """Return who has the whole issue, or for whom it is kept, the author apart."""
    reservation = claims.reserved_for_another(author_id)
    people = [*claims.whole, *([reservation] if reservation else [])]
    return (person.login for person in people if person.id != author_id)


async def _as_decided(ctx: Ctx, number: int) -> Subject | None:
    """Return an issue as it is once what we decided about it is carried out; GitHub is asked only for one
    that the mirror does not know."""
    if ctx.subject is not None and ctx.subject.number == number:
        return ctx.subject
    known = await ctx.records.subjects([number])
    if not known:
        return await ctx.github.subject(number)
    issue = known[0]
    decided = (
        parse(done.effect)
        for done in await ctx.records.done_on(ctx.repository.ref_of(number))
        if done.state in UNSETTLED or (done.state is EffectState.DONE and done.at >= issue.updated_at)
    )
    return project(issue, decided)
