"""`/link/{token}`: one community's page and report for somebody without an account (`stewardbot link`).

It is read-only, names nobody but those who chose to be named, and leads to no other page: what its numbers
mean stands there too.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time

from bot.core.model import Repository
from bot.insight.catalog import definition_parts, definitions
from bot.insight.history import Period
from bot.insight.report import ReportFormat
from bot.queries.community_links import opened_by
from bot.queries.credits import credited_in_community
from bot.queries.numbers.community_report import community_report
from bot.queries.numbers.counts import CountAnswer, CountQuestion
from bot.web.pages.numbers.downloads import (
    FIGURE_COLUMNS,
    PATIENCE,
    being_counted,
    csv_of,
    figure_lines,
    figures_document,
    json_of,
)
from bot.web.pages.numbers.figures import CountNotes, ShownMetric, community_metric, notes
from bot.web.pages.numbers.form import CountForm, CountRequest, Length
from bot.web.visits.page import Download, NotHere, Page, Shown
from bot.web.visits.visit import Filters, Visit


class SharedForm(Filters):
    """What was asked for behind a link."""

    token: str = ""
    format: str = ""
    last: Length = Length.QUARTER


@dataclass(frozen=True)
class SharedView:
    """The page behind a link; without `notes` the numbers are being counted."""

    repository: str
    community: str
    until: str
    token: str
    last: Length
    notes: CountNotes | None
    metrics: tuple[ShownMetric, ...]
    definitions: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]
    """Of each metric its name, its title, and headings with texts."""
    credited: tuple[str, ...]


@dataclass(frozen=True)
class SharedRequest:
    """What a link opens, as a question about numbers."""

    repository: Repository
    community: str
    until: datetime
    form: SharedForm
    counted: CountRequest


async def _request(visit: Visit) -> SharedRequest:
    """Return what the token opens. Raise `NotHere` for one that opens nothing, whatever the reason."""
    form, mistakes = visit.filters(SharedForm)
    opened = await visit.store.read(lambda conn: opened_by(conn, form.token, visit.now))
    if opened is None:
        raise NotHere
    repository, link = opened
    today = datetime.combine(visit.now.astimezone(UTC).date(), time(), UTC)
    period = Period(today - form.last.span, today)
    question = CountQuestion(repository.id, repository.full_name, period, today, link.community)
    counted = CountRequest(question, CountForm(last=form.last, community=link.community), mistakes)
    return SharedRequest(repository, link.community, link.until, form, counted)


async def _answer(visit: Visit) -> Shown:
    request = await _request(visit)
    repository, period = request.repository, request.counted.question.period
    answer = await visit.store.counts.answer(request.counted.question, visit.now)
    credited = await visit.store.read(
        lambda conn: credited_in_community(conn, repository.id, request.community, period)
    )
    view = SharedView(
        repository.full_name,
        request.community,
        f"{request.until:%Y-%m-%d %H:%M}",
        request.form.token,
        request.form.last,
        notes(answer) if answer else None,
        tuple(_metrics(replace(visit, repository=repository), request, answer)) if answer else (),
        tuple(
            (one.result.metric.name, one.result.metric.title, definition_parts(one.result.metric))
            for one in (answer.disclosures if answer else ())
        ),
        credited,
    )
    return Shown("shared.html", view, request.counted.mistakes)


def _metrics(visit: Visit, request: SharedRequest, answer: CountAnswer) -> list[ShownMetric]:
    return [community_metric(visit, request.counted, one, request.community) for one in answer.disclosures]


async def _answer_figures(visit: Visit) -> Download:
    request = await _request(visit)
    if request.form.format not in ("csv", "json"):
        raise NotHere
    answer = await visit.store.counts.answer(request.counted.question, visit.now, PATIENCE)
    if answer is None:
        return being_counted()
    if request.form.format == "csv":
        lines = (line for one in answer.disclosures for line in figure_lines(one, request.counted))
        return csv_of(FIGURE_COLUMNS, lines)
    seen = replace(visit, repository=request.repository)
    document = figures_document(
        seen,
        request.counted,
        answer,
        list(answer.disclosures),
        with_rows=False,
        definitions=f"{visit.public_url or ''}/link/{request.form.token}",
    )
    return json_of(document)


CONTENT_TYPES = {
    ReportFormat.MD: "text/markdown",
    ReportFormat.HTML: "text/html",
    ReportFormat.JSON: "application/json",
    ReportFormat.CSV: "text/csv",
}


async def _answer_report(visit: Visit) -> Download:
    """The report as a file to keep: as a page of this server its own look would not be accepted."""
    request = await _request(visit)
    form = next((form for form in ReportFormat if form == request.form.format), None)
    if form is None or visit.store.written is None:
        raise NotHere
    question = request.counted.question
    report = await community_report(visit.store.counts, question, visit.now, PATIENCE)
    if report is None:
        return being_counted()
    credited = await visit.store.read(
        lambda conn: credited_in_community(conn, question.repository_id, request.community, report.period)
    )
    text = await asyncio.to_thread(visit.store.written, replace(report, credited=credited), form)
    return Download(text.encode("utf-8", "replace"), CONTENT_TYPES[form], name=f"report.{form}")


async def _answer_definitions(visit: Visit) -> Download:
    request = await _request(visit)
    answer = await visit.store.counts.answer(request.counted.question, visit.now, PATIENCE)
    if answer is None:
        return being_counted()
    text = definitions(one.result.metric for one in answer.disclosures)
    return Download(text.encode(), "text/markdown", name="definitions.md")


page = Page(
    "shared",
    path="/link/{token}",
    title="Numbers of a community",
    answer=_answer,
    own_key=True,
    example={"token": "a-token-of-nobody"},
)
figures = Page(
    "shared-figures",
    path="/link/{token}/figures.{format}",
    title="Numbers of a community, for programs",
    answer=_answer_figures,
    own_key=True,
    example={"token": "a-token-of-nobody", "format": "csv"},
)
report = Page(
    "shared-report",
    path="/link/{token}/report.{format}",
    title="Report on a community",
    answer=_answer_report,
    own_key=True,
    example={"token": "a-token-of-nobody", "format": "md"},
)
meanings = Page(
    "shared-definitions",
    path="/link/{token}/definitions.md",
    title="What the numbers of a community mean",
    answer=_answer_definitions,
    own_key=True,
    example={"token": "a-token-of-nobody"},
)
