"""Figures as pages show them: each a link to what it was counted from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.insight.figure_text import interval, shown
from bot.insight.history import Period
from bot.insight.metric import Figure
from bot.insight.privacy.disclosure import Disclosure
from bot.queries.numbers.counts import CountAnswer
from bot.web.pages.numbers.form import CountedKind, CountRequest
from bot.web.visits.sight import Sight
from bot.web.visits.visit import Visit

INWARD = frozenset({"steward-load"})
"""Metrics for the people of the repository alone."""


@dataclass(frozen=True)
class ShownFigure:
    """A figure: what it is called, its text, its interval, and where its subjects are."""

    key: str
    label: str
    text: str
    interval: str
    address: str


@dataclass(frozen=True)
class ShownMetric:
    """A metric with its figures. `days` says of which time they are, where it is not the one asked for."""

    name: str
    title: str
    summary: str
    address: str
    figures: tuple[ShownFigure, ...]
    days: str = ""


@dataclass(frozen=True)
class CountNotes:
    """What is to be known about all numbers of a page: of which days they are, when they were counted (each
    server of a fleet counts by itself, and what GitHub tells of the past meanwhile is not in them), and since
    when we know."""

    days: str
    counted: str
    gap: str = ""


def may_see(visit: Visit, name: str) -> bool:
    """Return whether this visitor sees the figures of a metric."""
    return visit.sight >= (Sight.TRIAGE if name in INWARD else Sight.COUNTS)


def metric_path(full_name: str, name: str) -> str:
    """Return the address of a metric's page."""
    return f"/r/{full_name}/metrics/{name}"


def days(period: Period) -> str:
    """Return a period as people read it: its first and its last day."""
    last = period.until - timedelta(days=1)
    return f"{_day(period.since)} to {_day(last)}"


def _day(at: datetime) -> str:
    at = at.astimezone(UTC)
    return f"{at.day} {at:%B %Y}"


def notes(answer: CountAnswer) -> CountNotes:
    """Return what is to be known about the numbers of an answer."""
    period, known = answer.question.period, answer.known_since
    counted = f"{answer.counted_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    if known is None:
        return CountNotes(days(period), counted, "Nothing has happened here yet that the bot has seen.")
    gap = f"The bot has known this repository since {_day(known)}; what was before is not counted."
    return CountNotes(days(period), counted, gap if known > period.since else "")


def shown_metric(visit: Visit, request: CountRequest, one: Disclosure) -> ShownMetric:
    """Return a metric for a page."""
    metric = one.result.metric
    address = metric_path(visit.of.full_name, metric.name) + request.form.query()
    return ShownMetric(
        metric.name,
        metric.title,
        metric.text.partition("\n")[0],
        address,
        tuple(
            ShownFigure(figure.key, figure.label, shown(figure), interval(figure), f"{address}#rows")
            for figure in figures_of(one, request.form.kind)
        ),
        "" if one.period == request.question.period else days(one.period),
    )


def community_metric(visit: Visit, request: CountRequest, one: Disclosure, community: str) -> ShownMetric:
    """Return a metric for a community's own page: what it tells of each community would be its own again."""
    metric, again = shown_metric(visit, request, one), f"({community})"
    return replace(
        metric, figures=tuple(figure for figure in metric.figures if not figure.label.endswith(again))
    )


def figures_of(one: Disclosure, kind: CountedKind) -> tuple[Figure, ...]:
    """Return the figures of a metric, of one kind where it tells them apart."""
    figures = one.result.figures
    if not kind or not any(figure.key.startswith(f"{kind}.") for figure in figures):
        return figures
    return tuple(figure for figure in figures if figure.key.startswith(f"{kind}."))


def rows_of(one: Disclosure, kind: CountedKind) -> tuple[tuple[object, ...], ...]:
    """Return the rows that a metric was counted from, of one kind where it tells them apart."""
    columns = one.result.metric.columns
    if not kind or "kind" not in columns or one.result.metric.people:
        return one.result.rows
    place = columns.index("kind")
    return tuple(row for row in one.result.rows if str(row[place]).replace(" ", "-") == kind)
