"""A report as people read it: Markdown for an issue, a page for a colleague, JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.core.markdown.quoting import Markdown, escape, table_row
from bot.insight.catalog import definition_parts
from bot.insight.figure_text import NONE, interval, note, shown
from bot.insight.metric import Figure, Metric
from bot.insight.report import Report, ReportFormat
from bot.operations.report.drawing import svg
from bot.operations.report.usage import Usage
from bot.web.static_files import FOLDER


def written(report: Report, form: ReportFormat, usage: Usage | None = None) -> str:
    """Return the report in a format; as CSV only its figures, without usage."""
    match form:
        case ReportFormat.MD:
            return markdown(report, usage)
        case ReportFormat.HTML:
            return html(report, usage)
        case ReportFormat.JSON:
            return as_json(report, usage)
    return report.files()["figures.csv"]


def markdown(report: Report, usage: Usage | None) -> str:
    """Return the report as Markdown."""
    environment = _environment(escaped=False)
    environment.filters["row"] = lambda cells: table_row(*map(escape, cells))
    environment.filters["figure"] = lambda cells: table_row(escape(cells[0]), *map(Markdown, cells[1:]))
    environment.filters["escape"] = escape
    return environment.get_template("report.md").render(_words(report, usage, drawn=False))


def html(report: Report, usage: Usage | None) -> str:
    """Return the report as one page that needs nothing else."""
    return _environment(escaped=True).get_template("report.html").render(_words(report, usage, drawn=True))


def as_json(report: Report, usage: Usage | None) -> str:
    """Return the report for programs."""
    document = {
        "repository": report.repository,
        "community": report.community or None,
        "audience": report.audience,
        "since": report.period.since.isoformat(),
        "until": report.period.until.isoformat(),
        "widened": report.widened,
        "known_since": report.known_since.isoformat() if report.known_since else None,
        "sha256": report.sha256,
        "first_answers_differ_p": report.answers_alike,
        "credited": list(report.credited),
        "figures": [_figure(*row) for row in report.figures()],
        "definitions": {result.metric.name: result.metric.text for result in report.results},
        "operators_own": asdict(usage) if usage else None,
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _figure(metric: Metric, figure: Figure, before: Figure | None) -> dict[str, Any]:
    plain = {name: value for name, value in asdict(figure).items() if name not in ("few", "part", "guard")}
    return {
        "metric": metric.name,
        **plain,
        "fewer_than_five": figure.few and not figure.guard,
        "note": note(figure),
        "before": before.value if before else None,
    }


def _environment(*, escaped: bool) -> Environment:
    return Environment(
        loader=PackageLoader(__name__, "page"),
        autoescape=escaped,  # noqa: S701  Markdown has an escaping of its own.
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _words(report: Report, usage: Usage | None, *, drawn: bool) -> dict[str, Any]:
    """What both pages are made of; drawings are of one alone."""
    is_gap = report.known_since is None or report.known_since > report.period.since
    return {
        "report": report,
        "headline": _rows(report.headline),
        "details": [
            (metric, _rows(row for row in report.figures() if row[0] is metric), definition_parts(metric))
            for metric in (result.metric for result in report.results)
        ],
        "differ": report.answers_alike,
        "gap": is_gap,
        "usage": usage,
        "charts": [(chart, svg(chart) if drawn else None) for chart in report.charts],
        "colours": (FOLDER / "charts.css").read_text(encoding="utf-8"),
        "has_before": bool(report.earlier),
    }


def _rows(figures: Iterable[tuple[Metric, Figure, Figure | None]]) -> list[Sequence[str]]:
    return [
        (figure.label, shown(figure), interval(figure), shown(before) if before else NONE)
        for _, figure, before in figures
    ]
