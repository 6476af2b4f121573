"""What happens to a claim because time passes: a reminder, a release, the next turn."""

from bot.community.newcomers.claim_state import ELSEWHERE, Claimant
from bot.core.effects import Effects
from bot.core.events import Wake
from bot.core.markdown import NOTHING, code, mention
from bot.core.model import Repository, same
from bot.core.ports.reader import LinkedPull
from bot.services.calls import next_call
from bot.services.claims.claim_decision import LEASE, ClaimDecision
from bot.services.claims.claim_effects import effects_of
from bot.services.claims.expiry import apply_expiry
from bot.services.mentoring.mentorships import Mentorships
from handlers.claims.feature import Ctx, feature
from handlers.claims.plain_words import renew_what_was_undone


@feature.timer(LEASE)
async def time_passed(event: Wake, ctx: Ctx) -> Effects:
    """Remind, free, or call the next; an account that is gone holds nothing."""
    if ctx.subject is None:
        return ()
    decision = await ClaimDecision.on(ctx, ctx.subject.number, ctx.subject)
    if not ctx.subject.is_open:
        decision.clear()
        return await effects_of(decision)
    await renew_what_was_undone(decision)
    await _look_at_pulls(decision)
    gone = await _gone(decision)
    mentorships = await Mentorships.of(ctx)
    mentors = [mentor for mentor, mentee in mentorships.on(ctx.subject.number) if mentee.id not in gone]
    name = NOTHING
    for mentor in mentors[:1]:
        name = mention(mentor) if await next_call(ctx, mentor) <= ctx.now else code(mentor)
    apply_expiry(decision, mentor=name, gone=gone)
    return await effects_of(decision)


@feature.timer(LEASE, while_quiet=True)
async def no_date_meanwhile(event: Wake, ctx: Ctx) -> Effects:
    """In a quiet time nobody is reminded and nothing ends: what stands gives no date that passes."""
    if ctx.subject is None or not ctx.subject.is_open:
        return ()
    decision = await ClaimDecision.on(ctx, ctx.subject.number, ctx.subject)
    decision.speaks_anew = True
    return await effects_of(decision)


async def _look_at_pulls(decision: ClaimDecision) -> None:
    """Ask GitHub once, before anybody is reminded and before a claim ends, what is open for it: words may not
    say it, a sister repository tells us nothing, and the news of a closing may have been lost."""
    ctx = decision.ctx
    if not any(holder.is_due(ctx.now) for holder in decision.state.holders):
        return
    here = ctx.repository.full_name
    linked = {
        ("" if same(pull.repository, here) else _name_of(pull, ctx.repository), pull.number): pull.author.id
        for pull in await ctx.github.linked_pulls(decision.number)
    }
    for holder in decision.state.holders:
        if holder.pull is None or not holder.is_due(ctx.now):
            continue
        if not holder.pull_in:
            pull = await ctx.github.subject(holder.pull)
            is_open = pull is not None and pull.is_open
        else:
            is_open = (holder.pull_in, holder.pull) in linked
        if is_open:
            decision.pull_opened(holder.id, holder.pull, holder.pull_in)
        else:
            decision.pull_closed(holder.pull, holder.pull_in)
    for (place, number), author_id in linked.items():
        if any(holder.pull is None for holder in decision.state.of(author_id)):
            decision.pull_opened(author_id, number, place)


def _name_of(pull: LinkedPull, here: Repository) -> str:
    """Return the repository of a pull request as it may be named here."""
    return ELSEWHERE if pull.private and not here.private else pull.repository


async def _gone(decision: ClaimDecision) -> list[int]:
    """Holders whose account is deleted. One that is renamed is not: it is met under its new login."""
    gone = []
    for holder in decision.state.holders:
        user = await decision.ctx.github.user(holder.login)
        if user is None or user.id != holder.id:
            renamed = await _renamed(decision, holder.id)
            if renamed is None:
                gone.append(holder.id)
            else:
                decision.update_login(renamed)
    return gone


async def _renamed(decision: ClaimDecision, person_id: int) -> Claimant | None:
    """Somebody under the login they have now, as far as this issue tells."""
    authors = [comment.author for comment in await decision.ctx.github.comments(decision.number)]
    here = [*(decision.subject.assignees if decision.subject else ()), *reversed(authors)]
    return next((Claimant.of(user) for user in here if user.id == person_id), None)
