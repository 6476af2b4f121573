"""`/api/v1/{owner}/{repo}/{effects,config,newcomers}.json` and `.csv`: tables of these pages, for programs.

They have the filters of their pages. Of newcomers there are counts alone.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from bot.insight.privacy.groups import Untold
from bot.queries.activity import activity
from bot.queries.config_in_force import config_in_force
from bot.queries.newcomers import newcomers
from bot.web.pages.numbers.downloads import csv_of, json_of
from bot.web.pages.records.activity import activity_request
from bot.web.pages.records.config import value_text
from bot.web.visits.page import Download, NotHere, Page
from bot.web.visits.sight import Sight
from bot.web.visits.visit import Filters, Visit

Cells = tuple[object, ...]


class RecordFormat(Filters):
    """The last part of the path."""

    format: str = ""


async def _activity(visit: Visit) -> Download:
    request, mistakes = activity_request(visit)
    if mistakes:
        return json_of({"error": " ".join(mistakes)}, status=400)
    repository_id = visit.of.id
    page = await visit.store.read(lambda conn: activity(conn, repository_id, request))
    columns = ("id", "at", "number", "what", "feature", "because", "state", "note", "delivery", "guid")
    rows = [
        tuple(effect.at.isoformat() if name == "at" else getattr(effect, name) for name in columns)
        for effect in page.effects
    ]
    return _download(visit, "effects", columns, rows, before=page.next)


async def _config(visit: Visit) -> Download:
    store, repository = visit.store, visit.of
    current = await store.read(
        lambda conn: config_in_force(conn, store.features, repository, held_back=store.held_back)
    )
    rows = [(row.path, value_text(row.value), row.source) for row in current.rows]
    return _download(visit, "values", ("key", "value", "source"), rows, file=current.source)


async def _newcomers(visit: Visit) -> Download:
    store, repository, now = visit.store, visit.of, visit.now
    known = await store.read(lambda conn: newcomers(conn, store.features, repository, now))
    rows: list[Cells] = [("funnel", stage, *_count(count)) for stage, count in known.funnel]
    rows.append(("return", "people", *_count(known.curve.people)))
    for days, step in known.curve.points:
        share = (step.share, step.low, step.high) if step else (None, None, None)
        rows.append(("return", f"{days} days", *share, ""))
    for cohort in known.cohorts:
        rows.append((f"cohort {cohort.name}", "came", *_count(cohort.came)))
        rows.append((f"cohort {cohort.name}", "merged", *_count(cohort.merged)))
    return _download(visit, "counts", ("table", "name", "value", "low", "high", "note"), rows)


def _count(count: int | Untold | None) -> Cells:
    """Return a count as a value, the limits it has none of, and a note where it is not told."""
    return (None, "", "", str(count)) if isinstance(count, Untold) else (count, "", "", "")


def _download(
    visit: Visit, name: str, columns: tuple[str, ...], rows: Iterable[Cells], **more: object
) -> Download:
    """Return a table in the form that the path names."""
    path, _ = visit.filters(RecordFormat)
    match path.format:
        case "csv":
            return csv_of(columns, rows)
        case "json":
            table = [dict(zip(columns, row, strict=True)) for row in rows]
            return json_of({"repository": visit.of.full_name, name: table, **more})
        case _:
            raise NotHere


def _page(name: str, title: str, needs: Sight, answer: Callable[[Visit], Awaitable[Download]]) -> Page:
    return Page(
        f"{name}-download",
        path=f"/api/v1/{{owner}}/{{repo}}/{name}.{{format}}",
        title=f"{title}, for programs",
        answer=answer,
        needs=needs,
        example={"format": "json"},
    )


every = (
    _page("effects", "What was done", Sight.TRIAGE, _activity),
    _page("config", "Configuration", Sight.TRIAGE, _config),
    _page("newcomers", "Newcomers", Sight.COUNTS, _newcomers),
)
