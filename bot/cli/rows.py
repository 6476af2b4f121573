"""Rows as a table on a terminal, and for programs in a pipe."""

import sys
from collections.abc import Callable, Sequence

import typer
from rich.console import Console
from rich.table import Table

Row = Sequence[str]
RowStyle = Callable[[Row], str | None]


def print_rows(
    rows: Sequence[Row], *headings: str, style: RowStyle = lambda _: None, err: bool = False
) -> None:
    """Print a table on a terminal, each row in its style; in a pipe one row a line, separated by tabs. `err`:
    beside what a program prints for another one."""
    if not (sys.stderr if err else sys.stdout).isatty():
        for row in rows:
            typer.echo("\t".join(row), err=err)
        return
    table = Table(*headings, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*row, style=style(row))
    Console(markup=False, stderr=err).print(table)
