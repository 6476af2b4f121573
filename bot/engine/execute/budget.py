"""How much an installation may still write: GitHub's ceilings on new content, and its requests left.

What may not go out now becomes a pause (a row), for what is of its rank: labels and people go on while words
wait, and words while edits wait. The last fifth of an hour's content is left to repositories that had little.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.core.schedule.pace import GITHUBS, MINUTE, Ceilings
from bot.core.states import EffectRank, EffectState, PauseKind
from bot.store import mirror, pauses
from bot.store.database import Connection
from bot.store.outbox import Row, content, queue
from bot.store.outbox.content import Created
from bot.store.outbox.queue import Head

RESERVES = {
    EffectRank.EDIT: (
        0.2,
        PauseKind.FEW_REQUESTS,
        "less than a fifth of the hour's requests to GitHub is left",
    ),
    EffectRank.CONTENT: (
        0.1,
        PauseKind.FEWEST_REQUESTS,
        "less than a tenth of the hour's requests to GitHub is left",
    ),
}
"""Below which share of its requests an installation writes what has a lower rank alone."""


class RequestsLeft(NamedTuple):
    """What GitHub last said: the share of an hour's requests that is left until `reset` (UTC)."""

    share: float
    reset: datetime


@dataclass(frozen=True)
class WriteBudget:
    """The rules of a process. `ceilings` None: GitHub bears any amount of content. `requests_left` asks by
    installation; None where nothing is known."""

    ceilings: Ceilings | None = GITHUBS
    requests_left: Callable[[int], RequestsLeft | None] = lambda _: None

    def in_transaction(self, conn: Connection, now: datetime) -> Allowance:
        """Return what may be claimed in one transaction."""
        return Allowance(self, conn, now)

    def give_back(self, conn: Connection, row: Row, claimed_at: datetime) -> None:
        """Give back what was noted for an effect when it was claimed: nothing was sent."""
        if self.ceilings is not None and row.rank == EffectRank.CONTENT:
            content.give_back(conn, row.installation_id, row.repo_id, claimed_at)


class Allowance:
    """Says of one effect after the other whether it may go out now, and notes what that takes."""

    def __init__(self, budget: WriteBudget, conn: Connection, now: datetime) -> None:
        self._budget, self._conn, self._now = budget, conn, now
        self._is_first = True

    def may_go(self, head: Head) -> bool:
        """Whether it may. If not, it is noted why, and a pause until when."""
        until, reason = self._rest(head) or (None, "")
        if reason and self._is_first and head.note != reason:
            queue.defer(self._conn, head.id, until, reason)
        self._is_first = False
        return not reason

    def _rest(self, head: Head) -> tuple[datetime | None, str] | None:
        """Return why it may not go, and until when it alone waits (None: all of its rank do)."""
        conn, now, installation = self._conn, self._now, head.installation_id
        if rests := [rest for rest in pauses.paused(conn, installation, now) if rest.holds(head.rank)]:
            return None, rests[-1].reason
        if head.state == EffectState.INTENT:
            return None  # It was taken into account when it was claimed before.
        left = self._budget.requests_left(installation)
        reserve = RESERVES.get(head.rank)
        if left is not None and reserve is not None and left.share < reserve[0] and left.reset > now:
            pauses.pause(conn, installation, reserve[1], left.reset, reserve[2])
            return None, reserve[2]
        ceilings = self._budget.ceilings
        return self._content(ceilings, head) if ceilings and head.rank == EffectRank.CONTENT else None

    def _content(self, ceilings: Ceilings, head: Head) -> tuple[datetime | None, str] | None:
        conn, now = self._conn, self._now
        created = content.lately(conn, head.installation_id, now)
        moments = _seconds(created, now)
        if (wait := ceilings.wait(moments, 0.0)) > 0:
            reason = _words(ceilings, wait)
            pauses.pause(conn, head.installation_id, PauseKind.PACE, _after(now, wait), reason)
            return None, reason
        own = _seconds([one for one in created if one.repo_id == head.repo_id], now)
        wait = ceilings.wait_for_others(moments, own, 0.0)
        if wait > 0 and mirror.has_others(conn, head.installation_id, head.repo_id):
            return _after(now, wait), "what is left of the hour's comments is for the other repositories"
        content.add(conn, head.installation_id, head.repo_id, now)
        return None


def _seconds(created: Sequence[Created], now: datetime) -> list[float]:
    """Return the moments in seconds, as seen from now: exact to the microsecond."""
    return [(one.at - now).total_seconds() for one in created]


def _after(now: datetime, seconds: float) -> datetime:
    return now + max(timedelta(seconds=seconds), timedelta(milliseconds=1))


def _words(ceilings: Ceilings, wait: float) -> str:
    if wait > MINUTE:
        return f"GitHub takes {ceilings.per_hour} comments and the like an hour"
    if wait > ceilings.gap:
        return f"GitHub takes {ceilings.per_minute} comments and the like a minute"
    return "between two of many comments there is a second"
