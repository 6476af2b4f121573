"""What people do renews, ends or corrects a claim, without any command."""

from collections.abc import Collection

from bot.community.newcomers.claim_state import Claimant
from bot.core.effects import AnyEffect, Effects
from bot.core.events import CommentEvent, IssueEvent, PullRequestEvent
from bot.core.markdown import numbers_in, references
from bot.core.model import Subject, User, same
from bot.core.own_comments import POSTED
from bot.services.claims.claim_decision import STATE_COMMENT, ClaimDecision, claim_state_of
from bot.services.claims.claim_effects import effects_of
from handlers.claims.feature import Ctx, feature

MOST_LINKED = 10
"""So many issues of one pull request are looked at."""

TELLS_THE_END = ("done", "done_many", "closed")
"""Messages that stay true of a closed issue."""


@feature.on("issue_comment.created", "pull_request_review.submitted", "pull_request_review_comment.created")
async def renew_by_pull(event: CommentEvent, ctx: Ctx) -> Effects:
    """A word on a pull request renews what its author has claimed."""
    author = event.comment.author
    if not author.is_person or not event.subject.is_pull_request:
        return ()
    effects: list[AnyEffect] = []
    for number in _issues(event.subject, ctx):
        if (await claim_state_of(ctx, number)).of(author.id):
            decision = await ClaimDecision.on(ctx, number, await ctx.github.subject(number))
            decision.renew(author.id)
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
    "pull_request.assigned",
    "pull_request.closed",
)
async def pulled(event: PullRequestEvent, ctx: Ctx) -> Effects:
    """A linked pull request stops the clock while it is open; afterwards the clock runs again."""
    pull = event.subject
    effects: list[AnyEffect] = []
    named = _issues(pull, ctx)
    for number in _no_longer_named(event, ctx, named):
        decision = await ClaimDecision.on(ctx, number, await ctx.github.subject(number))
        decision.pull_closed(pull.number)
        effects += await effects_of(decision)
    for number in named:
        state = await claim_state_of(ctx, number)
        person = next((user.id for user in _whose(pull) if state.of(user.id)), None)
        if person is None:
            continue
        decision = await ClaimDecision.on(ctx, number, await ctx.github.subject(number))
        if pull.is_open:
            decision.pull_opened(person, pull.number)
        elif pull.merged:
            decision.pull_merged(person, pull.number, closes=number in _issues(pull, ctx, closing=True))
        else:
            decision.pull_closed(pull.number)
        effects += await effects_of(decision)
    return effects


def _whose(pull: Subject) -> tuple[User, ...]:
    """Return whose work a pull request is: its author's; of what an agent opened, theirs who are assigned."""
    return pull.assignees if pull.author.is_bot else (pull.author,)


def _no_longer_named(event: PullRequestEvent, ctx: Ctx, named: Collection[int]) -> list[int]:
    """Return issues that an edited pull request was about before."""
    if not event.has_new_text:
        return []
    return [number for number in _issues(event.before_edit, ctx) if number not in named]


@feature.on("issues.closed", "issues.deleted", "issues.transferred")
async def closed(event: IssueEvent, ctx: Ctx) -> Effects:
    """Nothing is claimed on an issue that is closed or gone, and nobody may claim it."""
    decision = await ClaimDecision.on(ctx, event.subject.number, ctx.subject)
    if decision.state.is_empty and await _status(ctx) in (None, *TELLS_THE_END):
        return ()
    decision.speaks_anew = True
    decision.clear()
    effects = await effects_of(decision)
    if event.action != "closed":
        return [effect for effect in effects if effect.effect in ("remember", "cancel_timer")]
    return effects


@feature.on("issues.reopened")
async def reopened(event: IssueEvent, ctx: Ctx) -> Effects:
    """Say again how it stands, where that was said before."""
    if await _status(ctx) is None:
        return ()
    decision = await ClaimDecision.on(ctx, event.subject.number, ctx.subject)
    decision.speaks_anew = True
    return await effects_of(decision)


async def _status(ctx: Ctx) -> str | None:
    """Return the name of the message that says how it stands; None if none does."""
    posted = await POSTED.of(STATE_COMMENT).read(ctx.records, ctx.subject_scope)
    keys = {section.key: section.message for section in posted.sections} if posted else {}
    return keys.get(STATE_COMMENT)


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
