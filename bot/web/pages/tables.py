"""Tables of pages for programs: `/api/v1/{owner}/{repo}/{table}.json` and `.csv`, for whom the page is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from bot.web.pages.numbers.downloads import csv_of, json_of
from bot.web.visits.page import Download, NotHere, Page, table_name
from bot.web.visits.sight import PageGrant, Sight
from bot.web.visits.visit import Filters, Visit

Cells = tuple[object, ...]


class TableFormat(Filters):
    """The last part of the path."""

    format: str = ""


def table_page(
    name: str,
    title: str,
    needs: Sight,
    answer: Callable[[Visit], Awaitable[Download]],
    *grants: PageGrant,
) -> Page:
    """Return the page of a table; `needs` and `grants` are those of the page that shows it."""
    return Page(
        table_name(name),
        path=f"/api/v1/{{owner}}/{{repo}}/{name}.{{format}}",
        title=f"{title}, for programs",
        answer=answer,
        needs=needs,
        grants=frozenset(grants),
        example={"format": "json"},
    )


def table_of(
    visit: Visit, name: str, columns: tuple[str, ...], rows: Iterable[Cells], **more: object
) -> Download:
    """Return a table in the form that the path names; JSON says `more` beside it."""
    path, _ = visit.filters(TableFormat)
    match path.format:
        case "csv":
            return csv_of(columns, rows)
        case "json":
            table = [dict(zip(columns, row, strict=True)) for row in rows]
            return json_of({"repository": visit.of.full_name, name: table, **more})
        case _:
            raise NotHere
