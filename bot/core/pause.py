"""A repository that has asked the bot to be silent (`/bot pause`, `/bot quiet`): what is remembered of it.
Pure."""

from datetime import datetime, timedelta

from bot.core.keys import Scope
from bot.core.memory import Memory
from bot.core.model import Value
from bot.core.ports.records import Records


class Pause(Value):
    """Since when, until when (None: until somebody resumes) and by whom the bot is silenced. `quiet`:
    commands are obeyed all the same; it stays remembered after its end, for what it adds to deadlines."""

    by: str
    since: datetime
    until: datetime | None = None
    quiet: bool = False

    def holds(self, now: datetime) -> bool:
        """Return whether it is not over yet."""
        return self.until is None or now < self.until

    def adds_to(self, begun: datetime) -> timedelta:
        """Return how much of a quiet time that has ended falls after `begun`, as nobody was reminded then."""
        if not self.quiet or self.until is None:
            return timedelta()
        return max(self.until - max(self.since, begun), timedelta())


PAUSE = Memory("pause", "pause", Pause)
"""In the repository's scope."""


async def pause_in_force(records: Records, scope: Scope, now: datetime) -> Pause | None:
    """Return the pause of a repository that is not over yet; None if there is none."""
    pause = await PAUSE.read(records, scope)
    return pause if pause is not None and pause.holds(now) else None
