"""`/r/{owner}/{repo}/metrics` and `/metrics/{name}`: all numbers, and of one what it means and is made of."""

from __future__ import annotations

from dataclasses import dataclass

from bot.insight.catalog import METRICS, definition_parts
from bot.insight.charts.chart import Chart
from bot.insight.figure_text import spelled
from bot.insight.metric import Metric, Unit
from bot.queries.numbers.counts import CountAnswer
from bot.web.pages.numbers.figures import (
    CountNotes,
    ShownMetric,
    may_see,
    notes,
    rows_of,
    shown_metric,
)
from bot.web.pages.numbers.form import CountForm, CountRequest, count_request
from bot.web.visits.page import NotHere, Page, Shown
from bot.web.visits.sight import Sight
from bot.web.visits.visit import Filters, Visit

SHOWN_ROWS = 100
FLAGS = frozenset(
    {"opened", "closed", "answered", "resolved", "carried_over", "acknowledged_in_time", "again", "free"}
)
FLAG_WORDS = {"1": "yes", "0": "no", "-1": "not yet"}
"""What the columns in `FLAGS` say."""


@dataclass(frozen=True)
class MetricsView:
    """All metrics of a repository."""

    repository: str
    form: CountForm
    notes: CountNotes
    metrics: tuple[ShownMetric, ...]
    communities: tuple[str, ...]
    table: str
    """The address of the same as CSV."""


@dataclass(frozen=True)
class RowCell:
    """A cell of a table; `address` is where GitHub shows what it names."""

    text: str
    address: str = ""


@dataclass(frozen=True)
class MetricView:
    """One metric. `rows` are the first ones of `count`; None where the numbers are not for this visitor."""

    repository: str
    form: CountForm
    name: str
    title: str
    source: str
    definition: tuple[tuple[str, str], ...]
    example: str
    notes: CountNotes | None = None
    metric: ShownMetric | None = None
    note: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[RowCell, ...], ...] = ()
    count: int = 0
    withheld: bool = False
    table: str = ""
    chart: Chart | None = None


@dataclass(frozen=True)
class Counting:
    """The numbers are not there yet."""

    repository: str


class MetricPath(Filters):
    """The further part of the path."""

    name: str = ""


async def _answer_all(visit: Visit) -> Shown:
    request = count_request(visit)
    answer = await visit.store.counts.answer(request.question, visit.now)
    if answer is None:
        return Shown("counting.html", Counting(visit.of.full_name), request.mistakes)
    view = MetricsView(
        visit.of.full_name,
        request.form,
        notes(answer),
        tuple(
            shown_metric(visit, request, one)
            for one in answer.disclosures
            if may_see(visit, one.result.metric.name)
        ),
        answer.communities,
        f"/api/v1/{visit.of.full_name}/figures.csv{request.form.query()}",
    )
    return Shown("metrics.html", view, (*request.mistakes, *unknown(answer)))


def unknown(answer: CountAnswer) -> tuple[str, ...]:
    """Return a sentence where there is no such community or label."""
    if answer.is_known:
        return ()
    if answer.question.community:
        names = ", ".join(answer.communities) or "none"
        return (f"No case came from a community of this name; known are: {names}.",)
    return ("No issue or change request of these days has this label.",)


async def _answer_one(visit: Visit) -> Shown:
    name = visit.filters(MetricPath)[0].name
    metric = next((metric for metric in METRICS if metric.name == name), None)
    if metric is None:
        raise NotHere
    request = count_request(visit)
    bare = MetricView(
        visit.of.full_name,
        request.form,
        metric.name,
        metric.title,
        metric.source,
        definition_parts(metric),
        metric.text.partition(">>> ")[2].strip(),
    )
    if not may_see(visit, metric.name):
        return Shown("metric.html", bare, request.mistakes)
    answer = await visit.store.counts.answer(request.question, visit.now)
    if answer is None:
        return Shown("counting.html", Counting(visit.of.full_name), request.mistakes)
    return Shown(
        "metric.html", _view(visit, request, bare, metric, answer), (*request.mistakes, *unknown(answer))
    )


def _view(
    visit: Visit, request: CountRequest, bare: MetricView, metric: Metric, answer: CountAnswer
) -> MetricView:
    one = answer.of(metric.name)
    if one is None:
        note = "This number is not told of a community, or of a label, alone: choose none."
        return MetricView(**{**vars(bare), "notes": notes(answer), "note": note})
    rows = rows_of(one, request.form.kind)
    api = f"/api/v1/{visit.of.full_name}/{metric.name}.csv{request.form.query()}"
    note = ""
    if metric.people and (request.form.since or request.form.until):
        note = (
            "People are counted over the last quarter or the last year only, so that nobody is found by "
            "comparing days."
        )
    return MetricView(
        **{
            **vars(bare),
            "notes": notes(answer),
            "metric": shown_metric(visit, request, one),
            "note": note,
            "columns": tuple(map(_heading, metric.columns)),
            "rows": tuple(_cells(visit, metric, row) for row in rows[:SHOWN_ROWS]),
            "count": len(rows),
            "withheld": one.result.withheld,
            "table": api,
            "chart": answer.charts.get(metric.name),
        }
    )


def _cells(visit: Visit, metric: Metric, row: tuple[object, ...]) -> tuple[RowCell, ...]:
    return tuple(_cell(visit, column, value) for column, value in zip(metric.columns, row, strict=True))


def _heading(column: str) -> str:
    """Return the heading of a column; a page spells seconds in larger units."""
    return column.replace("_", " ").replace("seconds", "time")


def _cell(visit: Visit, column: str, value: object) -> RowCell:
    if column == "number":
        return RowCell(f"#{value}", visit.store.on_github(visit.of, int(str(value))))
    if column in FLAGS:
        return RowCell(FLAG_WORDS.get(str(value), str(value)))
    if column.endswith("seconds") and isinstance(value, int | float):
        return RowCell(spelled(float(value), Unit.SECONDS))
    return RowCell(f"{value:.1f}" if isinstance(value, float) else str(value))


every_metric = Page(
    "metrics",
    path="/r/{owner}/{repo}/metrics",
    title="Numbers",
    answer=_answer_all,
    needs=Sight.COUNTS,
    menu="Numbers",
)
one_metric = Page(
    "metric",
    path="/r/{owner}/{repo}/metrics/{name}",
    title="What a number means",
    answer=_answer_one,
    example={"name": "time-to-first-response"},
)
