"""What newcomers hear; the words stand in `messages.<language>.toml` beside this."""

from __future__ import annotations

from datetime import datetime

from bot.core.messages import Messages, Template, load
from bot.core.schedule import spoken_day
from bot.core.schedule.local import day_of


class Day(Messages):
    """How people name a day: the weekday first where they do."""

    written: Template
    weekdays: tuple[str, ...]
    """From Monday to Sunday."""
    months: tuple[str, ...]


class Greetings(Messages):
    """The words of one language."""

    issue: Template
    short: Template
    pull_request: Template
    review: Template
    first_merge: Template
    duty: Template
    policy: Template
    offered: Template
    claim: Template
    day: Day | None = None
    """Without it a day is written as everywhere else."""

    def spoken_day(self, moment: datetime, zone: str) -> str:
        """Return the day of a moment in a time zone, as people say it."""
        if self.day is None:
            return spoken_day(moment, zone)
        local = day_of(moment, zone)
        weekday, month = self.day.weekdays[local.weekday()], self.day.months[local.month - 1]
        return self.day.written(weekday=weekday, number=local.day, month=month)


GREETINGS = load(Greetings, __name__)
