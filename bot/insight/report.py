"""A report: which numbers it has for whom, over which time, and the files that let anybody count again."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from io import StringIO

from bot.core.markdown.spreadsheet import cell_text
from bot.insight.catalog import METRICS, definitions
from bot.insight.charts.chart import Chart
from bot.insight.charts.of_history import charts
from bot.insight.charts.time_marks import TimeMark
from bot.insight.figure_text import note
from bot.insight.history import History, Period
from bot.insight.metric import Figure, Group, Metric, Result
from bot.insight.privacy.nesting import Neighbours
from bot.insight.privacy.remainder import community_result
from bot.insight.survival import Wait, log_rank

QUARTER, YEAR = timedelta(days=91), timedelta(days=365)


class Audience(StrEnum):
    """For whom a report is."""

    MAINTAINERS = "maintainers"
    MANAGEMENT = "management"
    FUNDERS = "funders"


class ReportFormat(StrEnum):
    """How a report is written."""

    MD = "md"
    HTML = "html"
    JSON = "json"
    CSV = "csv"


_INWARD = ("steward-load",)
_FOR_FUNDERS = (
    "support-cases",
    "time-to-first-response",
    "new-contributors",
    "conversion",
    "change-request-closure-ratio",
    "contributor-absence-factor",
)
_FOR_COMMUNITY = ("support-cases", "new-contributors", "conversion")
HEADLINE = {
    "support-cases": ("opened", "answer", "acknowledged", "resolved"),
    "new-contributors": ("people",),
    "conversion": ("second",),
}
"""One slide's worth: figures by metric."""


@dataclass(frozen=True)
class Report:
    """The numbers of a period, and those of the period before for comparison."""

    repository: str
    community: str
    audience: Audience
    period: Period
    widened: bool
    known_since: datetime | None
    results: tuple[Result, ...]
    earlier: tuple[Result, ...]
    """Empty where the whole period before is not known."""
    credited: tuple[str, ...] = ()
    """Logins of those who did something in the period and chose to be named; nobody else is."""
    charts: tuple[Chart, ...] = ()

    def figures(self) -> Iterator[tuple[Metric, Figure, Figure | None]]:
        """Return all figures, with those of the period before."""
        before = {
            (result.metric.name, figure.key): figure for result in self.earlier for figure in result.figures
        }
        for result in self.results:
            for figure in result.figures:
                yield result.metric, figure, before.get((result.metric.name, figure.key))

    @property
    def headline(self) -> Iterator[tuple[Metric, Figure, Figure | None]]:
        """One slide's worth of figures, with those of the period before."""
        return (row for row in self.figures() if row[1].key in HEADLINE.get(row[0].name, ()))

    @property
    def answers_alike(self) -> float | None:
        """How probable a difference like that in first answers to cases is, if they wait alike in both
        periods."""
        one, other = (
            [
                Wait(row.seconds, bool(row.answered))
                for result in results[:1]
                for row in result.rows
                if row.opened
            ]
            for results in (self.results, self.earlier)
        )
        return log_rank(one, other)

    def files(self) -> dict[str, str]:
        """Return the files of which each number can be counted again, by name."""
        files = {
            "definitions.md": definitions(result.metric for result in self.results),
            "figures.csv": _csv(_FIGURES, _figure_rows(self)),
        }
        for name, results in (("", self.results), (".before", self.earlier)):
            files |= {
                f"{result.metric.name}{name}.csv": _csv(result.metric.columns, result.rows)
                for result in results
                if not result.withheld
            }
        return files

    @property
    def sha256(self) -> str:
        """The hash of the list of all files' hashes: the same history gives the same."""
        return hashlib.sha256(sums(self.files()).encode()).hexdigest()


def sums(files: Mapping[str, str]) -> str:
    """Return what `sha256sum --check` reads."""
    return "".join(
        f"{hashlib.sha256(text.encode()).hexdigest()}  {name}\n" for name, text in sorted(files.items())
    )


def begin(until: datetime, since: datetime | None = None) -> datetime:
    """Return since when a report needs a history."""
    return min(period.since for period in _compared(until, since))


def _pages(until: datetime) -> tuple[Period, ...]:
    """Return the periods over which pages count people."""
    return Period(until - YEAR, until), Period(until - QUARTER, until)


def _compared(until: datetime, since: datetime | None) -> tuple[Period, ...]:
    """Return what reports without `since` compare those of pages with, and the chosen period. Each report
    heeds all of them, also where it does not tell of them, because another does."""
    chosen = (Period(since, until),) if since else ()
    return (*(one.before for one in _pages(until)), *chosen, *(one.before for one in chosen))


def _is_known(history: History, period: Period) -> bool:
    return history.known_since is not None and history.known_since <= period.since


def make(
    history: History,
    repository: str,
    audience: Audience,
    until: datetime,
    since: datetime | None = None,
    community: str = "",
    wishes: Mapping[int, str] | None = None,
    marks: Sequence[TimeMark] = (),
    elsewhere: Iterable[Group] = (),
) -> Report:
    """Return a report; without `since` of a quarter, or of a year where a quarter is about too few people.

    `wishes` has the logins, by id, of those who wish to be named; `marks` are what time axes bear;
    `elsewhere` are people counted on pages.
    """
    subject = history.of_community(community) if community else history
    metrics = [metric for metric in METRICS if _is_for(metric, audience, community)]

    period, year = Period(since or until - QUARTER, until), Period(until - YEAR, until)
    compared = [one for one in _compared(until, since) if one.until == until or _is_known(history, one)]
    neighbours = Neighbours.of(METRICS, history, _pages(until), community, elsewhere, compared)

    def results(period: Period) -> tuple[Result, ...]:
        return tuple(community_result(metric, history, period, community, neighbours) for metric in metrics)

    widened = since is None and _hidden(results(year)) < _hidden(results(period))
    if widened:
        period = year
    now = results(period)
    return Report(
        repository,
        community,
        audience,
        period,
        widened,
        history.known_since,
        now,
        results(period.before) if _is_known(history, period.before) else (),
        _credited(subject, period, wishes or {}),
        tuple(charts(subject, period, now, marks)),
    )


def _credited(history: History, period: Period, wishes: Mapping[int, str]) -> tuple[str, ...]:
    """Return who contributed in a period or had a case of it, of those who wish to be named."""
    people = {deed.person for deed in history.contributions if deed.at in period}
    stewards = {case.steward for case in history.cases if case.opened_at in period}
    named = (login for id, login in wishes.items() if id in people or login.casefold() in stewards)
    return tuple(sorted(named, key=str.casefold))


def _hidden(results: tuple[Result, ...]) -> int:
    """Return how many metrics tell nothing because they are about too few people."""
    return sum(result.figures[0].few for result in results)


def _is_for(metric: Metric, audience: Audience, community: str) -> bool:
    if community:
        return metric.name in _FOR_COMMUNITY
    if audience is Audience.FUNDERS:
        return metric.name in _FOR_FUNDERS
    return audience is Audience.MAINTAINERS or metric.name not in _INWARD


_FIGURES = ("metric", "figure", "value", "unit", "low", "high", "note", "before")


def _figure_rows(report: Report) -> Iterator[tuple[object, ...]]:
    for metric, figure, before in report.figures():
        interval = (figure.low, figure.high)
        earlier = before.value if before else None
        yield metric.name, figure.key, figure.value, figure.unit, *interval, note(figure), earlier


def _csv(
    columns: tuple[str, ...], rows: Iterator[tuple[object, ...]] | tuple[tuple[object, ...], ...]
) -> str:
    text = StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(columns)
    lines.writerows([cell_text(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return text.getvalue()
