"""When a cohort is closed, or long gone from the file, the bot forgets who was part of it."""

from __future__ import annotations

from bot.core.effects import AnyEffect
from bot.services.cohorts.membership import MEMBER, tag
from handlers.cohorts.feature import Ctx
from handlers.cohorts.progress import BOARD, INTRODUCED, OPENING


async def forget_members(ctx: Ctx, name: str, *, follows: bool = False) -> list[AnyEffect]:
    """All that is remembered of a cohort but its course goes: who was part of it, above all.

    Where its board `follows` the last reviews, its issues stay remembered, and nothing of people.
    """
    where, records, scope = ctx.repository.full_name, ctx.records, ctx.repo_scope
    gone = [
        people.of(person_id)
        for people in (MEMBER.of(tag(name), ""), INTRODUCED.of(tag(name), ""))
        for person_id in await people.read_all(records, scope)
    ]
    board, opening = BOARD.of(tag(name)), OPENING.of(tag(name))
    effects: list[AnyEffect] = []
    stored = await board.read(records, scope)
    gone += [opening] if await opening.exists(records, scope) else []
    if stored and follows:
        effects.append(board.remember(where, scope, stored.model_copy(update={"arrivals": ()})))
    elif stored:
        effects.append(board.remember(where, scope, None))
    return effects + [memory.remember(where, scope, None) for memory in gone]
