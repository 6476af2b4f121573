"""How time passes in a simulation: from one instant at which something is due to the next."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.clock import VirtualClock

STEPS_MOST = 10_000
"""Instants at which something was due, before no further one is awaited."""


async def pass_time(
    clock: VirtualClock,
    until: datetime,
    *,
    settle: Callable[[], Awaitable[object]],
    next_due: Callable[[], Awaitable[datetime | None]],
) -> None:
    """Let time pass to `until`, doing what comes due on the way; time does not go back.

    `settle` does all there is to do at an instant, and time stands still meanwhile; `next_due` returns when
    there is something to do next, None if nothing is planned.
    """
    for _ in range(STEPS_MOST):
        await settle()
        due = await next_due()
        if due is None or due > until:
            break
        clock.set(max(due, clock.now()))
    if until > clock.now():
        clock.set(until)
