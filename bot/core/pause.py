"""A repository that has asked the bot to be silent (`/bot pause`, `/bot quiet`): what is remembered of it.
Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core.memory import Memory
from bot.core.model import Value

AGAIN = timedelta(hours=1)
"""How long a timer waits before it looks whether an open-ended pause is over."""
MOST_QUIET_TIMES = 20
"""So many quiet times are remembered after their end, the latest."""


class QuietTime(Value):
    """A quiet time that is over."""

    since: datetime
    until: datetime

    def after(self, begun: datetime) -> timedelta:
        """Return how much of it falls after `begun`: nobody was reminded then, and nothing ended."""
        return max(self.until - max(self.since, begun), timedelta())


class Pause(Value):
    """Since when, until when (None: until somebody resumes) and by whom the bot is silenced. `quiet`: it
    hears people and answers them all the same, but no date runs. `earlier` are the quiet times before it,
    which add to deadlines."""

    by: str
    since: datetime
    until: datetime | None = None
    quiet: bool = False
    earlier: tuple[QuietTime, ...] = ()

    def holds(self, now: datetime) -> bool:
        """Return whether it is not over yet."""
        return self.until is None or now < self.until

    def ended(self, now: datetime) -> Pause:
        """Return it as it is once it has ended, now at the latest."""
        return self.model_copy(update={"until": now}) if self.holds(now) else self

    def is_quiet(self, now: datetime) -> bool:
        """Return whether a quiet time is not over yet."""
        return self.quiet and self.holds(now)

    def ends(self, now: datetime) -> datetime:
        """Return when it ends, or when to look again whether it has."""
        return self.until or now + AGAIN

    def quiet_times(self, now: datetime) -> tuple[QuietTime, ...]:
        """Return the quiet times that are over, the latest last."""
        if not self.quiet or self.until is None or self.holds(now):
            return self.earlier
        return (*self.earlier, QuietTime(since=self.since, until=self.until))[-MOST_QUIET_TIMES:]


PAUSE = Memory("pause", "pause", Pause)
"""In the repository's scope: the latest one, also once it is over."""
