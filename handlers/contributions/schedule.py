"""When a waiting pull request is looked at because time has passed: the draft, the reminder, the close."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.community.contributions.rules import GateOutcome
from bot.community.contributions.state import GateState
from bot.core.schedule import Duration
from bot.core.states import Closing
from bot.services.rotas import repository_hours
from handlers.contributions.feature import Ctx

WORKING_DAY = Duration.parse("1 working day")
"""The words come first; a draft follows so long after them."""
FIRST_LOOK = timedelta(seconds=5)
"""So long after a draft or a reopening was asked for it is looked whether GitHub took it; then after twice as
long, and so on."""
TRY_AGAIN = timedelta(days=7)
"""So long after GitHub took no draft of ours none is asked for."""
LEFT = 4
"""The reminder comes when this part of the time is left."""


def draft_at(ctx: Ctx, state: GateState) -> datetime | None:
    """Return when it becomes a draft; None if it does not."""
    if ctx.config.then != "draft" or not state.may_draft:
        return None
    return repository_hours(ctx).add(state.since, WORKING_DAY)


@dataclass(frozen=True)
class Deadlines:
    """When somebody is reminded, and when it is closed."""

    remind_at: datetime
    close_at: datetime


def deadlines(ctx: Ctx, state: GateState, last_word: datetime) -> Deadlines | None:
    """Return when it is closed, counted from the last word on it; None where it never is."""
    after = ctx.config.close_after
    if after is None or GateOutcome(state.unmet).waits_for_maintainers:
        return None
    hours = repository_hours(ctx)
    begin = max(last_word, state.since)
    part = (hours.add(begin, after) - begin) / LEFT
    remind_at = hours.next_start(begin + (LEFT - 1) * part)
    end = max(begin + LEFT * part, (state.reminded_at or remind_at) + part)
    return Deadlines(remind_at, hours.next_start(end))


def next_due(ctx: Ctx, state: GateState, end: datetime | None = None) -> datetime | None:
    """Return when it is to be looked at next; None if never. `end` is when the reminder or the close comes,
    where words said since are counted."""
    if state.asked_at is not None:
        return ctx.now + max(FIRST_LOOK, ctx.now - state.asked_at)
    if not state.waits or state.closing is not Closing.NONE:
        return None
    if end is None and (ends := deadlines(ctx, state, state.since)) is not None:
        end = ends.close_at if state.reminded_at else ends.remind_at
    return min((moment for moment in (draft_at(ctx, state), end) if moment is not None), default=None)
