"""What a command is about: the subject it was written on, and the open case there."""

from __future__ import annotations

from bot.community.cases import CaseState
from bot.community.steward import StewardConfig
from bot.core.commands.command import Invocation
from bot.core.context import Context
from bot.core.errors import Refusal
from bot.core.model import Subject
from handlers.steward.messages import TEXT
from handlers.steward.unit_of_work import UnitOfWork, read_case


def open_subject(ctx: Context[StewardConfig]) -> Subject:
    """Return the subject of a command if it is open; raise `Refusal` otherwise."""
    subject = ctx.current
    if not subject.is_open:
        raise Refusal(TEXT.closed())
    return subject


async def open_case_of(call: Invocation, ctx: Context[StewardConfig]) -> tuple[UnitOfWork, CaseState]:
    """Return the open case there, and the work on it; `Refusal` where there is none."""
    state = await read_case(ctx, call.ref)
    if state is None or not state.is_open:
        raise Refusal(TEXT.no_case())
    return UnitOfWork(ctx), state
