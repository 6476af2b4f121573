"""`stewardbot similar`: how well similar issues are found, by pairs that people know to be duplicates."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.rows import print_rows
from bot.operations.similar import hit_rate, mean_reciprocal_rank, ranks, write_ranks

app = typer.Typer(add_completion=False)


@app.command(epilog="Example: stewardbot similar --from issues.csv --pairs duplicates.csv --ranks ranks.csv")
def similar(
    source: Annotated[Path, typer.Option("--from", metavar="CSV", help="The issues: id,title,body.")],
    pairs: Annotated[Path, typer.Option(metavar="CSV", help="Known duplicates: a,b, by id.")],
    out: Annotated[
        Path | None, typer.Option("--ranks", metavar="CSV", help="Write a,rank here: where b came.")
    ] = None,
) -> None:
    """Search for the first issue of each pair, and print how often the second is found, and how high."""
    of_pairs = ranks(source, pairs)
    if out is not None:
        write_ranks(out, of_pairs)
    figures = [(f"hit@{first}", f"{hit_rate(of_pairs, first):.3f}") for first in (1, 3)]
    figures += [("MRR", f"{mean_reciprocal_rank(of_pairs):.3f}"), ("pairs", f"{len(of_pairs):,}")]
    print_rows(figures, "figure", "value")
