"""A day of all installations: the shared queue second by second, then each installation's own ceilings.

Installations that create less than `QUIET` contents an hour cannot reach a ceiling, also after an outage:
they are counted together, by the shared queue alone. The others are played effect by effect.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from random import Random

from benchmarks.scale import queue
from benchmarks.scale.installation_day import Tally, is_usual, play
from benchmarks.scale.population import (
    AT_NINE,
    DAY,
    HOUR,
    PROFILE,
    WITH_LABEL,
    WITH_REMINDER,
    WITH_WORD,
    population,
)
from benchmarks.scale.queue import Outage
from benchmarks.scale.service_times import ServiceTimes

QUIET = 10.0
OUTAGE = Outage(14 * HOUR, 16 * HOUR)
FULL = 0.7
"""Of a process: more is not planned for."""
BURST = 3.0
"""The web process is to bear so many times the busiest second."""
PROMPT = 5.0
"""Seconds that 99 of 100 deliveries wait at most, on a day without an outage."""
CAUGHT_UP = HOUR
"""Seconds after an outage within which nothing waits any more."""
MORNING = 9 * HOUR


@dataclass(frozen=True)
class Day:
    """What came of it."""

    installations: int
    events: int
    peak: int
    """Deliveries in the busiest second."""
    workers: int
    workers_for: dict[str, int]
    """By reason how many would be needed."""
    webs: int
    busiest: float
    """Of the workers' time in the busiest minute, the share."""
    all: Tally
    others: Tally
    """Where nothing special happened."""
    alone: dict[str, Tally]
    """The installations where it did."""
    prompt: tuple[float, float]
    """99 of 100 deliveries wait so long at most, no outage: without what is special, and with it."""
    database: float
    """Cores that the database's server uses in the busiest minute."""
    caught_up: float
    played: int
    held: int
    """Of those without anything special, so many had something late while GitHub was there."""
    largest: float
    """Webhooks a day at the largest."""


def play_day(installations: int, times: ServiceTimes, seed: int) -> Day:
    """Play it."""
    rng = Random(seed)
    people = population(installations, rng)
    usual = sum(one.events for one in people)
    extras = queue.all_extras(people)
    herd = round(usual * WITH_REMINDER * AT_NINE)
    coming, plain = (queue.arrivals(usual, which, Random(seed)) for which in (extras, ()))
    service = times.decide + times.write * (WITH_LABEL + WITH_WORD + WITH_REMINDER)
    needed = _workers(coming, herd, service)
    workers = max(needed.values())
    capacity = workers / service
    waits = queue.waits(_with(herd, coming), capacity, OUTAGE)
    tally, others, alone = Tally(), Tally(), {extra.name: Tally() for extra in extras}
    held = 0
    loud = [one for one in people if one.extras or one.events * (WITH_WORD + WITH_REMINDER) / 24 > QUIET]
    for one in loud:
        shared, own = [alone[extra.name] for extra in one.extras] or [others], Tally()
        play(one, waits, times.write, OUTAGE, rng, [tally, own, *shared])
        held += not one.extras and sum(own.usual.values()) > sum(own.usual_in_time.values())
    for each in (tally, others):
        _count_quiet(usual - sum(one.events for one in loud), waits, times.write, each)
    peak = max(coming)
    without, with_all = (_p99(which, herd, capacity) for which in (plain, coming))
    return Day(
        installations=installations,
        events=sum(coming),
        peak=peak,
        workers=workers,
        workers_for=needed,
        webs=max(2, ceil(peak * BURST * times.acknowledge / FULL)),
        busiest=_busiest_minute(coming) * service / workers,
        database=_busiest_minute(coming) * times.database,
        all=tally,
        others=others,
        alone=alone,
        prompt=(without, with_all),
        caught_up=_caught_up(waits),
        played=len(loud),
        held=held,
        largest=people[0].events,
    )


def _with(herd: int, coming: Sequence[int]) -> list[int]:
    """The same with what is due at nine, which is as much work as so many deliveries."""
    return [*coming[:MORNING], coming[MORNING] + herd, *coming[MORNING + 1 :]]


def _p99(coming: Sequence[int], herd: int, capacity: float) -> float:
    return queue.quantile(coming, queue.waits(_with(herd, coming), capacity, None), 0.99)


def _workers(coming: Sequence[int], herd: int, service: float) -> dict[str, int]:
    """How many are needed, by what for."""
    needed = {
        "one may die": 2,
        "the busiest minute": ceil(_busiest_minute(coming) * service / FULL),
        "prompt": 1,
        "after an outage": 1,
    }
    while _p99(coming, herd, needed["prompt"] / service) > PROMPT:
        needed["prompt"] += 1
    while _caught_up(queue.waits(coming, needed["after an outage"] / service, OUTAGE)) > CAUGHT_UP:
        needed["after an outage"] += 1
    return needed


def _busiest_minute(coming: Sequence[int]) -> float:
    """Deliveries a second in it."""
    return max(sum(coming[at : at + 60]) / 60 for at in range(0, DAY, 60))


def _caught_up(waits: Sequence[float]) -> float:
    """Seconds after the outage until nothing waits long."""
    late = (second for second in range(OUTAGE.end, DAY) if waits[second] <= PROMPT)
    return next(late, DAY) - OUTAGE.end


def _count_quiet(events: float, waits: Sequence[float], write: float, tally: Tally) -> None:
    for minute in range(DAY // 60):
        second = minute * 60 + 30
        for kind, share in (
            ("label", WITH_LABEL),
            ("word", WITH_WORD),
            ("reminder", WITH_REMINDER * (1 - AT_NINE)),
        ):
            number = events / 1440 * PROFILE[minute] * share
            tally.count(kind, waits[second] + write, usual=is_usual(second, OUTAGE), number=number)
    tally.count("reminder", waits[MORNING] + write, usual=True, number=events * WITH_REMINDER * AT_NINE)
