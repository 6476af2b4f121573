"""What became of a cohort: counts of people, and the closing report, which tells of nobody. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from bot.community.newcomers.cohort import STILL_HERE, WINDOW, Cohort
from bot.community.newcomers.journey import FIRST_CONTACT, is_stage, ledger_name
from bot.core.markdown import code
from bot.core.model import Value
from bot.core.ports.records import Deed
from bot.core.schedule import instant, spoken_day

FEWEST = 5
"""A smaller group of people is not reported: it would tell who."""
HIDDEN = "not reported"


class Outcome(Value):
    """What became of a cohort, as counts of people; None for what is still to come."""

    came: int
    first_contact: int
    first_merge: int
    still_here: tuple[int | None, ...] = ()

    @property
    def is_reported(self) -> bool:
        """Whether enough people came to tell anything."""
        return self.came >= FEWEST


def outcome(cohort: Cohort, members: Iterable[Sequence[Deed]], day: date, zone: str) -> Outcome:
    """Count what the deeds of each member tell on a day."""
    people = list(members)
    begin, end = instant(cohort.since, time(0), zone), instant(_after(cohort.until), time(0), zone)
    due = cohort.reports_due(day)

    def stage(name: str) -> int:
        line = ledger_name(name)
        return sum(any(deed.what == line and begin <= deed.at < end for deed in one) for one in people)

    def here(days: int) -> int:
        start = end + timedelta(days=days)
        return sum(any(_is_seen(deed, start) for deed in one) for one in people)

    return Outcome(
        came=len(people),
        first_contact=stage(FIRST_CONTACT),
        first_merge=stage("first_merge"),
        still_here=tuple(here(days) if due > place else None for place, days in enumerate(STILL_HERE, 1)),
    )


def merged_counts(before: Outcome | None, now: Outcome) -> Outcome:
    """The counts once published, with those that are new: what was told is not told differently, or the
    difference would tell of whoever was forgotten or came later."""
    if before is None:
        return now
    known = before.still_here
    still = (
        known[place] if place < len(known) and known[place] is not None else count
        for place, count in enumerate(now.still_here)
    )
    return before.model_copy(update={"still_here": tuple(still)})


def _after(day: date) -> date:
    return day + timedelta(days=1)


def _is_seen(deed: Deed, start: datetime) -> bool:
    return not is_stage(deed.what) and start <= deed.at < start + WINDOW


def publishable(counts: Sequence[int | None]) -> list[str | None]:
    """Each number as it may be told, the first of them first; None stays None.

    A number is hidden where it, or its difference from one told before it, is a group under five: three of
    twenty people say as much about the three as a list of the seventeen others.
    """
    shown: list[int] = []
    result: list[str | None] = []
    for count in counts:
        if count is None:
            result.append(None)
        elif count < FEWEST or any(0 < abs(count - other) < FEWEST for other in shown):
            result.append(HIDDEN)
        else:
            shown.append(count)
            result.append(str(count))
    return result


def report(name: str, cohort: Cohort, counts: Outcome) -> str:
    """The closing report as Markdown: counts and what each means, never names, and no group under five."""
    title = f"**{code(name)}**, {spoken_day(cohort.since)} to {spoken_day(cohort.until)}"
    if not counts.is_reported:
        return f"{title}. Thank you for coming. Fewer than five people came, so nothing is counted."
    labels = [
        "came (on the list and active in these days, or joined)",
        "first contact (their first issue, claim or pull request here, in these days)",
        "first merge (their first merged pull request, in these days)",
        *(
            f"still here after {days} days (did anything here in the {WINDOW.days} days from then)"
            for days in STILL_HERE
        ),
    ]
    numbers = publishable([counts.came, counts.first_contact, counts.first_merge, *counts.still_here])
    lines = [
        f"- {label}: {number}" for label, number in zip(labels, numbers, strict=False) if number is not None
    ]
    hidden = "\n\nNot reported: a number under five, or one that differs from another here by less than five."
    return f"{title}. Thank you for coming.\n\n" + "\n".join(lines) + (hidden if HIDDEN in numbers else "")
