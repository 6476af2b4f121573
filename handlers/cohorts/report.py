"""What became of a cohort: counts of people, and the closing report, which tells of nobody. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta

from bot.community.newcomers.cohort import STILL_HERE, WINDOW, Cohort
from bot.community.newcomers.journey import Stage, is_stage, ledger_name
from bot.core.feature import Deed
from bot.core.markdown import Markdown, code, joined
from bot.core.model import Value
from bot.core.schedule import instant
from bot.insight.metric import LEAST
from bot.insight.privacy.groups import Untold, shielded_counts
from handlers.cohorts.messages import TEXT, days_of


class CohortCounts(Value):
    """What became of a cohort, as counts of people; None for what is still to come."""

    came: int
    first_contact: int
    first_merge: int
    still_here: tuple[int | None, ...] = ()

    @property
    def is_reported(self) -> bool:
        """Whether enough people came to tell anything."""
        return self.came >= LEAST


def outcome(cohort: Cohort, members: Iterable[Sequence[Deed]], day: date, zone: str) -> CohortCounts:
    """Count what the deeds of each member tell on a day."""
    people = list(members)
    begin, end = instant(cohort.since, time(0), zone), instant(_after(cohort.until), time(0), zone)
    due = cohort.reports_due(day)

    def stage(name: Stage) -> int:
        line = ledger_name(name)
        return sum(any(deed.what == line and begin <= deed.at < end for deed in one) for one in people)

    def here(days: int) -> int:
        start = end + timedelta(days=days)
        span = [[deed for deed in one if start <= deed.at < start + WINDOW] for one in people]
        return sum(any(not is_stage(deed.what) for deed in deeds) for deeds in span)

    return CohortCounts(
        came=len(people),
        first_contact=stage(Stage.FIRST_CONTACT),
        first_merge=stage(Stage.FIRST_MERGE),
        still_here=tuple(here(days) if due > place else None for place, days in enumerate(STILL_HERE, 1)),
    )


def merged_counts(before: CohortCounts | None, now: CohortCounts) -> CohortCounts:
    """Return the counts once published, with those that are new: what was told is not told differently, or
    the difference would tell of whoever was forgotten or came later."""
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


def publishable(counts: Sequence[int | None]) -> list[Markdown | None]:
    """Return each number as it may be told, the first of them first; None stays None."""
    return [
        TEXT.not_reported() if isinstance(count, Untold) else None if count is None else Markdown(str(count))
        for count in shielded_counts(counts)
    ]


def report(name: str, cohort: Cohort, counts: CohortCounts, today: date) -> Markdown:
    """Return the closing report: counts and what each means, never names, and no group under five."""
    days = days_of(cohort, today)
    if not counts.is_reported:
        return TEXT.report_few(cohort=code(name), **days)
    labels = [
        TEXT.came(),
        TEXT.first_contact(),
        TEXT.first_merge(),
        *(TEXT.still_here(days=after, window=WINDOW.days) for after in STILL_HERE),
    ]
    numbers = publishable([counts.came, counts.first_contact, counts.first_merge, *counts.still_here])
    rows = zip(labels, numbers, strict=False)
    lines = [TEXT.report_line(label=label, number=number) for label, number in rows if number is not None]
    template = TEXT.report_hidden if TEXT.not_reported() in numbers else TEXT.report
    return template(cohort=code(name), lines=joined(lines, "\n"), **days)
