"""`/api/v1/{owner}/{repo}/{effects,config,newcomers}.json` and `.csv`: tables of these pages, for programs.

They have the filters of their pages. Of newcomers there are counts alone.
"""

from __future__ import annotations

from bot.insight.privacy.groups import Untold
from bot.queries.activity import activity
from bot.queries.config_in_force import config_in_force
from bot.queries.newcomers import newcomers
from bot.web.pages.numbers.downloads import json_of
from bot.web.pages.records.activity import activity_request
from bot.web.pages.records.config import value_text
from bot.web.pages.tables import Cells, table_of, table_page
from bot.web.visits.page import Download
from bot.web.visits.sight import Sight
from bot.web.visits.visit import Visit


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
    return table_of(visit, "effects", columns, rows, before=page.next)


async def _config(visit: Visit) -> Download:
    store, repository = visit.store, visit.of
    current = await store.read(
        lambda conn: config_in_force(conn, store.features, repository, held_back=store.held_back)
    )
    rows = [(row.path, value_text(row.value), row.source) for row in current.rows]
    return table_of(visit, "values", ("key", "value", "source"), rows, file=current.source)


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
    return table_of(visit, "counts", ("table", "name", "value", "low", "high", "note"), rows)


def _count(count: int | Untold | None) -> Cells:
    """Return a count as a value, the limits it has none of, and a note where it is not told."""
    return (None, "", "", str(count)) if isinstance(count, Untold) else (count, "", "", "")


every = (
    table_page("effects", "What was done", Sight.TRIAGE, _activity),
    table_page("config", "Configuration", Sight.TRIAGE, _config),
    table_page("newcomers", "Newcomers", Sight.COUNTS, _newcomers),
)
