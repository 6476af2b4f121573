"""The GET form of all pages of numbers: which days, and of whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated
from urllib.parse import urlencode

from pydantic import Field

from bot.insight.history import EARLIEST, Period
from bot.insight.report import QUARTER, YEAR
from bot.queries.numbers.counts import CountQuestion
from bot.web.visits.visit import Filters, Visit

LONGEST = 2 * YEAR
"""Of longer times `stewardbot report` tells, which may take its time."""

ShortText = Annotated[str, Field(max_length=100)]


class Length(StrEnum):
    """How far back from today."""

    QUARTER = "quarter"
    YEAR = "year"

    @property
    def span(self) -> timedelta:
        """As a length of time."""
        return YEAR if self is Length.YEAR else QUARTER


class CountedKind(StrEnum):
    """What is counted of issues and change requests."""

    BOTH = ""
    ISSUE = "issue"
    CHANGE = "change-request"


class CountForm(Filters):
    """What was asked for. Two days stand before `last`; `until` is the first day that does not count."""

    last: Length = Length.QUARTER
    since: date | None = None
    until: date | None = None
    community: ShortText = ""
    label: ShortText = ""
    kind: CountedKind = CountedKind.BOTH

    def query(self, **more: str) -> str:
        """Return it as the end of an address, `?` included; empty where nothing is asked for."""
        plain = self.model_dump(mode="json", exclude_defaults=True, exclude_none=True) | more
        given = {name: str(value) for name, value in plain.items() if value}
        return f"?{urlencode(given)}" if given else ""


@dataclass(frozen=True)
class CountRequest:
    """A question, the form it came from, and a sentence about each thing in it that cannot be."""

    question: CountQuestion
    form: CountForm
    mistakes: tuple[str, ...]


def count_request(visit: Visit) -> CountRequest:
    """Return what is asked for in a repository; what cannot be is left out, and said."""
    form, mistakes = visit.filters(CountForm)
    today = visit.now.astimezone(UTC).date()
    if form.since is None and form.until is None:
        until = _midnight(today)
        period = Period(until - form.last.span, until)
    else:
        last = form.until or today
        period = Period(_midnight(form.since or _quarter_before(last)), _midnight(last))
        if sentence := _wrong(period, today):
            mistakes = (*mistakes, sentence)
            form = form.model_copy(update={"since": None, "until": None})
            period = Period(_midnight(today) - QUARTER, _midnight(today))
    repository = visit.of
    question = CountQuestion(
        repository.id, repository.full_name, period, _midnight(today), form.community, form.label
    )
    return CountRequest(question, form, mistakes)


def _wrong(period: Period, today: date) -> str:
    if period.until > _midnight(today):
        return (
            f"Days that are not over yet cannot be counted; “until before” is {today:%Y-%m-%d} at the latest."
        )
    if period.since >= period.until:
        return "The first day must lie before the last one; here are the numbers of the last quarter."
    if period.since < EARLIEST:
        return f"Nothing is known of the time before {EARLIEST:%Y}; here are the numbers of the last quarter."
    if period.until - period.since > LONGEST:
        most = LONGEST // timedelta(days=1)
        return f"At most {most} days are counted on a page; `stewardbot report` tells of more."
    return ""


def _quarter_before(day: date) -> date:
    return day - QUARTER if day - date.min > QUARTER else date.min


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
