"""When a recurring job is due: `daily 09:00`, `monday 09:00`, or a cron expression."""

from __future__ import annotations

import itertools
from abc import abstractmethod
from datetime import UTC, date, datetime, time, timedelta
from typing import ClassVar, Protocol, Self
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from bot.core.markdown.quoting import code
from bot.core.schedule.local import Weekday, clock, day_of, instant
from bot.core.schedule.text_value import TextValue

_ANY_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
# More than any change of the clocks: cron is asked from this much further off; what overshoots is dropped.
_MARGIN = timedelta(hours=3)


class JobSchedule(Protocol):
    """When a job is due (`Schedule` and others). Times in UTC, walls in `zone` (a name)."""

    def slot_before(self, now: datetime, zone: str) -> datetime:
        """Return the latest slot at or before `now`."""
        ...

    def next_after(self, now: datetime, zone: str) -> datetime:
        """Return the first slot after `now`."""
        ...


class Schedule(TextValue):
    """Slots in time for a job. Use `Daily`, `Weekly` or `Cron`; `Schedule.parse` reads any of them."""

    examples: ClassVar[tuple[str, ...]] = ("daily 09:00", "monday 09:00", "cron */15 * * * *")

    @classmethod
    def parse(cls, text: str) -> Schedule:
        """Read `daily 09:00`, `monday 09:00` or `cron <five fields>`."""
        first, _, rest = text.strip().partition(" ")
        match first.lower():
            case "cron":
                return Cron(rest)
            case "daily":
                return Daily(rest)
        try:
            return Weekly(text)
        except ValueError as error:
            raise ValueError(f"{error} (a schedule is written like {', or '.join(cls.examples)})") from None

    @abstractmethod
    def slot_before(self, now: datetime, zone: str) -> datetime:
        """Return the latest slot (UTC) at or before `now`, by the clocks of `zone`."""

    @abstractmethod
    def next_after(self, now: datetime, zone: str) -> datetime:
        """Return the first slot (UTC) strictly after `now`, by the clocks of `zone`."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.text!r})"

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and str(other) == self.text

    def __hash__(self) -> int:
        return hash(self.text)


class Daily(Schedule):
    """Every day at a time, optionally only on some days of the week: `Daily("09:00")`."""

    examples: ClassVar[tuple[str, ...]] = ("daily 09:00",)

    def __init__(self, at: str) -> None:
        self._at: time = clock(at)
        self.text = f"daily {self._at:%H:%M}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `daily 09:00`."""
        return cls(text.strip().removeprefix("daily"))

    def slot_before(self, now: datetime, zone: str) -> datetime:
        """See `Schedule`."""
        # A gap can push a slot past midnight, hence a day of margin on either side.
        slots = (self._slot(day_of(now, zone) + timedelta(days=ahead), zone) for ahead in range(1, -10, -1))
        return next(slot for slot in slots if slot is not None and slot <= now)

    def next_after(self, now: datetime, zone: str) -> datetime:
        """See `Schedule`."""
        slots = (self._slot(day_of(now, zone) + timedelta(days=ahead), zone) for ahead in range(-1, 10))
        return next(slot for slot in slots if slot is not None and slot > now)

    def _slot(self, day: date, zone: str) -> datetime | None:
        return instant(day, self._at, zone)


class Weekly(Daily):
    """Once a week: `Weekly("monday 09:00")`."""

    examples: ClassVar[tuple[str, ...]] = ("monday 09:00",)

    def __init__(self, at: str) -> None:
        day, _, time_of_day = at.strip().partition(" ")
        self._weekday = Weekday.parse(day)
        self._at = clock(time_of_day)
        self.text = f"{day.lower()} {self._at:%H:%M}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `monday 09:00`."""
        return cls(text)

    def _slot(self, day: date, zone: str) -> datetime | None:
        return instant(day, self._at, zone) if Weekday.of(day) is self._weekday else None


class Cron(Schedule):
    """A cron expression of five fields, with Debian cron's care for changes of the clocks."""

    examples: ClassVar[tuple[str, ...]] = ("cron */15 * * * *",)

    def __init__(self, expression: str) -> None:
        self._expression = " ".join(expression.split())
        self.text = f"cron {self._expression}"
        hint = "write five fields: minute, hour, day, month, weekday, like */15 * * * *"
        if len(self._expression.split()) != 5:
            raise ValueError(f"{code(expression, 60)} is no cron expression: {hint}")
        try:
            next(CronSim(self._expression, _ANY_MOMENT))
        except CronSimError as error:
            raise ValueError(
                f"{code(expression, 60)} is no cron expression ({code(str(error))}): {hint}"
            ) from None
        except StopIteration:
            raise ValueError(f"{code(expression, 60)} names a day that never comes: {hint}") from None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `cron */15 * * * *`."""
        return cls(text.strip().removeprefix("cron"))

    def slot_before(self, now: datetime, zone: str) -> datetime:
        """See `Schedule`."""
        start = (now + _MARGIN).astimezone(ZoneInfo(zone))
        slots = CronSim(self._expression, start, reverse=True)
        return next(itertools.dropwhile(lambda slot: slot > now, slots)).astimezone(UTC)

    def next_after(self, now: datetime, zone: str) -> datetime:
        """See `Schedule`."""
        start = (now - _MARGIN).astimezone(ZoneInfo(zone))
        slots = CronSim(self._expression, start)
        return next(itertools.dropwhile(lambda slot: slot <= now, slots)).astimezone(UTC)
