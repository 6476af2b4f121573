"""The port behind which lanes are run: by this process alone (`embedded`), or by one of many (`fleet`)."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Protocol

Errand = Callable[[], Coroutine[object, object, None]]
"""What one process does for all that share a database, until it is cancelled."""


class Runner(Protocol):
    """Runs lanes until it is cancelled. The tables are the truth; a runner only finds what is due."""

    def nudge(self) -> None:
        """Something new is in the tables."""
        ...

    async def begin(self) -> None:
        """A life begins; call it before the first delivery of that life is stored, or leave it to `run`."""
        ...

    async def run(self, *errands: Errand) -> None:
        """Work until cancelled; then what is begun is finished, or given back for others to find."""
        ...


class SteppedRunner(Runner, Protocol):
    """One that also does what is due now and comes back, for a clock that others move."""

    async def drain(self, lanes_at_once: int = 1) -> int:
        """Do everything that is due now, effects included, and return how many lanes had something to do.

        One lane at a time by default, in order of arrival, so that the same input gives the same end.
        """
        ...

    async def next_due(self) -> datetime | None:
        """Return when something will be due that is not now; None when nothing is planned."""
        ...

    async def next_slot(self) -> datetime | None:
        """Return when the next job is due; `run` need not know, it looks often enough."""
        ...
