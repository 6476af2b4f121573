"""When a cohort is closed, or long gone from the file, the bot forgets who was part of it."""

from __future__ import annotations

from bot.community.cohorts.course import BOARD
from bot.community.cohorts.membership import key_of, members_prefix
from bot.core.effects import AnyEffect, Remember
from handlers.cohorts.declared import Ctx


async def forgotten(ctx: Ctx, name: str) -> list[AnyEffect]:
    """All that is remembered of a cohort but its course goes: who was part of it, above all."""
    gone = [
        key
        for prefix in (members_prefix(name), f"{key_of('told:', name)}:")
        for key in await ctx.records.recall_all(ctx.repo_scope, prefix)
    ]
    for key in (key_of(BOARD, name), key_of("opening:", name)):
        if await ctx.records.recall(ctx.repo_scope, key) is not None:
            gone.append(key)
    where, scope = ctx.repository.full_name, ctx.repo_scope
    return [Remember(subject=where, scope=scope, key=key, value=None) for key in gone]
