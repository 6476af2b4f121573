"""Issues in a CSV file, as people export them: `repo,title,body,label`."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.errors import OperatorError

_LONGEST = 10_000_000
"""Characters of one cell; GitHub itself takes 65,536 in a body."""
_NAMES = {"repository": "repo", "text": "body"}
"""What else a column may be called."""


@dataclass(frozen=True)
class IssueRow:
    """An issue in a file; `number` counts the issues from 1, `line` is where it ends in the file."""

    number: int
    line: int
    repo: str
    title: str
    body: str
    label: str


def read_issues(path: Path, *, labelled: bool = False) -> Iterator[IssueRow]:
    """Yield the issues of a file; with `labelled` each must have a label.

    Raises OperatorError, naming the line, for what is no such file.
    """
    needed = ("repo", "title", "body", *(("label",) if labelled else ()))
    before, number = csv.field_size_limit(_LONGEST), 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = csv.reader(file, strict=True)
            columns = _columns(path, next(table, []), needed)
            for number, cells in enumerate((cells for cells in table if cells), start=1):
                row = _row(path, number, table.line_num, columns, cells)
                if labelled and not row.label:
                    raise OperatorError(f"{path}, line {row.line}: the row has no label.")
                yield row
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


def _columns(path: Path, headings: list[str], needed: tuple[str, ...]) -> dict[str, int]:
    keys = [heading.strip().lower() for heading in headings]
    columns = {_NAMES.get(key, key): place for place, key in reversed(list(enumerate(keys)))}
    missing = [name for name in needed if name not in columns]
    if missing:
        raise OperatorError(
            f"{path}, line 1: the headings lack {', '.join(missing)}; needed are {','.join(needed)}."
        )
    return columns


def _row(path: Path, number: int, line: int, columns: dict[str, int], cells: list[str]) -> IssueRow:
    label = columns.get("label")
    needed = max(columns["repo"], columns["title"], columns["body"], label or 0)
    if len(cells) <= needed:
        raise OperatorError(
            f"{path}, line {line}: the row has {len(cells)} cells, and the headings ask for more."
        )
    repo, title, body = (cells[columns[name]] for name in ("repo", "title", "body"))
    return IssueRow(
        number, line, repo.strip(), title, body, cells[label].strip() if label is not None else ""
    )


def _undecodable(path: Path) -> int:
    """Return the first line that is not UTF-8."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                return number
    return 1
