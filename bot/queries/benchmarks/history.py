"""What was measured, run by run: `benchmarks/history.jsonl`, and what it says of the latest.

A wheel brings the file along beside this module; a checkout has it where it is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

PACKAGED = Path(__file__).with_name("history.jsonl")
WRITTEN = Path(__file__).parents[3] / "benchmarks" / "history.jsonl"


class FigureResult(BaseModel):
    """What the rounds of one run came to. `spread`: between the furthest of them, as a share of the median.
    That is what the same code differs from itself by; a count that comes out alike each time has none."""

    model_config = ConfigDict(frozen=True)

    number: int
    figure: str
    median: float = Field(allow_inf_nan=False)
    spread: float = Field(ge=0, allow_inf_nan=False)
    rounds: int = 1
    unit: str = ""
    reach: float | None = None
    more_is_better: bool = False

    @property
    def is_within(self) -> bool:
        """Whether the bound is kept."""
        if self.reach is None:
            return True
        return self.median >= self.reach if self.more_is_better else self.median <= self.reach


class BenchmarkRun(BaseModel):
    """One line: what was measured of which commit on which machine. `missing`: what was not, and why."""

    model_config = ConfigDict(frozen=True)

    at: AwareDatetime
    commit: str
    machine: str
    quick: bool = False
    figures: tuple[FigureResult, ...]
    missing: dict[str, str] = {}

    def of(self, figure: str) -> FigureResult | None:
        """Return what it says of a figure."""
        return next((result for result in self.figures if result.figure == figure), None)


@dataclass(frozen=True, slots=True)
class BenchmarkHistory:
    """All runs, the oldest first; and a sentence for each line that cannot be read."""

    runs: tuple[BenchmarkRun, ...]
    odd: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Regression:
    """A figure that got worse by a larger share than the noise of both runs explains."""

    now: FigureResult
    before: FigureResult
    commit: str
    worse: float
    noise: float


def read(lines: Iterable[str]) -> BenchmarkHistory:
    """Return what the lines hold."""
    runs, odd = [], []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            runs.append(BenchmarkRun.model_validate_json(line))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or "the line"
            odd.append(f"line {number} is left out: {where}: {first['msg']}. Mend it or delete it.")
    return BenchmarkHistory(tuple(sorted(runs, key=lambda run: run.at)), tuple(odd))


def stored(*files: Path) -> BenchmarkHistory:
    """Return what the first of these files that is there holds; nothing where none is."""
    for file in files or (PACKAGED, WRITTEN):
        if file.is_file():
            return read(file.read_text(encoding="utf-8", errors="replace").splitlines())
    return BenchmarkHistory(())


def before(run: BenchmarkRun, runs: Sequence[BenchmarkRun], figure: str) -> BenchmarkRun | None:
    """Return the latest earlier run that measured the figure in the same way on the same machine."""
    alike = [one for one in earlier(run, runs) if (one.machine, one.quick) == (run.machine, run.quick)]
    return next((one for one in reversed(alike) if one.of(figure) is not None), None)


def earlier(run: BenchmarkRun, runs: Sequence[BenchmarkRun]) -> list[BenchmarkRun]:
    """Return the runs before this one, which need not be among them."""
    return [one for one in takewhile(lambda one: one is not run, runs) if one.at <= run.at]


def regressions(run: BenchmarkRun, runs: Sequence[BenchmarkRun]) -> list[Regression]:
    """Return the figures that got worse than they last were, by more than either run differs from itself."""
    worse = []
    for now in run.figures:
        last = before(run, runs, now.figure)
        then = last.of(now.figure) if last is not None else None
        if last is None or then is None:
            continue
        step, noise = _step(now, then), max(now.spread, then.spread)
        if step > noise:
            worse.append(Regression(now, then, last.commit, step, noise))
    return worse


def _step(now: FigureResult, then: FigureResult) -> float:
    """Return by which share it is worse; below zero: better."""
    change = then.median - now.median if now.more_is_better else now.median - then.median
    if then.median == 0:
        return float("inf") if change > 0 else 0.0
    return change / abs(then.median)


def text(result: FigureResult) -> str:
    """Return the number as people read it, such as `2.31 ×  ± 4 %`."""
    digits = 0 if result.median == round(result.median) or abs(result.median) >= 100 else 2
    number = f"{result.median:,.{digits}f} {result.unit}".rstrip()
    return number if result.rounds < 2 else f"{number} ± {result.spread / 2:.0%}"


def bound(result: FigureResult) -> str:
    """Return its bound as people read it; empty where there is none."""
    if result.reach is None:
        return ""
    return f"{'≥' if result.more_is_better else '≤'} {result.reach:g} {result.unit}".rstrip()


def day(at: datetime) -> str:
    """Return a day as `2026-11-30`."""
    return f"{at:%Y-%m-%d}"
