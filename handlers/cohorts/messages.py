"""What is said about cohorts: to the host first, to those who ask, and when it is over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from bot.community.newcomers.cohort import Cohort
from bot.core.commands import nearest
from bot.core.markdown import code
from bot.core.schedule import spoken_day

MOST_NAMED = 5


def soon(name: str, cohort: Cohort, reserved: int, today: date) -> str:
    """To the host, before it begins."""
    issues = f" {reserved} issues are kept for its people until then." if reserved else ""
    begins = "begins" if today < cohort.since else "began"
    return (
        f"{code(name)} {begins} on {spoken_day(cohort.since)}, and you host it until "
        f"{spoken_day(cohort.until)}.{issues} You hear first when somebody arrives."
    )


def arrived(noun: str, name: str) -> str:
    """To the host, about what one of its people opens."""
    return f"this {noun} is from somebody of {code(name)}; you may answer first."


def report_soon(name: str, days: int | None, day: date) -> str:
    """To the host, the day before a report."""
    which = f"the count after {days} days" if days else "the report"
    return (
        f"{which} of {code(name)} is published on the board on {spoken_day(day)}: counts, without names. "
        "To stop it, take `board` out of the file before that day."
    )


def member(people: Sequence[str], name: str, cohort: Cohort, *, call: bool) -> str:
    """To those who are of it now: until when, and who hosts; `call` calls the host."""
    who = (", ".join(people) + (" is" if len(people) == 1 else " are")) if people else "You are"
    host = f"@{cohort.host}" if call else cohort.host
    return (
        f"{who} part of {code(name)}, {spoken_day(cohort.since)} to {spoken_day(cohort.until)}. "
        f"{host} is the host."
    )


def unknown(requested: str, cohorts: Iterable[str], open_now: Iterable[str]) -> str:
    """To somebody who names a cohort that is not there."""
    near = nearest(requested, cohorts, 1) if requested else []
    hint = f" Did you mean {code(near[0])}?" if near else ""
    names = list(open_now)
    named = ", ".join(code(name) for name in names[:MOST_NAMED]) or "there is none now"
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    about = f"There is no cohort {code(requested, 60)} here." if requested else ""
    return f"{about}{hint} Name one of the cohorts of this repository: {named}{more}.".strip()


def missing(name: str, day: date) -> str:
    """To whoever looks after the file, about a cohort that is no longer in it."""
    return (
        f"{code(name)} is no longer under `newcomers.cohorts` in `.github/stewardbot.yml`. To go on, put "
        "that name back (a cohort with a new name begins anew). Otherwise who was part of it is forgotten on "
        f"{spoken_day(day)}."
    )
