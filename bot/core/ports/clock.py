"""The one clock, as a protocol: nothing else may ask what time it is."""

from datetime import UTC, datetime
from typing import Protocol

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""Where Unix time begins; also stands for a moment that nobody knows."""


class Clock(Protocol):
    """Time as the program sees it: the system's in `serve`, a virtual one in demo, plans and tests."""

    def now(self) -> datetime:
        """Return the present, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds from some fixed point; they never go back."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Sleep for `seconds` (zero or less: let others run once)."""
        ...
