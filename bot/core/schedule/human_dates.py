"""Dates and times as the bot says them, and as people type them. English; no locale of the machine."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.errors import Mistake
from bot.core.markdown.quoting import Markdown, code
from bot.core.schedule.local import WEEKDAYS, Weekday

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([a-z]+)(?:,? (\d{4}))?", re.ASCII)
_MONTH_DAY = re.compile(r"([a-z]+) (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?", re.ASCII)
_AHEAD = re.compile(r"in (\d{1,3}|an?|one|two|three) (day|week)s?", re.ASCII)
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3}
_HINT = "write it like 2026-03-18, 18 march, friday, next monday or tomorrow"


def human_time(when: datetime, zone: str, *, now: date | None) -> Markdown:
    """Return `Tue 10 March, 17:00 London time`: an instant by the clocks of `zone`, with its city written
    out; with its year as `human_day` has it."""
    local = when.astimezone(ZoneInfo(zone))
    return Markdown(f"{human_day(local, zone, now=now)}, {local:%H:%M} {_place(local, zone)}")


def human_span(since: datetime, until: datetime, zone: str, *, now: date | None) -> Markdown:
    """Return the time from one instant to another by the clocks of `zone`, whole days as days.

    `Wed 4 March, 10:00 to Wed 11 March, 10:00 London time`, `Wed 4 March to Fri 6 March, London time`.
    """
    first, last = since.astimezone(ZoneInfo(zone)), until.astimezone(ZoneInfo(zone))
    place, begin = _place(last, zone), human_day(first, zone, now=now)
    if last.time() != time(0):
        end = human_day(last, zone, now=now)
        return Markdown(f"{begin}, {first:%H:%M} to {end}, {last:%H:%M} {place}")
    end = human_day(last.date() - timedelta(days=1), now=now)
    if first.time() != time(0):
        return Markdown(f"{begin}, {first:%H:%M} to the end of {end}, {place}")
    return Markdown(f"{begin}, {place}" if begin == end else f"{begin} to {end}, {place}")


def human_day(when: date | datetime, zone: str = "UTC", *, now: date | None) -> Markdown:
    """Return `Wed 18 March`: a date, or the date of an instant by the clocks of `zone`; with its year where
    that is not the year of `now`, or nobody knows what year it is."""
    day = _date(when, zone)
    other = now is None or _date(now, zone).year != day.year
    year = f" {day.year}" if other else ""
    return Markdown(f"{Weekday.of(day).title()} {day.day} {_MONTHS[day.month - 1]}{year}")


def _date(when: date | datetime, zone: str) -> date:
    return when.astimezone(ZoneInfo(zone)).date() if isinstance(when, datetime) else when


def _place(local: datetime, zone: str) -> str:
    area, _, city = zone.rpartition("/")
    if city in {"UTC", "UCT", "Zulu", "Universal", "GMT", "Greenwich"}:
        return "UTC"
    if area == "Etc":  # POSIX turned the sign of these names around; the offset itself cannot be misread
        return f"UTC{local.isoformat()[-6:]}" if local.utcoffset() else "UTC"
    return f"{city.replace('_', ' ')} time"


def parse_day(text: str, today: date) -> date:
    """Return the day that `text` means to someone for whom it is `today`. Raise ValueError if it cannot be
    read.

    `friday` is the coming one, never today; `next friday` is the one in the week (Monday to Sunday) after
    this. A date without a year is the next one to come, today included. A written-out date may be past.
    """
    words = " ".join(text.casefold().split())
    if words in {"today", "tomorrow"}:
        return today + timedelta(days=words == "tomorrow")
    if match := _AHEAD.fullmatch(words):
        count = int(_COUNTS.get(match[1], match[1]))
        return today + timedelta(days=count * (7 if match[2] == "week" else 1))
    for read in (_iso, _weekday, _named):
        if (day := read(words, today)) is not None:
            return day
    raise Mistake(Markdown(f"{code(text, 60)} is no day I can read: {_HINT}"))


def _iso(words: str, today: date) -> date | None:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", words, re.ASCII):
        return None
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise Mistake(Markdown(f"there is no day {words}: {_HINT}")) from None


def _weekday(words: str, today: date) -> date | None:
    coming = words.removeprefix("next ").removeprefix("on ").removeprefix("this ")
    try:
        number = WEEKDAYS.index(Weekday.parse(coming))
    except ValueError:
        return None
    if words.startswith("next "):
        return today - timedelta(days=today.weekday()) + timedelta(days=7 + number)
    return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)


def _named(words: str, today: date) -> date | None:
    if match := _DAY_MONTH.fullmatch(words):
        day, month, year = match.groups()
    elif match := _MONTH_DAY.fullmatch(words):
        month, day, year = match.groups()
    else:
        return None
    if len(month) < 3:
        return None
    number = next((n for n, name in enumerate(_MONTHS, 1) if name.lower().startswith(month)), 0)
    # Nine years on: the longest wait for a 29 February.
    for candidate in [int(year)] if year else range(today.year, today.year + 9):
        try:
            day_then = date(candidate, number, int(day))
        except ValueError:
            continue
        if year or day_then >= today:
            return day_then
    return None
