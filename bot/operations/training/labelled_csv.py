"""Issues in a CSV file, as people export them: `repo,title,body,label`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.errors import OperatorError
from bot.operations.csv_rows import rows_of


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
    columns, label = ("repo", "title", "body"), ("label",)
    table = rows_of(path, (*columns, *label)) if labelled else rows_of(path, columns, label)
    for row in table:
        repo, title, body, word = (row.cells[name] for name in (*columns, *label))
        if labelled and not word.strip():
            raise OperatorError(f"{path}, line {row.line}: the row has no label.")
        yield IssueRow(row.number, row.line, repo.strip(), title, body, word.strip())
