"""All figures in one go, each beside what it was the last time.

    python -m benchmarks.run [--quick] [--only 3 5] [--rounds 3] [--strict] [--peers DIR] [--history FILE]

Every benchmark gives its figures through one port (`benchmarks/figure.py`), in a process of its own. They
take turns, so that whatever else the machine does meets all alike: in each of `--rounds` rounds every figure
is measured once more by the same code, and what these rounds differ by is the noise. A figure is the median
of its rounds; it has got worse where the step from the last comparable run (same machine, same length) is
larger than the noise of both. The run becomes one line of `benchmarks/history.jsonl` (`--history -`: none).

Exits 1 where a figure got worse or a benchmark failed; with `--strict` also where a bound is not kept or a
figure was not measured. What compares with other programs is not of this project: `--peers DIR`, or
STEWARDBOT_BENCH_PEERS, names a folder whose `run.py target` starts a server beside Probot (`bench_peers`).
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from statistics import median

from benchmarks.figure import Figure, NotMeasured
from bot.queries.benchmarks.history import (
    WRITTEN,
    BenchmarkHistory,
    BenchmarkRun,
    FigureResult,
    bound,
    read,
    regressions,
    text,
)

BENCHMARKS: dict[str, tuple[int, ...]] = {
    "bench_peers": (1, 10),
    "bench_door": (2,),
    "bench_requests": (3,),
    "bench_arrival": (4,),
    "bench_road": (5,),
    "bench_fleet": (5,),
    "bench_growth": (6,),
    "bench_pages": (7,),
    "bench_backfill": (8,),
    "bench_crash": (9,),
    "bench_start": (10,),
    "bench_learner": (11,),
    "bench_examples": (12,),
    "bench_words": (13,),
    "bench_suite": (14,),
}
"""Which figures a benchmark measures, by their number."""
PEERS = "STEWARDBOT_BENCH_PEERS"
PROJECT = Path(__file__).parents[1]
Ask = Callable[[str, bool], list[Figure]]
"""Have a benchmark, by its name, measure once; the second says whether quickly."""


@dataclass
class Measured:
    """What came of all rounds: by the figure's name its values; by the benchmark's why there is none."""

    values: dict[str, list[Figure]] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)


def in_own_process(name: str, quick: bool) -> list[Figure]:
    """Measure once in a fresh process. Raise `NotMeasured`, and whatever the benchmark raises."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        try:
            return pool.submit(_figures, name, quick).result()
        except BrokenProcessPool as death:
            raise RuntimeError("its process died") from death


def _figures(name: str, quick: bool) -> list[Figure]:
    os.dup2(2, 1)  # What it prints is for whoever watches; stdout is the table's.
    figures: list[Figure] = import_module(f"benchmarks.{name}").figures(quick=quick)
    return figures


def measure(names: Sequence[str], rounds: int, *, quick: bool, ask: Ask = in_own_process) -> Measured:
    """Let all benchmarks take turns. Exact counts are measured once; what cannot be is not tried again."""
    measured = Measured()
    left = list(names)
    for turn in range(rounds):
        for name in tuple(left):
            print(f"round {turn + 1}: {name}", file=sys.stderr, flush=True)
            try:
                figures = ask(name, quick)
            except NotMeasured as why:
                measured.missing[name] = str(why)
                left.remove(name)
                continue
            except Exception as failure:
                traceback.print_exc()
                measured.missing[name] = f"failed: {failure}"
                measured.failed.add(name)
                left.remove(name)
                continue
            for figure in figures:
                measured.values.setdefault(figure.name, []).append(figure)
            if all(figure.is_exact for figure in figures):
                left.remove(name)
    return measured


def result(rounds: Sequence[Figure]) -> FigureResult:
    """Return what the rounds of a figure came to."""
    values = [figure.value for figure in rounds]
    first, middle = rounds[0], median(values)
    spread = (max(values) - min(values)) / abs(middle) if middle else 0.0
    return FigureResult(
        number=first.number,
        figure=first.name,
        median=round(middle, 4),
        spread=round(spread, 4),
        rounds=len(values),
        unit=first.unit,
        reach=first.reach,
        more_is_better=first.more_is_better,
    )


def machine() -> str:
    """Return what a figure depends on besides the code: nothing that names somebody's computer."""
    cpu = next((line.partition(":")[2].strip() for line in _cpu() if line.startswith("model name")), "")
    cores = os.cpu_count() or 1
    return (
        f"{cpu or platform.machine()}, {cores} cores, {platform.system()}, Python {platform.python_version()}"
    )


def _cpu() -> list[str]:
    try:
        return Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return []


def commit() -> str:
    """Return the commit that is measured, with a `+` where files differ from it; `unknown` without git."""
    try:
        described = subprocess.run(
            ["git", "describe", "--always", "--dirty=+", "--exclude=*", "--abbrev=12"],
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return described.stdout.strip()


def run_of(measured: Measured, now: datetime, *, quick: bool) -> BenchmarkRun:
    """Return the line of a run."""
    figures = sorted(map(result, measured.values.values()), key=lambda one: (one.number, one.figure))
    return BenchmarkRun(
        at=now.replace(microsecond=0),
        commit=commit(),
        machine=machine(),
        quick=quick,
        figures=tuple(figures),
        missing=measured.missing,
    )


def table(run: BenchmarkRun) -> list[str]:
    """Return the run as lines to read."""
    lines = [
        f"{one.number:>3}  {one.figure:<76} {text(one):>16}  {bound(one):>10}"
        f"{'' if one.is_within else '  NOT KEPT'}"
        for one in run.figures
    ]
    lines += [
        f"{'/'.join(map(str, BENCHMARKS.get(name, ()))):>3}  {name}: not measured: {why}"
        for name, why in run.missing.items()
    ]
    return lines


def remarks_on(run: BenchmarkRun, history: BenchmarkHistory) -> list[str]:
    """Return what there is to say about a run beside those before it."""
    lines = [f"history: {sentence}" for sentence in history.odd]
    for one in regressions(run, history.runs):
        lines.append(
            f"WORSE: {one.now.figure}: {text(one.before)} at {one.commit}, now {text(one.now)}: "
            f"{one.worse:.0%} worse, and the noise of the runs is {one.noise:.0%}"
        )
    return lines


def chosen_of(numbers: Sequence[int]) -> list[str]:
    """Return the benchmarks that measure these figures; all where none is named."""
    return [name for name, figures in BENCHMARKS.items() if not numbers or set(figures) & set(numbers)]


def main(arguments: Sequence[str] | None = None, ask: Ask = in_own_process) -> int:
    """Run them; see the top."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="shorter and less exact")
    parser.add_argument("--only", type=int, nargs="+", default=[], metavar="FIGURE", help="by number")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--strict", action="store_true", help="fail also for a bound, or what was not measured"
    )
    parser.add_argument("--peers", help=f"a folder that compares servers ({PEERS})")
    parser.add_argument("--history", default=str(WRITTEN), help="the file of all runs; - for none")
    chosen = parser.parse_args(arguments)
    if chosen.peers:
        os.environ[PEERS] = chosen.peers
    names = chosen_of(chosen.only)
    if not names:
        parser.error(f"no such figure; there are {', '.join(map(str, sorted(sum(BENCHMARKS.values(), ()))))}")
    measured = measure(names, max(1, chosen.rounds), quick=chosen.quick, ask=ask)
    run = run_of(measured, datetime.now(UTC), quick=chosen.quick)
    file = None if chosen.history == "-" else Path(chosen.history)
    lines = file.read_text(encoding="utf-8").splitlines() if file is not None and file.is_file() else []
    history = read(lines)
    remarks = remarks_on(run, history)
    print("\n".join([f"{run.commit} on {run.machine}", *table(run), *remarks]))
    if file is not None and run.figures:
        with file.open("a", encoding="utf-8") as out:
            out.write(run.model_dump_json() + "\n")
    is_worse = bool(measured.failed or regressions(run, history.runs))
    is_short = bool(run.missing) or not all(one.is_within for one in run.figures)
    return 1 if is_worse or (chosen.strict and is_short) else 0


if __name__ == "__main__":
    sys.exit(main())
