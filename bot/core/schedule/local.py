"""Zones, weekdays and wall-clock times, and the one step from a wall clock to an instant."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from enum import StrEnum
from functools import cache, lru_cache
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from bot.core.markdown.quoting import code

_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)


class Weekday(StrEnum):
    """A day of the week, as `working_days` writes it."""

    MON = "mon"
    """Monday."""
    TUE = "tue"
    """Tuesday."""
    WED = "wed"
    """Wednesday."""
    THU = "thu"
    """Thursday."""
    FRI = "fri"
    """Friday."""
    SAT = "sat"
    """Saturday."""
    SUN = "sun"
    """Sunday."""

    @property
    def number(self) -> int:
        """0 for Monday … 6 for Sunday, as `date.weekday` counts."""
        return _NUMBER[self]

    @classmethod
    def of(cls, day: date) -> Weekday:
        """Return the weekday of a date."""
        return WEEKDAYS[day.weekday()]

    @classmethod
    def parse(cls, text: object) -> Weekday:
        """Read `mon`, `Monday`, `wednesdays`. Raise ValueError if it cannot be read."""
        word = text.strip().lower() if isinstance(text, str) else ""
        for weekday, full in zip(cls, _FULL_NAMES, strict=True):
            if word in {weekday, full, f"{full}s"} or (len(word) > 3 and full.startswith(word)):
                return weekday
        raise ValueError(
            f"{code(str(text), 60)} is no day of the week: write mon, tue, wed, thu, fri, sat or sun"
        )


_FULL_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAYS = tuple(Weekday)
_NUMBER = {weekday: number for number, weekday in enumerate(WEEKDAYS)}

_DAY_PATTERN = "|".join(f"[{name[0].upper()}{name[0]}]{name[1:3]}({name[3:]}s?)?" for name in _FULL_NAMES)
WorkingDay = Annotated[
    Weekday,
    BeforeValidator(Weekday.parse),
    WithJsonSchema({"type": "string", "pattern": f"^({_DAY_PATTERN})$", "examples": ["mon", "Friday"]}),
]
"""A pydantic field that accepts `mon` as well as `Monday`."""


@cache
def _zones() -> dict[str, str]:
    """Return every zone there is by its name in lower case; asked once, because finding them takes
    milliseconds."""
    return {zone.lower(): zone for zone in sorted(available_timezones())}


def known_zone(text: str) -> str:
    """Return the zone's name itself; ValueError names the nearest real zone when there is none like it."""
    zones = _zones()
    if zones.get(text.lower()) == text:
        return text
    # "London" or "Europe/Londn": compare with whole names and with the city alone. Only cities with the same
    # first letter are compared, so that a file full of wrong zones is still refused quickly.
    name = text.strip().lower().replace(" ", "_")[:60]
    city = name.rpartition("/")[2]
    alike = {zone: zones[zone] for zone in zones if zone.rpartition("/")[2][:1] == city[:1]}
    cities = {zone.rpartition("/")[2]: name for zone, name in alike.items() if "/" in zone}
    near = [alike[key] for key in get_close_matches(name, alike, n=1, cutoff=0.75)]
    near += [cities[key] for key in get_close_matches(city, cities, n=1, cutoff=0.75)]
    hint = f"did you mean {near[0]}?" if near else "write it like Europe/London or UTC"
    raise ValueError(f"{code(text, 60)} is no time zone: {hint}")


ZoneName = Annotated[
    str,
    AfterValidator(known_zone),
    Field(
        examples=["Europe/London", "UTC"],
        json_schema_extra={"pattern": r"^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*$"},
    ),
]
"""A pydantic field holding the name of a zone that exists."""


def clock(text: str) -> time:
    """Read `09:00` (24 hours). Raise ValueError if it cannot be read."""
    if match := _CLOCK.fullmatch(text.strip()):
        return time(int(match[1]), int(match[2]))
    raise ValueError(f"{code(text, 60)} is no time of day: write it like 09:00 or 17:30")


@lru_cache(maxsize=16384)
def instant(day: date, at: time, zone: str) -> datetime:
    """Return the instant (UTC) of a local day and time; see the package for gaps and doubled hours."""
    tz = ZoneInfo(zone)
    local = datetime.combine(day, at, tzinfo=tz)
    when = local.astimezone(UTC)
    # Two times of one zone compare by their wall clocks: they differ only in a gap.
    return when if when.astimezone(tz) == local else _after_gap(when, tz)


def _after_gap(inside: datetime, tz: ZoneInfo) -> datetime:
    """Return the instant at which the clocks went forward, near `inside` (a gap's time read with either
    offset).

    Read with the offset before the gap, a missing time falls after the change by as much as it lies in
    the gap: the change is found by halving the day before it (changes happen on whole seconds).
    """
    before, after = inside - timedelta(days=1), inside + timedelta(seconds=1)
    offset = before.astimezone(tz).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        if middle.astimezone(tz).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


def to_half_hour(when: datetime) -> datetime:
    """Return the next full or half hour, or the instant itself where it is one: what is promised is said
    so."""
    half = timedelta(minutes=30)
    return when + (datetime.min.replace(tzinfo=when.tzinfo) - when) % half


def day_of(when: datetime, zone: str) -> date:
    """Return the local date of an instant."""
    return when.astimezone(ZoneInfo(zone)).date()
