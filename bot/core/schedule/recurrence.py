"""The rhythm of a rota: `every wednesday 10:00`, `every 2 weeks on wednesday 10:00`, and the like."""

import calendar
import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import ClassVar, Self

from bot.core.markdown.quoting import code
from bot.core.schedule.local import Weekday, clock, day_of, instant
from bot.core.schedule.text_value import TextValue

_TIME = r"\s+(?:at\s+)?(?P<at>\S+)"
_EVERY = r"every\s+(?:(?P<count>\d{1,3}|other)\s+)?"
_FORMS = tuple(
    re.compile(form + _TIME, re.IGNORECASE | re.ASCII)
    for form in (
        _EVERY + r"(?P<unit>day)s?",
        _EVERY + r"(?P<unit>week)s?\s+on\s+(?P<weekday>[a-z]+)",
        _EVERY + r"(?P<unit>month)s?\s+on\s+the\s+(?P<day>\d{1,2})(?:st|nd|rd|th)",
        r"every\s+(?:(?P<count>other)\s+)?(?P<weekday>[a-z]+)",
    )
)


@dataclass(frozen=True)
class Change(TextValue):
    """A regular change of hands. Changes are numbered: number 0 is the first one on or after `starts`.

    `weekday` is set for weeks, `day` (of the month; beyond its end means its last) for months.
    """

    every: int
    unit: str
    at: time
    weekday: Weekday | None = None
    day: int | None = None
    text: str = field(default="", compare=False)
    examples: ClassVar[tuple[str, ...]] = (
        "every wednesday 10:00",
        "every 2 weeks on wednesday 10:00",
        "every day 09:00",
        "every month on the 1st 09:00",
    )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read one of the forms of `examples`. Raise ValueError if it cannot be read."""
        hint = "write it like " + ", or ".join(cls.examples)
        matches = (form.fullmatch(text.strip()) for form in _FORMS)
        match = next((candidate for candidate in matches if candidate), None)
        if match is None:
            raise ValueError(f"{code(text, 60)} is no regular change: {hint}")
        parts = match.groupdict()
        count = parts.get("count") or "1"
        every = 2 if count.lower() == "other" else int(count)
        weekday = Weekday.parse(parts["weekday"]) if parts.get("weekday") else None
        day = int(parts["day"]) if parts.get("day") else None
        if every == 0 or (day is not None and not 1 <= day <= 31):
            raise ValueError(f"{code(text, 60)} never comes: {hint}")
        unit = (parts.get("unit") or "week").lower()
        return cls(every, unit, clock(parts["at"]), weekday, day, text.strip())

    def first_day(self, starts: date) -> date:
        """Return the day of change 0: `starts` itself, or the next day after it that fits."""
        if self.weekday is not None:
            return starts + timedelta(days=(self.weekday.number - starts.weekday()) % 7)
        if self.day is not None:
            this_month = self._month_day(starts, 0)
            return this_month if this_month >= starts else self._month_day(starts, 1)
        return starts

    def nth(self, starts: date, k: int, zone: str) -> datetime:
        """Return the instant (UTC) of change number `k`; negative numbers lie before `starts`."""
        return instant(self.nth_day(starts, k), self.at, zone)

    def index(self, starts: date, at: datetime, zone: str) -> int:
        """Return the number of the latest change at or before `at`: negative before `starts`."""
        first, today = self.first_day(starts), day_of(at, zone)
        if self.unit == "month":
            k = ((today.year - first.year) * 12 + today.month - first.month) // self.every
        else:
            k = (today - first).days // (self.every * (7 if self.unit == "week" else 1))
        # The guess counts days; the time of day and months of unequal length can put it off by one.
        while self.nth(starts, k, zone) > at:
            k -= 1
        while self.nth(starts, k + 1, zone) <= at:
            k += 1
        return k

    @lru_cache(maxsize=16384)  # noqa: B019  changes are few, small values
    def nth_day(self, starts: date, k: int) -> date:
        """Return the local day of change number `k`."""
        if self.unit == "month":
            return self._month_day(self.first_day(starts), k * self.every)
        return self.first_day(starts) + timedelta(days=k * self.every * (7 if self.unit == "week" else 1))

    def _month_day(self, origin: date, months_later: int) -> date:
        year, month0 = divmod(origin.year * 12 + origin.month - 1 + months_later, 12)
        last = calendar.monthrange(year, month0 + 1)[1]
        return date(year, month0 + 1, min(self.day or 1, last))
