"""The one clock, as a protocol: nothing else in the house may ask what time it is."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Time as the house sees it: the system's in `serve`, a virtual one in demo, plans and tests."""

    def now(self) -> datetime:
        """The present, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds from some fixed point; never goes back."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Come back after `seconds` (zero or less: let others run once)."""
        ...
