"""What happens to a claim because time passes: a reminder, a release, the next turn."""

from bot.community.newcomers.claim_state import Claimant
from bot.core.effects import Effects
from bot.core.events import Wake
from bot.services.claims.claim_decision import LEASE, ClaimDecision
from bot.services.claims.claim_effects import effects_of
from bot.services.claims.expiry import apply_expiry
from bot.services.mentoring.mentorships import Mentorships
from handlers.claims.feature import Ctx, feature


@feature.timer(LEASE)
async def time_passed(event: Wake, ctx: Ctx) -> Effects:
    """Remind, free, or call the next; an account that is gone holds nothing."""
    if ctx.subject is None:
        return ()
    decision = await ClaimDecision.on(ctx, ctx.subject.number, ctx.subject)
    if not ctx.subject.is_open:
        decision.clear()
        return await effects_of(decision)
    await _look_at_pulls(decision)
    gone = await _gone(decision)
    mentorships = await Mentorships.of(ctx)
    mentors = [mentor for mentor, mentee in mentorships.on(ctx.subject.number) if mentee.id not in gone]
    apply_expiry(decision, mentor=next(iter(mentors), ""), gone=gone)
    return await effects_of(decision)


async def _look_at_pulls(decision: ClaimDecision) -> None:
    """The news that a pull request was closed may have been lost: nothing is held for it for ever."""
    ctx = decision.ctx
    due = {holder.pull for holder in decision.state.holders if holder.look_at and holder.look_at <= ctx.now}
    for number in sorted(pull for pull in due if pull is not None):
        pull = await ctx.github.subject(number)
        holder = next(holder for holder in decision.state.holders if holder.pull == number)
        if pull is None or not pull.is_open:
            decision.pull_closed(number)
        else:
            decision.pull_opened(holder.id, number)


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
