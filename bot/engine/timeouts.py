"""The time-outs of the engine, in seconds, in the order that makes once-only true."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Timeouts:
    """http < deadline < grace < lease: each step can only begin when the one before is surely over.

    `deadline`: a write that was not sent by then is not sent. `grace`: after it an unanswered write is
    looked for among our comments. `lease`: a claimed row may be taken by another process.
    """

    http: float = 20.0
    deadline: float = 30.0
    grace: float = 45.0
    lease: float = 60.0
    fresh: float = 60.0
    """A delivery no older than this is taken at its word about the subject's state."""
    stale: float = 1800.0
    """An effect decided longer ago than this, and not out yet, is decided afresh."""
    retry_first: float = 5.0
    retry_most: float = 3600.0
    """Seconds before the second try, and before any later one at most."""

    def __post_init__(self) -> None:
        if not 0 < self.http < self.deadline < self.grace < self.lease:
            raise ValueError("time-outs must be in the order http < deadline < grace < lease")

    def backoff(self, attempt: int, jitter: float) -> float:
        """Return seconds before try `attempt + 1` (attempts count from 1); `jitter` in 0…1 spreads it
        over ±25 %."""
        wait = min(self.retry_most, self.retry_first * 2 ** (attempt - 1))
        return float(wait * (0.75 + 0.5 * jitter))


MAX_ATTEMPTS = 8
"""How often anything is tried before it is dead."""
OUTAGE_WAIT = 600.0
"""Seconds between two tries at most while GitHub cannot be asked; the longer it lasts, the rarer."""
MAX_DEATHS = 3
"""How often the process may die while it decides one thing before that is set aside. Sending waits for
GitHub, where any death of the process finds it often: that may take all of `MAX_ATTEMPTS`."""
