"""`docs/reference/benchmarks.md`: the latest figures, from the history of the runs."""

from __future__ import annotations

from collections.abc import Sequence

from bot.queries.benchmarks.history import (
    BenchmarkHistory,
    BenchmarkRun,
    FigureResult,
    bound,
    day,
    earlier,
    text,
)

SHOWN = 12
"""Runs of which a figure's past is shown."""

HEAD = """\
# Benchmarks

`python -m benchmarks.run` measures these figures in one go (`--quick`: shorter; `--only 3 5`: those numbers),
compares them with the last run of the same kind on the same machine and adds a line to
`benchmarks/history.jsonl`, which this page is generated from (`make docs`). A figure is the median of its
rounds; `±` is half of what the same code differed by between them. A step for the worse that is larger than
that noise is a regression: the run says so and fails. What compares with Probot takes Node and a folder that
starts both (`benchmarks/bench_peers.py`). Where something is missing the run says *not measured*, and fails
with `--strict`.
"""


def benchmarks_page(history: BenchmarkHistory) -> str:
    """Return the page as Markdown."""
    parts = [HEAD]
    if not history.runs:
        return HEAD + "\nNothing has been measured yet.\n"
    for quick in (False, True):
        runs = [run for run in history.runs if run.quick is quick]
        if runs:
            title = "The latest quick run" if quick else "The latest run"
            parts += [f"## {title}\n", *_latest(runs[-1], runs), ""]
    if history.odd:
        parts += ["## Lines that cannot be read\n", *(f"- {sentence}" for sentence in history.odd), ""]
    return "\n".join(parts).rstrip() + "\n"


def _latest(run: BenchmarkRun, runs: Sequence[BenchmarkRun]) -> list[str]:
    lines = [f"Commit `{run.commit}` on {day(run.at)}, {run.machine}.\n"]
    lines += [
        "| # | figure | bound | measured | kept | before, the newest first |",
        "|---|---|---|---|---|---|",
    ]
    lines += [f"| {' | '.join(_cells(one, run, runs))} |" for one in run.figures]
    if run.missing:
        lines += ["", *(f"- `{name}`: not measured: {why}" for name, why in sorted(run.missing.items()))]
    return lines


def _cells(one: FigureResult, run: BenchmarkRun, runs: Sequence[BenchmarkRun]) -> tuple[str, ...]:
    verdict = "yes" if one.is_within else "no"
    return (f"{one.number}", one.figure, bound(one) or "–", text(one), verdict, _past(one, run, runs) or "–")


def _past(one: FigureResult, run: BenchmarkRun, runs: Sequence[BenchmarkRun]) -> str:
    alike = [before for before in earlier(run, runs) if before.machine == run.machine]
    results = [before.of(one.figure) for before in reversed(alike)]
    return ", ".join([text(result) for result in results if result is not None][:SHOWN])
