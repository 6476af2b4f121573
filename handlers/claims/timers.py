"""What happens to a claim because time passes: a reminder, a release, the next turn."""

from __future__ import annotations

from bot.community.newcomers.claim_state import Person
from bot.community.newcomers.journey import NewcomersConfig
from bot.core.context import Context
from bot.core.effects import Effects
from bot.core.events import Wake
from bot.services.claims.claim_effects import settled
from bot.services.claims.claim_service import LEASE, Claiming
from bot.services.claims.expiry import time_passes
from bot.services.mentoring.mentorships import Pairing
from handlers.claims.feature import feature


@feature.timer(LEASE)
async def time_passed(event: Wake, ctx: Context[NewcomersConfig]) -> Effects:
    """Remind, free, or call the next; an account that is gone holds nothing."""
    if ctx.subject is None:
        return ()
    claiming = await Claiming.on(ctx, ctx.subject.number, ctx.subject)
    if not ctx.subject.is_open:
        claiming.end()
        return await settled(claiming)
    await _look_at_pulls(claiming)
    gone = await _gone(claiming)
    pairing = await Pairing.of(ctx)
    mentors = [mentor for mentor, pair in pairing.on(ctx.subject.number) if pair.id not in gone]
    time_passes(claiming, mentor=next(iter(mentors), ""), gone=gone)
    return await settled(claiming)


async def _look_at_pulls(claiming: Claiming) -> None:
    """The news that a pull request was closed may have been lost: nothing is held for it for ever."""
    ctx = claiming.ctx
    due = {each.pull for each in claiming.held.holders if each.look_at and each.look_at <= ctx.now}
    for number in sorted(each for each in due if each is not None):
        pull = await ctx.github.subject(number)
        holder = next(each for each in claiming.held.holders if each.pull == number)
        if pull is None or not pull.is_open:
            claiming.no_longer_open(number)
        else:
            claiming.opened(holder.id, number)


async def _gone(claiming: Claiming) -> list[int]:
    """Holders whose account is deleted. One that is renamed is not: it is met under its new login."""
    gone = []
    for each in claiming.held.holders:
        user = await claiming.ctx.github.user(each.login)
        if user is None or user.id != each.id:
            renamed = await _renamed(claiming, each.id)
            if renamed is None:
                gone.append(each.id)
            else:
                claiming.met(renamed)
    return gone


async def _renamed(claiming: Claiming, person_id: int) -> Person | None:
    """Somebody under the login they have now, as far as this issue tells."""
    said = [each.author for each in await claiming.ctx.github.comments(claiming.number)]
    here = [*(claiming.subject.assignees if claiming.subject else ()), *reversed(said)]
    return next((Person.of(each) for each in here if each.id == person_id), None)
