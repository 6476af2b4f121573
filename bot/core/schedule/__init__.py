"""Time as people write it: durations, jobs, changes of a rota, working hours, and dates in plain words.

Pure: nothing here asks what time it is. Instants are aware datetimes in UTC; a zone is an IANA name such as
`Europe/London`. A local time that does not exist (clocks went forward) means the first instant after the
gap; one that exists twice means the first of the two.
"""

from bot.core.schedule.duration import Duration
from bot.core.schedule.human_dates import human_day, human_span, human_time, parse_day
from bot.core.schedule.jobs import Cron, Daily, Schedule, Weekly
from bot.core.schedule.local import Weekday, WorkingDay, ZoneName, day_of, instant, known_zone, to_half_hour
from bot.core.schedule.recurrence import Change
from bot.core.schedule.working import Hours, WorkingHours

__all__ = [
    "Change",
    "Cron",
    "Daily",
    "Duration",
    "Hours",
    "Schedule",
    "Weekday",
    "Weekly",
    "WorkingDay",
    "WorkingHours",
    "ZoneName",
    "day_of",
    "human_day",
    "human_span",
    "human_time",
    "instant",
    "known_zone",
    "parse_day",
    "to_half_hour",
]
