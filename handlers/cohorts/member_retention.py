"""When a cohort is closed, or long gone from the file, the bot forgets who was part of it."""

from __future__ import annotations

from bot.core.effects import AnyEffect, Remember
from bot.services.cohorts.membership import key_of, members_prefix
from handlers.cohorts.feature import Ctx, keep, kept_of
from handlers.cohorts.progress import BOARD


async def forgotten(ctx: Ctx, name: str, *, follows: bool = False) -> list[AnyEffect]:
    """All that is remembered of a cohort but its course goes: who was part of it, above all.

    Where its board `follows` the last reviews, its issues stay remembered, and nothing of people.
    """
    gone = [
        key
        for prefix in (members_prefix(name), f"{key_of('told:', name)}:")
        for key in await ctx.records.recall_all(ctx.repo_scope, prefix)
    ]
    where, scope = ctx.repository.full_name, ctx.repo_scope
    board, opening = key_of(BOARD, name), key_of("opening:", name)
    left = [key for key in (board, opening) if await ctx.records.recall(scope, key) is not None]
    effects: list[AnyEffect] = []
    if follows and board in left:
        left.remove(board)
        effects.append(keep(ctx, BOARD, name, (await kept_of(ctx, name)).model_copy(update={"arrivals": ()})))
    return effects + [Remember(subject=where, scope=scope, key=key, value=None) for key in (*gone, *left)]
