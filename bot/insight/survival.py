"""How long something takes when not everybody is through yet: Kaplan and Meier's estimate, and the log-rank
test of two samples. Who still waits at the end counts until then, and is no event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, exp, inf, log, sqrt
from statistics import NormalDist
from typing import NamedTuple

LEVEL = 0.95
"""The confidence of all intervals."""
_HALF = 0.5 + 1e-12
"""A share is a product of many, which may miss one half by its rounding."""


class Wait(NamedTuple):
    """A duration; `ended` is False while it still goes on (the sample is censored there)."""

    length: float
    ended: bool


class SurvivalStep(NamedTuple):
    """At `at`, the share that still waits falls to `share`, with its interval (None at 0 and 1)."""

    at: float
    share: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Quantile:
    """When a share is through, with its interval; None where too many still wait to tell."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Survival:
    """The share that still waits, as it falls; it holds until the next step."""

    steps: tuple[SurvivalStep, ...]
    last: float
    """The longest wait; nothing is known beyond it while somebody waits."""

    def at(self, length: float) -> SurvivalStep | None:
        """Return the last step up to `length`; None where nothing is known any more."""
        if length > self.last and (not self.steps or self.steps[-1].share > 0):
            return None
        return next(
            (step for step in reversed(self.steps) if step.at <= length), SurvivalStep(0, 1, None, None)
        )

    def through(self, share: float) -> float | None:
        """Return the first length at which this share no longer waits; None where too many still do."""
        return next((step.at for step in self.steps if step.share <= 1 - share + 1e-12), None)

    @property
    def median(self) -> Quantile:
        """The first time at which at most half still wait; its interval is where the limits of the share get
        there."""
        low = next((step.at for step in self.steps if (step.low or step.share) <= _HALF), None)
        value = next((step.at for step in self.steps if step.share <= _HALF), None)
        high = next((step.at for step in self.steps if (step.high or 1) <= _HALF), None)
        return Quantile(value, low, high)


def kaplan_meier(waits: Sequence[Wait]) -> Survival:
    """Return the estimate with log-log intervals (Kalbfleisch and Prentice), by Greenwood's variance.

    >>> kaplan_meier([Wait(1, True), Wait(2, True), Wait(3, False), Wait(4, True)]).median.value
    2
    """
    z = NormalDist().inv_cdf(0.5 + LEVEL / 2)
    steps = []
    share, variance = 1.0, 0.0
    for at, (at_risk, events) in _table(waits).items():
        if not events:
            continue
        share *= 1 - events / at_risk
        variance += events / (at_risk * (at_risk - events)) if at_risk > events else inf
        low = high = None
        if 0 < share < 1:
            spread = z * sqrt(variance) / log(share)
            low, high = (exp(-exp(log(-log(share)) + sign * spread)) for sign in (-1, 1))
        steps.append(SurvivalStep(at, share, low, high))
    return Survival(tuple(steps), max((wait.length for wait in waits), default=0))


def log_rank(one: Sequence[Wait], other: Sequence[Wait]) -> float | None:
    """Return how probable a difference like this is if both samples wait alike (two-sided); None where
    nothing can be told."""
    first, second = _table(one), _table(other)
    if not one or not other:
        return None
    excess = variance = 0.0
    for at, (at_risk, events) in _table([*one, *other]).items():
        mine = _at_risk(first, at)
        excess += first.get(at, (0, 0))[1] - events * mine / at_risk
        if at_risk > 1:
            others = _at_risk(second, at)
            variance += events * (at_risk - events) * mine * others / (at_risk**2 * (at_risk - 1))
    return erfc(abs(excess) / sqrt(2 * variance)) if variance > 0 else None


def _table(waits: Sequence[Wait]) -> dict[float, tuple[int, int]]:
    """Return how many are at risk and how many end, by each length in order."""
    table: dict[float, tuple[int, int]] = {}
    left = len(waits)
    ends: dict[float, list[bool]] = {}
    for wait in sorted(waits):
        ends.setdefault(wait.length, []).append(wait.ended)
    for length, ended in ends.items():
        table[length] = (left, sum(ended))
        left -= len(ended)
    return table


def _at_risk(table: dict[float, tuple[int, int]], at: float) -> int:
    return next((at_risk for length, (at_risk, _) in table.items() if length >= at), 0)
