"""The port behind which lanes are run: embedded on SQLite now, a fleet on PostgreSQL later."""

from __future__ import annotations

from typing import Protocol


class Runner(Protocol):
    """Runs lanes until it is cancelled. The tables are the truth; a runner only finds what is due."""

    def nudge(self) -> None:
        """Something new is in the inbox."""
        ...

    async def run(self) -> None:
        """Work until cancelled; what is begun is finished, or found again by the next runner."""
        ...
