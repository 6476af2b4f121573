"""The port of a benchmark: `figures(*, quick: bool) -> list[Figure]` measures once what it is there for.

`benchmarks/run.py` calls it in a process of its own, several times where a figure is not an exact count. What
a module prints meanwhile goes to stderr. It raises `NotMeasured` where something it needs is not here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class NotMeasured(Exception):
    """What a figure needs is not on this machine; the message says what, and what brings it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number, measured once."""

    number: int
    """Of the table of figures in `docs/reference/benchmarks.md`; several can share one."""
    name: str
    """What its history goes by: a figure with another name begins anew."""
    value: float
    unit: str = "×"
    reach: float | None = None
    """The bound: at most so much, or at least where more is better. None: there is none."""
    more_is_better: bool = False
    is_exact: bool = False
    """A count that comes out alike each time: it is measured once, and any step for the worse is one."""

    @property
    def is_within(self) -> bool:
        """Whether the bound is kept."""
        if self.reach is None:
            return True
        return self.value >= self.reach if self.more_is_better else self.value <= self.reach


class Benchmark(Protocol):
    """A module that measures figures."""

    def figures(self, *, quick: bool) -> list[Figure]:
        """Measure once; `quick` is shorter and less exact. Raise `NotMeasured`."""
        ...
