"""What people do renews, ends or corrects a claim, without any command."""

import re
from collections.abc import Collection

from bot.community.cases import CASE
from bot.community.newcomers.claim_state import FEATURE, Claimant, Claims
from bot.community.plain_words import Heard, Place, Writer, hear
from bot.community.steward import support_label
from bot.core.effects import AnyEffect, Effects, say
from bot.core.events import CommentEvent, IssueEvent, PullRequestEvent, SubjectEvent
from bot.core.markdown import (
    NOTHING,
    Markdown,
    command_lines,
    numbers_in,
    references,
    visible,
)
from bot.core.memory import Memory
from bot.core.model import Subject, User, contains, same
from bot.core.permissions import Role
from bot.services.claims.claim_decision import NOTICE, STATE_COMMENT, ClaimDecision, claim_state_of
from bot.services.claims.claim_effects import effects_of
from bot.services.claims.messages import hint
from bot.services.cohorts import reserved_for_others
from handlers.claims.feature import Ctx, feature

_CLAIMS = re.compile(r"(?:[/\uff0f]|@\S+ [/\uff0f]?)(?:claim|take|assign|self-assign)\b", re.IGNORECASE)
MOST_LINKED = 10
"""So many issues of one pull request are looked at."""

HINT = Memory(FEATURE, "hint:", bool)
"""In the subject's scope, by a person's id: they were told how to claim."""


@feature.on("issue_comment.created", "pull_request_review.submitted", "pull_request_review_comment.created")
async def renew_or_hint(event: CommentEvent, ctx: Ctx) -> Effects:
    """A word of a claimant renews; an offer in plain words gets a hint."""
    author = event.comment.author
    if author.is_bot or author.is_ghost:
        return ()
    if event.subject.is_pull_request:
        return await _linked(event, ctx, author.id)
    decision = await ClaimDecision.on(ctx, event.subject.number, ctx.subject)
    if decision.state.of(author.id):
        decision.update_login(Claimant.of(author))
        heard = hear(event.comment.body, Writer.CLAIMANT, Place.ISSUE, ctx.me.login)
        decision.renew(author.id, waits=heard is Heard.WAITING)
        return await effects_of(decision)
    return await _hint(event, decision, ctx)


async def _hint(event: CommentEvent, decision: ClaimDecision, ctx: Ctx) -> list[AnyEffect]:
    """Return how to claim, to somebody who offers: once to each person here, and at most one comment a
    day."""
    author = event.comment.author
    claims = ctx.repo.section("newcomers.claims", Claims)
    subject = ctx.current
    waits = any(person.id == author.id for person in decision.state.waiting)
    waits = waits or bool(subject.blocked_by or subject.sub_issues)  # `/claim` would be refused
    if claims is None or not subject.is_open or waits or not decision.may_comment_today:
        return []
    if _commands(event.comment.body, ctx) or not await _offers(event, ctx):
        return []
    hinted = HINT.of(author.id)
    if await hinted.exists(ctx.records, ctx.subject_scope) or contains(subject.assignee_logins, author.login):
        return []
    if await ctx.github.role_of(author) >= Role.TRIAGE:
        return []
    reservation = await reserved_for_others(
        ctx, event.subject.number, subject.labels, author.id, author.login
    )
    sentence = reservation.sentence if reservation else NOTHING
    text = hint(author.login, decision.state, decision.assigned, claims.lease, sentence)
    decision.mark_noticed()
    return [
        hinted.remember(event.ref, ctx.subject_scope, True),
        _hint_comment(decision, text, f"{author.login} offered to work on this"),
        *await effects_of(decision),
    ]


def _hint_comment(decision: ClaimDecision, text: Markdown, because: str) -> AnyEffect:
    """Return the first word here is the comment that says how it stands: whoever then claims has it
    edited."""
    if decision.is_stored:
        return say(decision.ref, NOTICE, text, because=because, outdates=NOTICE)
    return say(decision.ref, STATE_COMMENT, text, because=because, sticky=True)


def _commands(text: str, ctx: Ctx) -> bool:
    return any(_CLAIMS.match(visible(line)) for line in command_lines(text, ctx.me.login))


async def _offers(event: CommentEvent, ctx: Ctx) -> bool:
    """Return whether a comment offers to take this issue on."""
    writer = Writer.AUTHOR if event.comment.author.id == ctx.current.author.id else Writer.OTHER
    return hear(event.comment.body, writer, await _place(ctx), ctx.me.login) is Heard.OFFER


async def _place(ctx: Ctx) -> Place:
    """Return what the issue is to plain words: a support case wants an answer, nobody's work."""
    case = await CASE.read(ctx.records, ctx.subject_scope)
    is_case = (case and case.is_open) or support_label(ctx.repo, ctx.current.labels) is not None
    return Place.CASE if is_case else Place.ISSUE


async def _linked(event: SubjectEvent, ctx: Ctx, person_id: int) -> Effects:
    """A word on a pull request renews what its author has claimed."""
    effects: list[AnyEffect] = []
    for number in _issues(event.subject, ctx):
        if (await claim_state_of(ctx, number)).of(person_id):
            decision = await ClaimDecision.on(ctx, number, await ctx.github.subject(number))
            decision.renew(person_id)
            effects += await effects_of(decision)
    return effects


def _issues(pull: Subject, ctx: Ctx, *, closing: bool = False) -> list[int]:
    """Return the issues of this repository that a pull request says it closes, or names (`part of #12`)."""
    named = references(pull.body, pull.title)
    return numbers_in(named, ctx.repository.full_name, closing=closing)[:MOST_LINKED]


@feature.on(
    "pull_request.opened",
    "pull_request.reopened",
    "pull_request.edited",
    "pull_request.synchronize",
    "pull_request.closed",
)
async def pulled(event: PullRequestEvent, ctx: Ctx) -> Effects:
    """A linked pull request stops the clock while it is open; afterwards the clock runs again."""
    author, pull = event.subject.author, event.subject
    effects: list[AnyEffect] = []
    named = _issues(pull, ctx)
    for number in _no_longer_named(event, ctx, named):
        decision = await ClaimDecision.on(ctx, number, await ctx.github.subject(number))
        decision.pull_closed(pull.number)
        effects += await effects_of(decision)
    for number in named:
        if not (await claim_state_of(ctx, number)).of(author.id):
            continue
        decision = await ClaimDecision.on(ctx, number, await ctx.github.subject(number))
        if pull.is_open:
            decision.pull_opened(author.id, pull.number)
        elif pull.merged:
            decision.pull_merged(author.id, pull.number, closes=number in _issues(pull, ctx, closing=True))
        else:
            decision.pull_closed(pull.number)
        effects += await effects_of(decision)
    return effects


def _no_longer_named(event: PullRequestEvent, ctx: Ctx, named: Collection[int]) -> list[int]:
    """Return issues that an edited pull request was about before."""
    if not event.has_new_text:
        return []
    return [number for number in _issues(event.before_edit, ctx) if number not in named]


@feature.on("issues.closed", "issues.deleted", "issues.transferred")
async def closed(event: IssueEvent, ctx: Ctx) -> Effects:
    """Nothing is claimed on an issue that is closed or gone."""
    decision = await ClaimDecision.on(ctx, event.subject.number, ctx.subject)
    if decision.state.is_empty:
        return ()
    decision.clear()
    effects = await effects_of(decision)
    if event.action != "closed":
        return [effect for effect in effects if effect.effect in ("remember", "cancel_timer")]
    return effects


@feature.on("issues.assigned")
async def assigned(event: IssueEvent, ctx: Ctx) -> Effects:
    """A maintainer's word: whoever is assigned by hand has it."""
    decision = await ClaimDecision.on(ctx, event.subject.number, ctx.subject)
    if event.assignee is None or not decision.is_stored:
        return ()
    if event.assignee.is_bot:
        decision.assigned_program()
    elif (person := await _who(event.assignee, decision)) is not None:
        decision.assigned_by_hand(person)
    return await effects_of(decision)


@feature.on("issues.unassigned")
async def unassigned(event: IssueEvent, ctx: Ctx) -> Effects:
    """End the claim of a person who is taken off by hand; the next of the waitlist gets a turn."""
    decision = await ClaimDecision.on(ctx, event.subject.number, ctx.subject)
    if event.assignee is None or not decision.is_stored:
        return ()
    decision.speaks_anew = True
    if (person := await _who(event.assignee, decision)) is not None:
        decision.drop(person.id)
        decision.pass_on()
    return await effects_of(decision)


async def _who(user: User, decision: ClaimDecision) -> Claimant | None:
    """Return who is meant: what was brought about by command has the login alone, and no id."""
    if user.id:
        return Claimant.of(user)
    known = (*decision.state.holders, *decision.state.waiting)
    if (claimant := next((person for person in known if same(person.login, user.login)), None)) is not None:
        return Claimant(id=claimant.id, login=claimant.login)
    account = await decision.ctx.github.user(user.login)
    return Claimant.of(account) if account is not None else None
