"""Cohorts: people who come together for a while, and what became of it, as counts. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, Self

from pydantic import Field, RootModel, model_validator

from bot.community.journey import FIRST_CONTACT, is_stage, ledger_name
from bot.core.context import Deed
from bot.core.feature import Section
from bot.core.schedule import instant, spoken_day

STILL_HERE = (30, 90, 180)
"""Days after the end at which it is counted who is still here."""
WINDOW = timedelta(days=30)
"""Whoever does something within so long after such a day is still here."""
FEWEST = 5
"""A smaller number of people is not reported: it would tell who."""


class Cohort(Section):
    """People who come together for a while: a visit, a sprint, a class."""

    host: Annotated[str, Field(min_length=1, max_length=100)]
    """Who looks after them, by login; hears first when one of them opens something."""
    members: tuple[str, ...] = ()
    """Logins, and teams as @owner/team; others join by `/cohort`."""
    since: Annotated[date, Field(alias="from")]
    """The first day."""
    until: date
    """The last day."""
    issue: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None
    """The issue of this repository that carries the closing report; without one there is none."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until < self.since:
            raise ValueError(f"this cohort ends ({self.until}) before it begins ({self.since})")
        return self

    def is_on(self, day: date) -> bool:
        """Whether a day is one of its days."""
        return self.since <= day <= self.until

    def reports_due(self, day: date) -> int:
        """How many of its reports are due: one after its end, one after each window of `STILL_HERE`."""
        ends = (self.until, *(self.until + timedelta(days=each) + WINDOW for each in STILL_HERE))
        return sum(end < day for end in ends)


class Cohorts(RootModel[dict[str, Cohort]]):
    """Cohorts by their name."""

    def named(self, name: str) -> tuple[str, Cohort] | None:
        """A cohort in the file's spelling of its name, in any case."""
        wanted = name.casefold()
        return next(((each, found) for each, found in self.root.items() if each.casefold() == wanted), None)


@dataclass(frozen=True)
class Outcome:
    """What became of a cohort, as counts of people; None for what is still to come."""

    came: int
    first_contact: int
    first_merge: int
    still_here: tuple[int | None, ...]


def outcome(cohort: Cohort, members: Iterable[Sequence[Deed]], day: date, zone: str) -> Outcome:
    """Count what the deeds of each member tell on a day."""
    people = list(members)
    begin, end = instant(cohort.since, time(0), zone), instant(_after(cohort.until), time(0), zone)
    due = cohort.reports_due(day)

    def stage(name: str) -> int:
        return sum(
            any(each.what == ledger_name(name) and begin <= each.at < end for each in one) for one in people
        )

    def here(days: int) -> int:
        start = end + timedelta(days=days)
        return sum(any(_is_seen(each, start) for each in one) for one in people)

    still = tuple(here(days) if due > place else None for place, days in enumerate(STILL_HERE, 1))
    return Outcome(len(people), stage(FIRST_CONTACT), stage("first_merge"), still)


def _after(day: date) -> date:
    return day + timedelta(days=1)


def _is_seen(deed: Deed, start: datetime) -> bool:
    return not is_stage(deed.what) and start <= deed.at < start + WINDOW


def report(name: str, cohort: Cohort, found: Outcome) -> str:
    """The closing report as Markdown: counts, never names, and no group under five."""
    title = f"**{name}**, {spoken_day(cohort.since)} to {spoken_day(cohort.until)}"
    if found.came < FEWEST:
        return f"{title}: fewer than five people came; nothing is counted. Thank you for coming."
    lines = [
        f"- came: {found.came}",
        f"- first contact with the project: {_count(found.first_contact)}",
        f"- first merged change: {_count(found.first_merge)}",
        *(
            f"- still here after {days} days: {_count(count)}"
            for days, count in zip(STILL_HERE, found.still_here, strict=True)
            if count is not None
        ),
    ]
    return f"{title}. Thank you for coming.\n\n" + "\n".join(lines)


def _count(people: int) -> str:
    return str(people) if people >= FEWEST else "fewer than five"
