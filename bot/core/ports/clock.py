"""The one clock, as a protocol: nothing else may ask what time it is."""

from datetime import datetime
from typing import Protocol


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
