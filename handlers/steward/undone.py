"""Somebody took back (`/undo`) that a case was answered: its clocks run again."""

from bot.community.cases import CASE
from bot.core.effects import Effects, SetTimer
from bot.core.events import CommentEvent, Wake
from bot.core.keys import TimerKey
from bot.services.undone import may_undo
from handlers.steward.feature import Ctx, feature
from handlers.steward.unit_of_work import UnitOfWork, read_open_case

LOOK = TimerKey("undone")
"""The timer just after a command that may be an `/undo`."""


@feature.on("issue_comment.created")
async def command(event: CommentEvent, ctx: Ctx) -> Effects:
    """Look at the case once the command is obeyed."""
    state = await read_open_case(ctx, event.ref)
    if state is None or not state.answered_in or not may_undo(event, ctx):
        return ()
    return [SetTimer(subject=event.ref, key=LOOK, due=ctx.now)]


@feature.timer(LOOK)
@feature.timer(LOOK, while_quiet=True)
async def undone(event: Wake, ctx: Ctx) -> Effects:
    """An answer that was taken back is waited for again."""
    state = await read_open_case(ctx, ctx.ref) if ctx.subject else None
    if state is None or state == await CASE.read(ctx.records, ctx.subject_scope):
        return ()
    work = UnitOfWork(ctx)
    await work.keep_in_place(ctx.ref, state, "it was taken back that this is answered")
    return work.done()
