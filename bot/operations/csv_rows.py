"""Rows of a CSV file that somebody hands in, or one sentence that names the line where it is none."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import OperatorError

_LONGEST = 10_000_000
"""Characters of one cell; GitHub itself takes 65,536 in a body."""


@dataclass(frozen=True)
class CsvRow:
    """A row below the headings: `number` counts them from 1, `line` is where it ends in the file."""

    number: int
    line: int
    cells: Mapping[str, str]


def rows_of(path: Path, needed: Sequence[str], optional: Sequence[str] = ()) -> Iterator[CsvRow]:
    """Yield the rows of a file with these columns; an optional one that is missing is empty.

    Raises OperatorError, naming the line, for what is no such file.
    """
    before, number = csv.field_size_limit(_LONGEST), 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = csv.reader(file, strict=True)
            places = _places(path, next(table, []), needed, optional)
            for number, cells in enumerate((cells for cells in table if cells), start=1):
                if len(cells) <= max(places.values()):
                    raise OperatorError(
                        f"{path}, line {table.line_num}: the row has {len(cells)} cells, and the headings ask"
                        " for more."
                    )
                by_name = dict.fromkeys(optional, "") | {name: cells[at] for name, at in places.items()}
                yield CsvRow(number, table.line_num, by_name)
    except OSError as failure:
        raise OperatorError(f"{path} cannot be read: {failure.strerror}.") from None
    except UnicodeDecodeError:
        raise OperatorError(f"{path}, line {_undecodable(path)}: this is not UTF-8.") from None
    except csv.Error as failure:
        raise OperatorError(f"{path}, line {table.line_num}: this is no CSV: {failure}.") from None
    finally:
        csv.field_size_limit(before)
    if not number:
        raise OperatorError(f"{path}, line 2: there is no row below the headings.")


def _places(
    path: Path, headings: list[str], needed: Sequence[str], optional: Sequence[str]
) -> dict[str, int]:
    """Return where each column stands."""
    keys = [heading.strip().lower() for heading in headings]
    missing = [name for name in needed if name not in keys]
    if missing:
        raise OperatorError(
            f"{path}, line 1: the headings lack {', '.join(missing)}; needed are {','.join(needed)}."
        )
    return {name: keys.index(name) for name in (*needed, *optional) if name in keys}


def _undecodable(path: Path) -> int:
    """Return the first line that is not UTF-8."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                return number
    return 1
