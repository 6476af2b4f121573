"""The kinds of bad weather, and how each is brought about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from random import Random

from fakegithub import Fault
from fakegithub.http.faults import ScriptedFault
from tests.harness.crash.ordeals import lists_lag
from tests.harness.weather.village import Village

HOUR = 3600.0


class Weather(StrEnum):
    """What may happen."""

    KILL = "kills"
    STOP = "stops"
    """The process stands still for longer than a lease."""
    LOCK = "locks"
    """Another program holds the database."""
    SKEW = "skews"
    """Our clock goes wrong by an hour."""
    LOST = "lost answers"
    """GitHub did it and its answer is lost; often its webhook, too."""
    STALE = "stale lists"
    HTML = "HTML"
    REDIRECT = "redirects"
    """To another host, or because the repository was renamed."""
    HALF = "half bodies"
    SHAPE = "wrong shapes"
    OUTAGE = "outages"
    RESTORE = "restores"
    """A backup that was made before is put back."""


WIRE = {
    Weather.LOST: (Fault.LOST_ANSWER,),
    Weather.HTML: (
        Fault.HTML_PAGE,
        Fault.BAD_GATEWAY,
        Fault.FORBIDDEN_PAGE,
        Fault.MISSING_PAGE,
        Fault.PROXY_LOGIN,
        Fault.REQUEST_TIMEOUT,
        Fault.TOO_EARLY,
    ),
    Weather.REDIRECT: (Fault.FOREIGN_REDIRECT,),
    Weather.HALF: (Fault.HALF_ANSWER,),
    Weather.SHAPE: (Fault.WRONG_SHAPE, Fault.EMPTY_ANSWER),
}
"""What goes wrong with single requests."""
REQUESTS = (
    ("POST", "/comments$"),
    ("POST", "/comments$"),
    ("POST", "/labels$"),
    ("POST", "/assignees$"),
    ("PATCH", "/comments/"),
    ("GET", "/comments"),
    ("GET", "/contents/"),
    ("GET", r"/issues/\d+$"),
    ("POST", "/access_tokens$"),
    ("*", "/"),
)
DOCUMENT = ("POST", "/graphql$")
"""What takes the place of the first five, for whoever batches."""
AWAY = (Fault.SERVER_ERROR, Fault.BAD_GATEWAY, Fault.UNICORN, Fault.RESET, Fault.LOST_REQUEST)
"""How GitHub is not there."""

Later = tuple[float, Callable[[], Awaitable[None]]] | None
"""In so many seconds this ends it."""


class Sky:
    """What is brought about, drawn by `random`; `seen` counts it, on the wire by requests."""

    def __init__(self, village: Village, random: Random, folder: Path) -> None:
        self._village, self._random, self._folder = village, random, folder
        self.seen: Counter[Weather] = Counter()
        self.backup: Path | None = None
        faults = village.github.faults
        take, kinds = faults.take, {fault: kind for kind, each in WIRE.items() for fault in each}

        def counted(method: str, path: str, *, writes: bool = True) -> ScriptedFault | None:
            fault = take(method, path, writes=writes)
            if fault is not None and fault not in self._outages:
                self.seen[kinds[fault.fault]] += 1
            return fault

        faults.take = counted  # type: ignore[method-assign]
        self._outages: list[ScriptedFault] = []

    async def brings(self, kind: Weather) -> Later:
        """Let it happen now; in how many seconds it ends, and how, if it does not end by itself."""
        match kind:
            case Weather.KILL:
                self._village.fate.kill_after = self._random.choice((1, 2, 3, 5, 8, 13, 21, 34, 55))
                self._village.fate.down_seconds = self._random.choice((0, 0, 5, 60, 600))
            case Weather.STOP:
                self.seen[kind] += 1
                self._village.fate.stop_after = self._random.randint(1, 40)
                self._village.fate.stop_seconds = self._random.uniform(61, 900)
            case Weather.LOCK:
                self.seen[kind] += 1
                with self._village.locked():
                    await self._village.passes(self._random.uniform(5, 40))
            case Weather.SKEW:
                return self._skew(self._random.choice((-HOUR, HOUR)))
            case Weather.STALE:
                self.seen[kind] += 1
                lists_lag(self._village, self._random.uniform(10, 60))
                return self._random.uniform(600, 2400), self._lists_are_fresh
            case Weather.OUTAGE:
                self.seen[kind] += 1
                return self._outage()
            case Weather.RESTORE:
                if self.backup is None:
                    self.backup = self._folder / "backup.db"
                    self._village.keeps_copy(self.backup)
                    return self._random.uniform(600, 4 * HOUR), self._restore
            case _:
                return self._on_the_wire(kind)
        return None

    def clears(self) -> None:
        """Nothing further goes wrong."""
        self._village.github.faults.clear()
        self._village.is_deaf = False
        self._village.fate.kill_after = self._village.fate.stop_after = 0

    def _on_the_wire(self, kind: Weather) -> Later:
        if kind == Weather.REDIRECT and self._random.random() < 0.2:
            self.seen[kind] += 1
            self._village.is_renamed()
            return None
        documents = (DOCUMENT,) * 5 if self._village.batches else ()
        method, path = self._random.choice((*REQUESTS, *documents))
        times = self._random.choice((1, 1, 2, 3, 5))
        self._village.breaks(method, path, self._random.choice(WIRE[kind]), times=times)
        if kind == Weather.LOST and self._random.random() < 0.5:
            self._village.is_deaf = True
            return self._random.uniform(600, 2400), self._hears_again
        return None

    async def _hears_again(self) -> None:
        self._village.is_deaf = False

    async def _lists_are_fresh(self) -> None:
        vars(self._village.github.api).pop("handle", None)

    def _skew(self, seconds: float) -> Later:
        async def put_right() -> None:
            self._village.clock.jump(-seconds)
            self._village.github_ahead += timedelta(seconds=seconds)

        if self._village.github_ahead:
            return None
        self.seen[Weather.SKEW] += 1
        self._village.clock.jump(seconds)
        self._village.github_ahead -= timedelta(seconds=seconds)
        return self._random.uniform(HOUR / 4, 4 * HOUR), put_right

    def _outage(self) -> Later:
        pending = self._village.github.faults.pending
        self._village.breaks("*", "/", self._random.choice(AWAY), times=10**9)
        outage = pending.pop()
        pending.insert(0, outage)
        self._outages.append(outage)

        async def ends() -> None:
            if outage in pending:
                pending.remove(outage)

        return self._random.uniform(HOUR / 4, 2 * HOUR), ends

    async def _restore(self) -> None:
        assert self.backup is not None
        self.seen[Weather.RESTORE] += 1
        copy, self.backup = self.backup, None
        await self._village.restores(copy)
