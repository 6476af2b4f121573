"""The working time of one person: when they are at work, and how deadlines move through it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import ClassVar, Self

from bot.core.markdown.quoting import code
from bot.core.schedule.duration import Duration
from bot.core.schedule.local import WEEKDAYS, Weekday, clock, day_of, instant
from bot.core.schedule.text_value import TextValue

_SPAN = re.compile(r"(\S+?)\s*[-–—]\s*(\S+)")
_DAY = timedelta(days=1)
_HORIZON = timedelta(days=20 * 366)


@dataclass(frozen=True)
class Hours(TextValue):
    """Working hours of a day, `09:00-17:00`. In `22:00-06:00` the end is on the next day."""

    start: time
    end: time
    text: str = field(default="", compare=False)
    examples: ClassVar[tuple[str, ...]] = ("09:00-17:00",)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `09:00-13:00`. Raise ValueError if it cannot be read."""
        match = _SPAN.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"{code(text, 60)} are no hours: write them like 09:00-17:00")
        start, end = clock(match[1]), time(0) if match[2] == "24:00" else clock(match[2])
        if start == end and match[2] != "24:00":
            raise ValueError(f"{code(text, 60)} begin and end at the same time: write them like 09:00-17:00")
        return cls(start, end, text.strip())

    @property
    def overnight(self) -> bool:
        """Whether they end on the day after they began."""
        return self.end <= self.start

    @property
    def length(self) -> timedelta:
        """Their length on a day without a change of the clocks."""
        minutes = (self.end.hour - self.start.hour) * 60 + self.end.minute - self.start.minute
        return timedelta(minutes=minutes) + (_DAY if self.overnight else timedelta())


OFFICE_HOURS = Hours(time(9), time(17), "09:00-17:00")
WORKING_WEEK = WEEKDAYS[:5]


@dataclass(frozen=True)
class WorkingHours:
    """When one person works: their zone, days of the week, hours, and whole days `away` (first, last)."""

    zone: str = "UTC"
    days: tuple[Weekday, ...] = WORKING_WEEK
    hours: Hours = OFFICE_HOURS
    away: tuple[tuple[date, date], ...] = ()

    def __post_init__(self) -> None:
        if not self.days:
            raise ValueError("nobody works on no day of the week: name at least one working day")

    def add(self, start: datetime, duration: Duration) -> datetime:
        """Return the instant `duration` after `start`.

        Working durations move through this person's working time alone, and end inside it: one working day
        is one day's hours, so 1 working day after Monday 10:00 is Tuesday 10:00, and after Friday 18:00 it
        is the end of Monday. Calendar durations are plain time. ValueError if the person is away without end.
        """
        if not duration.working:
            return start + duration.calendar
        left = self._worked(duration)
        for begin, end in self._spans(start):
            if left <= end - begin:
                return begin + left
            left -= end - begin
        raise ValueError("there is no working time left to count in: the person is away without end")

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """Return how much working time lies between two instants (none if `end` is not after `start`)."""
        total = timedelta()
        for begin, finish in self._spans(start):
            if begin >= end:
                break
            total += min(finish, end) - begin
        return total

    def next_start(self, at: datetime) -> datetime:
        """Return `at` itself if the person is at work, else when they next begin."""
        for begin, _ in self._spans(at):
            return begin
        raise ValueError("the person is away without end")

    def next_day(self, at: datetime) -> datetime:
        """Return when they begin on their first working day after the day of `at`."""
        return self.next_start(instant(day_of(at, self.zone) + _DAY, time(0), self.zone))

    def _worked(self, duration: Duration) -> timedelta:
        match duration.unit:
            case "week":
                return self.hours.length * len(set(self.days)) * duration.count
            case "day":
                return self.hours.length * duration.count
            case "hour":
                return timedelta(hours=duration.count)
        return timedelta(minutes=duration.count)

    def _spans(self, since: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Return the person's stretches of work from `since` on, in order; the first may begin in the
        middle."""
        day = day_of(since, self.zone) - _DAY  # yesterday's may run past midnight
        numbers = {weekday.number for weekday in self.days}
        last = min(day, date.max - _HORIZON) + _HORIZON
        while day < last:
            back = next((until for first, until in self.away if first <= day <= until), None)
            if back is not None:
                if back >= last:
                    return
                day = back + _DAY
                continue
            if day.weekday() in numbers:
                begin = instant(day, self.hours.start, self.zone)
                end = instant(day + _DAY if self.hours.overnight else day, self.hours.end, self.zone)
                if end > max(begin, since):
                    yield max(begin, since), end
            day += _DAY
