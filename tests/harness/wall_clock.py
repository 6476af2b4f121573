"""A virtual clock that an operator may set."""

from datetime import timedelta

from bot.clock import VirtualClock


class WallClock(VirtualClock):
    """A clock that may come to show another time although none has passed."""

    def jump(self, seconds: float) -> None:
        """Set it forward or back: no time passes and nobody wakes."""
        self._start += timedelta(seconds=seconds)
