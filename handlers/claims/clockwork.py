"""What happens to a claim because time passes: a reminder, a release, the next turn."""

from __future__ import annotations

from bot.community.claims.claiming import LEASE, Claiming
from bot.community.claims.consequences import settled
from bot.community.claims.lapsing import time_passes
from bot.community.journey import NewcomersConfig
from bot.community.mentors.pairing import Pairing
from bot.core.context import Context
from bot.core.effects import Effects
from bot.core.events import Wake
from handlers.claims.declared import feature


@feature.timer(LEASE)
async def time_passed(event: Wake, ctx: Context[NewcomersConfig]) -> Effects:
    """Remind, free, or call the next; an account that is gone holds nothing."""
    if ctx.subject is None:
        return ()
    claiming = await Claiming.on(ctx, ctx.subject.number, ctx.subject)
    if not ctx.subject.is_open:
        claiming.end()
        return await settled(claiming)
    gone = [each.id for each in claiming.held.holders if await ctx.github.user(each.login) is None]
    pairing = await Pairing.of(ctx)
    mentors = [mentor for mentor, pair in pairing.on(ctx.subject.number) if pair.id not in gone]
    time_passes(claiming, mentor=next(iter(mentors), ""), gone=gone)
    return await settled(claiming)
