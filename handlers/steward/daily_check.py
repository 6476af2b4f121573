"""The daily round: nothing that was promised is forgotten because one event went by unheard."""

from __future__ import annotations

from bot.community.steward import StewardConfig, rota_names
from bot.core.context import Context
from bot.core.effects import Effects
from bot.core.events import Wake
from bot.core.schedule import Daily
from handlers.steward.feature import feature
from handlers.steward.shift_end import at_change, tell_incoming
from handlers.steward.timers import tend
from handlers.steward.unit_of_work import UnitOfWork


@feature.job("keep", Daily("00:10"))
async def keep(event: Wake, ctx: Context[StewardConfig]) -> Effects:
    """Keep the slots that have begun, settle cases whose issue the bot itself has closed, hand on what waits
    for somebody who is away, and tell whoever begins within a week."""
    work = UnitOfWork(ctx)
    for name in rota_names(ctx.repo):
        rota = await work.rota(name)
        await at_change(work, rota)
        await tell_incoming(work, await work.rota(name))
    await tend(work)
    return work.done()
