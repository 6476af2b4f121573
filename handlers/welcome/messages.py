"""What newcomers hear; the words stand in `messages.<language>.toml` beside this."""

from __future__ import annotations

from datetime import datetime

from bot.core.messages import Messages, Template, load
from bot.core.model import Value
from bot.core.schedule import spoken_day
from bot.core.schedule.local import day_of

GREETINGS = load(__name__)


class Day(Value):
    """How people name a day: the weekday first where they do."""

    written: Template
    weekdays: tuple[str, ...]
    """From Monday to Sunday."""
    months: tuple[str, ...]


def spoken_day_in(words: Messages, moment: datetime, zone: str) -> str:
    """Return the day of a moment in a time zone, as people say it in the language of `words`."""
    if "day" not in words.tables:
        return spoken_day(moment, zone)
    day, local = words.table("day", Day), day_of(moment, zone)
    weekday, month = day.weekdays[local.weekday()], day.months[local.month - 1]
    return day.written(weekday=weekday, number=local.day, month=month)
