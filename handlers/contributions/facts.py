"""The facts about a pull request and its author, as far as the rules ask for them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.community import forms
from bot.community.contributions.rules import (
    OF_ISSUE,
    GateOutcome,
    GateRule,
    LinkedIssue,
    PullFacts,
    missing_headings,
    outcome_of,
)
from bot.community.contributions.state import VOUCHED, GateFiles
from bot.community.newcomers.claim_state import Claimant, ClaimState
from bot.community.newcomers.claims_config import Claims
from bot.community.newcomers.cohort import cohorts_of
from bot.core.effects import Assign, parse
from bot.core.effects.projection import project
from bot.core.markdown import numbers_in, references
from bot.core.model import EPOCH, Subject, User, contains, same
from bot.core.ports.records import EffectRecord
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
"""So many changes of others that were reviewed count as one merged change."""
AT_HOME = ("OWNER", "MEMBER", "COLLABORATOR")
"""What GitHub calls people who may have a role here; a hint that saves a request."""
BEFORE = (*AT_HOME, "CONTRIBUTOR")
"""What it calls people of whom something was merged: good enough to let somebody on."""


async def gate_outcome(ctx: Ctx, pull: Subject, files: GateFiles, *, is_opening: bool) -> GateOutcome:
    """Return what a pull request lacks: by its own words, and then, in one request, by what GitHub says if
    that may help."""
    named = references(pull.body, pull.title)
    here = ctx.repository.full_name
    closing = numbers_in(named, here, closing=True)[:MOST_LINKED]
    mentioned = [number for number in numbers_in(named, here)[:MOST_LINKED] if number not in closing]
    issues = [issue async for issue in _linked(ctx, pull, closing, asks=True)]
    issues += [issue async for issue in _linked(ctx, pull, mentioned) if issue.theirs]
    facts = await _author_facts(ctx, pull, PullFacts(issues=tuple(issues), lines=pull.lines))
    facts = replace(facts, missing=_missing(pull, files), others=await _others(ctx, pull))
    facts = replace(facts, is_trusted=await _is_trusted(ctx, pull, files))
    outcome = outcome_of(facts, ctx.config)
    if outcome.passes or await _looks_after_it(ctx, pull):
        return GateOutcome()
    if not _may_help(ctx, pull, outcome, is_opening=is_opening):
        return outcome
    details = await ctx.github.pull_details(pull.number)
    by_hand = [number for number in details.issues if number not in closing]
    issues += [issue async for issue in _linked(ctx, pull, by_hand, asks=True)]
    changed = replace(facts, issues=tuple(issues), paths=details.paths, lines=details.lines)
    return outcome_of(changed, ctx.config)


def _may_help(ctx: Ctx, pull: Subject, outcome: GateOutcome, *, is_opening: bool) -> bool:
    """Return whether GitHub may know of paths, lines or links that let it on. Links by hand take a role, and
    whoever has one passes: what somebody else has just opened has none."""
    exempt, rules = ctx.config.exempt, set(outcome.rules)
    lines = exempt.lines_under if pull.lines is None else 0
    by_change = ctx.config.needs_issue and bool(exempt.paths or lines) and not rules.isdisjoint(OF_ISSUE)
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
    if word is not None or contains(files.vouched, author.login):
        return word is not False
    if exempt.cohorts:
        for name, cohort in cohorts_of(ctx.repo).items():
            if cohort.is_on(ctx.today) and await is_expected(ctx, name, cohort, author.id, author.login):
                return True
    if not exempt.trusted_after:
        return False
    mentored = set((await Mentorships.of(ctx)).numbers_of(author.id)) - {pull.number}
    if mentored and not mentored <= set(await gated(ctx)):
        return True
    opened, merged, reviewed = [
        {
            (deed.repo_id, deed.number)
            for deed in await ctx.records.deeds(author.id, what=(what,), everywhere=True)
        }
        for what in ("pull_request.opened", "pull_request.merged", "pull_request_review.submitted")
    ]
    of_others = len(reviewed - opened - merged)
    done = max(len(merged), pull.author_association in BEFORE) + of_others // REVIEWS_FOR_ONE
    return done >= exempt.trusted_after


async def _linked(
    ctx: Ctx, pull: Subject, numbers: Sequence[int], *, asks: bool = False
) -> AsyncIterator[LinkedIssue]:
    """Yield the open issues among `numbers` as the rules see them. The mirror knows all that are open; with
    `asks` GitHub is asked for the first that it does not know, lest a text that names many costs as many
    requests."""
    known = {issue.number: issue for issue in await ctx.records.subjects(numbers)}
    unknown = (number for number in numbers if number not in known)
    first_unknown = next(unknown, None) if asks else None
    for number in numbers:
        issue = await ctx.github.subject(number) if number == first_unknown else known.get(number)
        if issue is not None and (seen := await _as_seen(ctx, pull, issue)) is not None:
            yield seen


async def _as_seen(ctx: Ctx, pull: Subject, issue: Subject) -> LinkedIssue | None:
    """Return an issue as the rules see it; None for what is none, or is closed."""
    done = await ctx.records.done_on(ctx.repository.ref_of(issue.number))
    issue = _as_decided(ctx, issue, done)
    if not issue.is_open or issue.is_pull_request:
        return None
    author, claims = pull.author, await claim_state_of(ctx, issue.number)
    claimants = [holder for holder in claims.holders if not holder.by_hand]
    assigned = [user for user in issue.assignees if not any(_is(user, one) for one in claimants)]
    reservation = await reserved_for_others(ctx, issue.number, issue.labels, author.id, author.login)
    logins = [user.login for user in assigned]
    holders = [*_holders(claims, author.id), *logins, *([reservation.name] if reservation else [])]
    by_themselves = await _assigned_by_themselves(ctx, issue.number, done)
    return LinkedIssue(
        issue.number,
        issue.labels,
        tuple(dict.fromkeys(holders)),
        tuple(login for login in logins if not contains(by_themselves, login)),
        theirs=_is_theirs(pull, claims, assigned),
        claimable=_is_claimable(ctx, issue),
    )


def _is_theirs(pull: Subject, claims: ClaimState, assigned: Sequence[User]) -> bool:
    """Return whether the author has an issue; a program has what it is assigned to, or what somebody has who
    is assigned to its pull request too."""
    people = (pull.author, *pull.assignees) if pull.author.is_bot else (pull.author,)
    return any(
        claims.of(person.id) or claims.promised_to(person.id) or any(_is(user, person) for user in assigned)
        for person in people
    )


def _is(user: User, person: User | Claimant) -> bool:
    """Return whether an assignee is this person; of one whom we are about to assign we know but the login."""
    return user.id == person.id if user.id else same(user.login, person.login)


def _is_claimable(ctx: Ctx, issue: Subject) -> bool:
    """Return whether `/claim` is heard there; of what is blocked, or has parts, nobody has the whole."""
    claims = ctx.repo.section("newcomers.claims", Claims)
    is_whole = not issue.blocked_by and not issue.sub_issues
    return claims is not None and is_whole and claims.may_be_claimed(issue.labels)


def _holders(claims: ClaimState, author_id: int) -> Iterable[str]:
    """Return who has the whole issue, or for whom it is kept, the author apart."""
    reservation = claims.reserved_for_another(author_id)
    people = [*claims.whole, *([reservation] if reservation else [])]
    return (person.login for person in people if person.id != author_id)


async def _assigned_by_themselves(ctx: Ctx, number: int, done: Iterable[EffectRecord]) -> set[str]:
    """Return whom we assigned, since somebody was last taken off, without a word of the triage role."""
    assigned: dict[str, tuple[datetime, bool]] = {}
    for one in done:
        if isinstance(effect := parse(one.effect), Assign):
            assigned |= dict.fromkeys(effect.logins, (one.at, effect.by_triage))
    taken_off = await ctx.deeds_on(number, what=("issues.unassigned",)) if assigned else ()
    since = max((deed.at for deed in taken_off), default=EPOCH)
    return {login for login, (at, by_triage) in assigned.items() if at >= since and not by_triage}


def _as_decided(ctx: Ctx, issue: Subject, done: Iterable[EffectRecord]) -> Subject:
    """Return an issue as it is once what we decided about it is carried out."""
    if ctx.subject is not None and ctx.subject.number == issue.number:
        return ctx.subject
    decided = (
        parse(one.effect)
        for one in done
        if one.state in UNSETTLED or (one.state is EffectState.DONE and one.at >= issue.updated_at)
    )
    return project(issue, decided)
