"""A day of one installation: when each of its effects is out, under GitHub's ceilings for it.

Content (words, reminders) goes out at the program's own pace, which stays below GitHub's; while it must wait,
the whole installation rests, labels too, as in the program.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from math import inf
from random import Random

from benchmarks.scale.population import (
    AT_NINE,
    DAY,
    HOUR,
    PROFILE,
    WITH_LABEL,
    WITH_REMINDER,
    WITH_WORD,
    Installation,
)
from benchmarks.scale.queue import Outage
from bot.core.schedule.pace import Ceilings

IN_TIME = {"label": 60.0, "word": 300.0, "reminder": 3600.0}
"""Seconds after which an effect of a kind counts as late; a reminder's from when it was due."""
STALE = 1800.0
REQUESTS = 5_000
"""An hour and installation at least; GitHub gives more to large ones."""
REQUESTS_EACH = 1.5
"""An effect: its own, and what was read for it (see `bench_requests`)."""
OURS = Ceilings()
PER_HOUR, PER_MINUTE = "500 contents an hour", "80 contents a minute"
PER_REQUEST, A_BREATH = "5,000 requests an hour", "a second between two contents"
_MINUTES = list(accumulate(PROFILE))


def _numbers() -> defaultdict[str, float]:
    return defaultdict(float)


@dataclass
class Tally:
    """Effects by kind: how many, and how many in time; `usual`: those of events outside the outage."""

    all: defaultdict[str, float] = field(default_factory=_numbers)
    in_time: defaultdict[str, float] = field(default_factory=_numbers)
    usual: defaultdict[str, float] = field(default_factory=_numbers)
    usual_in_time: defaultdict[str, float] = field(default_factory=_numbers)
    held_by: defaultdict[str, float] = field(default_factory=_numbers)
    """Effects that had to wait for a ceiling."""
    fullest: defaultdict[str, float] = field(default_factory=_numbers)
    """The most of each ceiling that one installation used, as a share."""
    again: float = 0
    """Effects that waited so long that they were decided afresh."""
    latest: float = 0

    def count(self, kind: str, wait: float, *, usual: bool, number: float = 1) -> None:
        """So many effects came so long after they were due."""
        in_time = number * (wait <= IN_TIME[kind])
        self.all[kind] += number
        self.in_time[kind] += in_time
        self.again += number * (wait > STALE)
        if usual:
            self.usual[kind] += number
            self.usual_in_time[kind] += in_time
            self.latest = max(self.latest, wait)

    def use(self, ceiling: str, share: float) -> None:
        """An installation used that much of a ceiling."""
        self.fullest[ceiling] = max(share, self.fullest[ceiling])


def effects(one: Installation, rng: Random) -> list[tuple[float, str]]:
    """The moments at which something is to be done, and its kind."""
    due: list[tuple[float, str]] = []
    for share, kind in ((WITH_LABEL, "label"), (WITH_WORD, "word")):
        due += [(_moment(rng), kind) for _ in range(_about(one.events * share, rng))]
    for _ in range(_about(one.events * WITH_REMINDER, rng)):
        due.append((9.0 * HOUR if rng.random() < AT_NINE else _moment(rng), "reminder"))
    for extra in one.extras:
        for share, kind in ((extra.labels, "label"), (extra.words, "word")):
            for _ in range(_about(extra.events * share, rng)):
                due.append((rng.uniform(extra.begin, extra.end), kind))
    return sorted(due)


def _about(mean: float, rng: Random) -> int:
    return max(0, round(rng.gauss(mean, mean**0.5)))


def _moment(rng: Random) -> float:
    minute = bisect_right(_MINUTES, rng.random() * _MINUTES[-1])
    return min(DAY - 1.0, (minute + rng.random()) * 60)


def is_usual(at: float, outage: Outage) -> bool:
    """Whether what comes at this moment is held up neither by the outage nor by what it left."""
    return not outage.begin - 60 <= at < outage.end + HOUR


def play(
    one: Installation,
    waits: Sequence[float],
    write: float,
    outage: Outage,
    rng: Random,
    tallies: Sequence[Tally],
) -> None:
    """Play one installation's day, effect by effect."""
    pace = _Pace()
    for ready, at, kind in sorted((at + waits[int(at)], at, kind) for at, kind in effects(one, rng)):
        begin = ready if not outage.begin <= ready < outage.end else float(outage.end)
        out = pace.label(begin) if kind == "label" else pace.content(begin)
        for tally in tallies:
            tally.count(kind, out + write - at, usual=is_usual(at, outage))
    for tally in tallies:
        for ceiling, number in pace.held_by.items():
            tally.held_by[ceiling] += number
        tally.use(PER_HOUR, _most(pace.taken, HOUR) / OURS.per_hour)
        tally.use(PER_MINUTE, _most(pace.taken, 60) / OURS.per_minute)
        tally.use(PER_REQUEST, max(pace.requests.values(), default=0.0) / REQUESTS)


def _most(moments: Sequence[float], length: float) -> int:
    return max(Counter(int(at // length) for at in moments).values(), default=0)


class _Pace:
    """What one installation may do when."""

    def __init__(self) -> None:
        self.taken: list[float] = []
        self.requests = _numbers()
        self.held_by = _numbers()
        self._rests: list[tuple[float, float]] = []

    def content(self, begin: float) -> float:
        """When it is out: in order, and as the ceilings allow."""
        at = max(begin, self.taken[-1] if self.taken else 0.0)
        held = ""
        while (wait := OURS.wait(self.taken, at)) > 1e-6:
            held = held or self._ceiling(at)
            self._rests.append((at, at + wait))
            at += wait
        if held:
            self.held_by[held] += 1
        at = self._request(at)
        self.taken.append(at)
        return at

    def _ceiling(self, at: float) -> str:
        if len(self.taken) >= OURS.per_hour and self.taken[-OURS.per_hour] + HOUR > at:
            return PER_HOUR
        if len(self.taken) >= OURS.per_minute and self.taken[-OURS.per_minute] + 60 > at:
            return PER_MINUTE
        return A_BREATH

    def label(self, begin: float) -> float:
        """When it is out: at once, unless the installation rests."""
        last = bisect_right(self._rests, (begin, inf)) - 1
        return self._request(max(begin, self._rests[last][1]) if last >= 0 else begin)

    def _request(self, at: float) -> float:
        if self.requests[str(int(at // HOUR))] >= REQUESTS:
            self.held_by[PER_REQUEST] += 1
        while self.requests[str(int(at // HOUR))] >= REQUESTS:
            at = (at // HOUR + 1) * HOUR
        self.requests[str(int(at // HOUR))] += REQUESTS_EACH
        return at
