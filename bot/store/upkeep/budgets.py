"""What GitHub last said is left of each budget of requests, for whoever looks after the server."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.core.keys import PROGRAM_SCOPE
from bot.store import memory
from bot.store.pauses import LONGEST

ALL_REQUESTS = "all requests"
"""The resource of what GitHub has told to keep silent until then."""
_PLACE = (PROGRAM_SCOPE, "budgets")


@dataclass(frozen=True, slots=True)
class RequestBudget:
    """What is left of a budget until `reset` (UTC). `scope` is an installation, or the App itself."""

    scope: str
    resource: str
    limit: int
    remaining: int
    reset: datetime


def note(conn: Connection, budgets: Iterable[RequestBudget], now: datetime) -> None:
    """Keep what is left of these budgets, and drop those that have been full again since."""
    for key, row in memory.scan(conn, *_PLACE).items():
        if not _is_running(datetime.fromisoformat(row.value["reset"]), now):
            memory.release(conn, *_PLACE, key, now)
    for budget in budgets:
        if _is_running(budget.reset, now):
            value = {
                "limit": budget.limit,
                "remaining": budget.remaining,
                "reset": budget.reset.isoformat(),
            }
            memory.put(conn, *_PLACE, f"{budget.scope} {budget.resource}", value, now)


def known(conn: Connection, now: datetime) -> list[RequestBudget]:
    """Return the budgets of which something is taken, the scarcest first; all others are full."""
    budgets = []
    for key, row in memory.scan(conn, *_PLACE).items():
        scope, _, resource = key.partition(" ")
        reset = datetime.fromisoformat(row.value["reset"])
        budgets.append(
            RequestBudget(scope, resource, int(row.value["limit"]), int(row.value["remaining"]), reset)
        )
    left = (budget for budget in budgets if _is_running(budget.reset, now))
    return sorted(left, key=lambda budget: (budget.remaining / max(budget.limit, 1), budget.scope))


def _is_running(reset: datetime, now: datetime) -> bool:
    # What is full again much later than GitHub counts was noted by a clock that was ahead.
    return now < reset < now + LONGEST
