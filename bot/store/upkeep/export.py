"""The tables as CSV, for people who want to count for themselves. No webhook bodies, and nothing secret."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from bot.core.markdown.spreadsheet import cell_text
from bot.store.sql.tables import metadata

LEFT_OUT = {"deliveries": ("payload",), "learnt_models": ("blob",)}
"""Columns that stay in the database: webhook bodies are bulky, and GitHub's to give; weights nobody reads."""
NOT_EXPORTED = frozenset({"sessions", "similar_due", "similar_texts", "similar_words"})
"""Tables that nobody counts by."""
AT_ONCE = 1_000


class ExportError(Exception):
    """A file of the export cannot be written; str() is a sentence."""


def export(conn: Connection, folder: Path, strike: Callable[[str], str] = str) -> dict[str, int]:
    """Write a file a table into `folder`, as of one moment; rows by table.

    `strike` takes secrets out of texts. A text that a spreadsheet would take for a formula gets an apostrophe
    before it. `ExportError` rather than overwriting, and for what the disk refuses.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _export(conn, folder, strike)
    except FileExistsError as error:
        raise ExportError(
            f"{error.filename} exists already, and an export never overwrites: choose another folder"
        ) from None
    except OSError as error:
        raise ExportError(f"{folder} cannot be written: {error.strerror}") from None


def _export(conn: Connection, folder: Path, strike: Callable[[str], str]) -> dict[str, int]:
    written = {}
    for table in metadata.sorted_tables:
        if table.name in NOT_EXPORTED:
            continue
        columns = [column for column in table.columns if column.name not in LEFT_OUT.get(table.name, ())]
        path = folder / f"{table.name}.csv"
        with os.fdopen(
            os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8", newline=""
        ) as file:
            lines = csv.writer(file)
            lines.writerow([column.name for column in columns])
            rows = conn.execution_options(yield_per=AT_ONCE).execute(
                select(*columns).order_by(*table.primary_key.columns)
            )
            written[table.name] = _write(lines, rows, strike)
    return written


def _write(lines: Any, rows: Iterable[Any], strike: Callable[[str], str]) -> int:
    count = 0
    for row in rows:
        lines.writerow([_cell(value, strike) for value in row])
        count += 1
    return count


def _cell(value: Any, strike: Callable[[str], str]) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, dict | list):
        return strike(json.dumps(value, ensure_ascii=False, sort_keys=True))
    if not isinstance(value, str):
        return value
    return cell_text(strike(value))
