"""The operator's own figures, such as usage and costs, which a report prints beside what was counted."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from bot.errors import OperatorError

MOST_BYTES, MOST_ROWS, MOST_COLUMNS = 100_000, 200, 12


@dataclass(frozen=True)
class Usage:
    """A table: its headings, and rows as wide as they are."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def read_usage(path: Path) -> Usage:
    """Return the table of a CSV file with headings; OperatorError for what is none."""
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            raise OperatorError(
                f"{path} is larger than {MOST_BYTES:,} bytes: leave only what is to be printed."
            )
        table = [row for row in csv.reader(raw.decode("utf-8-sig").splitlines(), strict=True) if any(row)]
    except OSError as failure:
        raise OperatorError(f"{path} cannot be read: {failure.strerror}.") from None
    except (UnicodeDecodeError, csv.Error):
        raise OperatorError(f"{path} is no CSV file in UTF-8.") from None
    if len(table) < 2:
        raise OperatorError(f"{path} needs a line of headings and at least one row.")
    headings, *rows = map(tuple, table)
    if len(headings) > MOST_COLUMNS or len(rows) > MOST_ROWS:
        raise OperatorError(f"{path} has more than {MOST_COLUMNS} columns or {MOST_ROWS} rows.")
    uneven = next((place for place, row in enumerate(rows, start=2) if len(row) != len(headings)), None)
    if uneven is not None:
        raise OperatorError(f"{path}: row {uneven} has not as many cells as there are headings.")
    return Usage(headings, tuple(rows))
