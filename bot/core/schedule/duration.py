"""Lengths of time: calendar time (`36 hours`) or the working time of the person asked (`1 working day`)."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import ClassVar, Literal, Self

from bot.core.errors import Mistake
from bot.core.markdown.quoting import Markdown, code
from bot.core.schedule.text_value import TextValue

Unit = Literal["minute", "hour", "day", "week"]

_WRITTEN = re.compile(r"(\d+)\s*(working\s+)?([a-z]+)", re.IGNORECASE | re.ASCII)
_UNITS: dict[str, Unit] = {
    "m": "minute", "min": "minute", "mins": "minute", "minute": "minute", "minutes": "minute",
    "h": "hour", "hour": "hour", "hours": "hour",
    "d": "day", "day": "day", "days": "day",
    "w": "week", "week": "week", "weeks": "week",
}  # fmt: skip
_LENGTH: dict[Unit, timedelta] = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}
_LONGEST = timedelta(days=3660)


@dataclass(frozen=True)
class Duration(TextValue):
    """So many minutes, hours, days or weeks, of calendar time or (`working`) of a person's working time.

    A working week is as many working days as the person has in a week.
    """

    count: int
    unit: Unit
    working: bool = False
    text: str = field(default="", compare=False)
    examples: ClassVar[tuple[str, ...]] = ("10d", "2 weeks", "36 hours", "1 working day")
    pattern: ClassVar[str] = rf"^\s*[0-9]{{1,7}}\s*(working\s+)?({'|'.join(_UNITS)})\s*$"

    def __post_init__(self) -> None:
        if not self.text:
            kind = "working " if self.working else ""
            object.__setattr__(self, "text", f"{self.count} {kind}{self.unit}{'s' * (self.count != 1)}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `10d`, `2 weeks`, `36 hours`, `3 working days`; at least 1, at most ten years."""
        hint = "write a number and a unit, like " + ", ".join(cls.examples)
        match = _WRITTEN.fullmatch(text.strip())
        if match is None:
            raise Mistake(Markdown(f"{code(text, 60)} is no duration: {hint}"))
        count, working, unit = match[1], bool(match[2]), _UNITS.get(match[3].lower())
        if unit is None:
            raise Mistake(Markdown(f"{code(match[3], 20)} in {code(text, 60)} is no unit I know: {hint}"))
        if len(count) > 7 or _LENGTH[unit] * int(count) > _LONGEST:
            raise Mistake(Markdown(f"{code(text, 60)} is longer than ten years: {hint}"))
        if int(count) == 0:
            raise Mistake(Markdown(f"{code(text, 60)} is no time at all: write at least 1"))
        return cls(int(count), unit, working, text.strip())

    @property
    def calendar(self) -> timedelta:
        """Its fixed length; ValueError for working time, whose length depends on the person."""
        if self.working:
            raise Mistake(Markdown(f"{code(self.text)} depends on whose working time it is"))
        return _LENGTH[self.unit] * self.count
