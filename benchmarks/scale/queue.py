"""The work of all as one queue: how long a delivery waits for a worker, for every second of the day.

First come, first served. The program lets repositories take turns: whoever is not busy waits less than here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from random import Random

from benchmarks.scale.population import DAY, PROFILE, Extra, Installation


@dataclass(frozen=True)
class Outage:
    """While GitHub is away nothing is decided or written; webhooks come all the same, which is the worst."""

    begin: int
    end: int


def arrivals(total: float, extras: Sequence[Extra], rng: Random) -> list[int]:
    """Deliveries in each second of the day, by chance (where there are many, normal instead of Poisson)."""
    rates = [total / DAY * PROFILE[second // 60] for second in range(DAY)]
    for extra in extras:
        for second in range(extra.begin, extra.end):
            rates[second] += extra.events / (extra.end - extra.begin)
    return [
        max(0, round(rng.gauss(rate, sqrt(rate)) if rate > 20 else _poisson(rate, rng))) for rate in rates
    ]


def _poisson(rate: float, rng: Random) -> int:
    count, left = 0, rng.expovariate(1)
    while left < rate:
        count += 1
        left += rng.expovariate(1)
    return count


def waits(coming: Sequence[int], capacity: float, outage: Outage | None) -> list[float]:
    """Seconds from each second's deliveries to their decision, at `capacity` a second."""
    waiting, backlog = [], 0.0
    for second, count in enumerate(coming):
        away = outage is not None and outage.begin <= second < outage.end
        backlog += count
        rest = outage.end - second if away and outage else 0
        waiting.append(rest + backlog / capacity)
        if not away:
            backlog = max(0.0, backlog - capacity)
    return waiting


def quantile(coming: Sequence[int], waiting: Sequence[float], share: float) -> float:
    """How long the given share of the deliveries waits at most."""
    left = sum(coming) * share
    for wait, count in sorted(zip(waiting, coming, strict=True)):
        left -= count
        if left <= 0:
            return wait
    return 0.0


def all_extras(people: Sequence[Installation]) -> list[Extra]:
    """What happens anywhere beside the usual day."""
    return [extra for one in people for extra in one.extras]
