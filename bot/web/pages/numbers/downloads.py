"""`/api/v1/{owner}/{repo}/{table}.json` and `.csv`: every number and table of the pages, for programs.

`figures` are all figures, any other name is a metric: its CSV are the rows it is counted from, its JSON has
figures and rows. The filters are those of the pages.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from io import StringIO
from typing import Any

from bot.core.markdown.spreadsheet import cell_text
from bot.insight.catalog import METRICS
from bot.insight.figure_text import note
from bot.insight.metric import Figure
from bot.insight.privacy.disclosure import Disclosure
from bot.queries.numbers.counts import CountAnswer
from bot.web.pages.numbers.figures import figures_of, may_see, metric_path, rows_of
from bot.web.pages.numbers.form import CountRequest, count_request
from bot.web.pages.numbers.metrics import unknown
from bot.web.visits.page import Download, NotHere, Page
from bot.web.visits.sight import Sight
from bot.web.visits.visit import Filters, Visit

ALL = "figures"
PATIENCE = 20.0
"""Seconds that a program waits for numbers to be counted."""
FIGURE_COLUMNS = ("metric", "figure", "value", "unit", "low", "high", "note", "since", "until")


class DownloadPath(Filters):
    """The further parts of the path."""

    table: str = ""
    format: str = ""


async def _answer(visit: Visit) -> Download:
    path, _ = visit.filters(DownloadPath)
    names = {metric.name for metric in METRICS if may_see(visit, metric.name)}
    if path.format not in ("csv", "json") or path.table not in {ALL, *names}:
        raise NotHere
    request = count_request(visit)
    if request.mistakes:
        return json_of({"error": " ".join(request.mistakes)}, status=400)
    answer = await visit.store.counts.answer(request.question, visit.now, PATIENCE)
    if answer is None:
        return being_counted()
    if sentences := unknown(answer):
        return json_of({"error": sentences[0]}, status=400)
    chosen = [
        one
        for one in answer.disclosures
        if one.result.metric.name in names and path.table in (ALL, one.result.metric.name)
    ]
    if not chosen:
        sentence = "This number is not told of a community, or of a label, alone."
        return json_of({"error": sentence}, status=400)
    if path.format == "json":
        return json_of(figures_document(visit, request, answer, chosen, with_rows=path.table != ALL))
    if path.table == ALL:
        return csv_of(FIGURE_COLUMNS, (line for one in chosen for line in figure_lines(one, request)))
    (one,) = chosen
    return csv_of(one.result.metric.columns, rows_of(one, request.form.kind))


def figure_lines(one: Disclosure, request: CountRequest) -> Iterable[tuple[object, ...]]:
    """Return the figures of a metric as lines under `FIGURE_COLUMNS`."""
    name, period = one.result.metric.name, one.period
    for figure in figures_of(one, request.form.kind):
        numbers = (figure.value, figure.unit, figure.low, figure.high)
        yield name, figure.key, *numbers, note(figure), period.since.isoformat(), period.until.isoformat()


def figures_document(
    visit: Visit,
    request: CountRequest,
    answer: CountAnswer,
    chosen: list[Disclosure],
    *,
    with_rows: bool,
    definitions: str = "",
) -> dict[str, Any]:
    """Return metrics as a document for programs. `definitions`: a page that has all of them; without it each
    metric has its own."""
    known = answer.known_since
    return {
        "repository": visit.of.full_name,
        "since": request.question.period.since.isoformat(),
        "until": request.question.period.until.isoformat(),
        "community": request.question.community or None,
        "label": request.question.label or None,
        "known_since": known.isoformat() if known else None,
        "metrics": [
            _metric(visit, request, one, with_rows=with_rows, definitions=definitions) for one in chosen
        ],
    }


def _metric(
    visit: Visit, request: CountRequest, one: Disclosure, *, with_rows: bool, definitions: str
) -> dict[str, Any]:
    metric = one.result.metric
    document: dict[str, Any] = {
        "metric": metric.name,
        "title": metric.title,
        "definition": f"{definitions}#{metric.name}"
        if definitions
        else metric_path(visit.of.full_name, metric.name) + "#definition",
        "since": one.period.since.isoformat(),
        "until": one.period.until.isoformat(),
        "figures": [_figure(figure) for figure in figures_of(one, request.form.kind)],
    }
    if with_rows:
        rows = rows_of(one, request.form.kind)
        document["rows"] = [dict(zip(metric.columns, row, strict=True)) for row in rows]
        document["withheld"] = one.result.withheld
    return document


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "key": figure.key,
        "label": figure.label,
        "value": figure.value,
        "unit": figure.unit,
        "low": figure.low,
        "high": figure.high,
        "fewer_than_five": figure.few and not figure.guard,
        "note": note(figure),
    }


def json_of(document: object, status: int = 200) -> Download:
    """Return a document as JSON."""
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    return Download(text.encode("utf-8", "replace"), "application/json", status=status)


def being_counted() -> Download:
    """Return what a program is told while the numbers are not there yet."""
    return json_of({"error": "The numbers are being counted; ask again in a few seconds."}, status=503)


def csv_of(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> Download:
    """Return a table as CSV, which no spreadsheet takes for formulas."""
    text = StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(columns)
    lines.writerows([cell_text(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return Download(text.getvalue().encode("utf-8", "replace"), "text/csv")


page = Page(
    "download",
    path="/api/v1/{owner}/{repo}/{table}.{format}",
    title="Numbers for programs",
    answer=_answer,
    needs=Sight.COUNTS,
    example={"table": ALL, "format": "json"},
)
