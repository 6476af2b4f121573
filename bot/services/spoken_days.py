"""Days as people write them in their language; the names stand in `spoken_days.<language>.toml`."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.core.markdown import NOTHING, Markdown, escape
from bot.core.messages import Language, Template, load
from bot.core.model import Value
from bot.core.schedule import human_day, human_time

TEXT = load(__name__)


class DayNames(Value):
    """How a language writes a day."""

    written: Template
    weekdays: tuple[Markdown, ...]
    """From Monday to Sunday."""
    months: tuple[Markdown, ...]
    first: Markdown = NOTHING
    """How the first day of a month is written, where it is not with a plain number."""


def spoken_day(moment: date | datetime, zone: str, language: Language, *, now: datetime) -> Markdown:
    """Return the day of an instant by the clocks of a zone; with its year where that is not the year of
    `now`."""
    if language == "en":
        return human_day(moment, zone, now=now)
    names = TEXT[language].table("day", DayNames)
    local = moment.astimezone(ZoneInfo(zone)) if isinstance(moment, datetime) else moment
    weekday, month = names.weekdays[local.weekday()], names.months[local.month - 1]
    number = names.first if names.first and local.day == 1 else local.day
    day = names.written(weekday=weekday, number=number, month=month)
    other = now.astimezone(ZoneInfo(zone)).year != local.year
    return TEXT[language].with_year(day=day, year=local.year) if other else day


def spoken_time(moment: datetime, zone: str, language: Language, *, now: datetime) -> Markdown:
    """Return the day and time of an instant by the clocks of a zone, which is named."""
    if language == "en":
        return human_time(moment, zone, now=now)
    clock = escape(f"{moment.astimezone(ZoneInfo(zone)):%H:%M}")
    city = escape(zone.rpartition("/")[2].replace("_", " "))
    return TEXT[language].time(day=spoken_day(moment, zone, language, now=now), clock=clock, city=city)
