"""The door: durable deliveries a second, and what one costs beside the work nobody can leave out.

    python -m benchmarks.bench_door [--quick] [--plain]
    PORT=4000 SECRET=… python -m benchmarks.bench_door --serve [--plain]

64 connections post signed bodies of 16 KB on average to a process that stores each on disk (fsync) before it
answers 202. The cost is that process's processor time for a delivery, divided by what `hmac.digest` and
`json.loads` of the same bodies take in the same run. With the extra `fast` the bound is 2.0 and the aim 1.5;
without it, or with --plain, the bound is 3.0.
With --serve the measured process alone runs until it is ended, for whoever brings a load of their own: it
prints the port that it listens on, and checks signatures with SECRET.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import hashlib
import hmac
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.figure import Figure
from bot.clock import SystemClock
from bot.store.database import Database
from bot.store.inbox.door import Inbox
from bot.store.sql import migrate
from bot.web.event_loop import loop_factory
from bot.web.server import listen, make_app

if TYPE_CHECKING:
    from bot.store.backlog import Backlog

SECRET = os.environ.get("SECRET") or "a secret of some length"
PATH = "/api/github/webhooks"
CONNECTIONS, POSTS, QUICK = 64, 8_000, 1_500
KILOBYTES = (4, 16, 16, 28)
PAGE = os.sysconf("SC_PAGE_SIZE")
BOUND, BOUND_FAST, AIM = 3.0, 2.0, 1.5
FAST = ("msgspec", "uvloop")
"""What the extra `fast` brings."""


class _Nothing:
    """Health and metrics of a server that nobody asks."""

    async def at_head(self) -> bool:
        return True

    async def backlog(self) -> Backlog:
        raise NotImplementedError

    async def counts(self) -> Mapping[str, Mapping[str, int]]:
        return {}


async def serve(folder: str, port: int) -> None:
    """Run the measured process until SIGINT or SIGTERM: the door and the store, and no worker behind them."""
    url, clock, stop = f"sqlite:///{folder}/door.db", SystemClock(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    migrate.upgrade(url)
    async with Database(url, clock) as db:
        app = make_app(
            inbox=Inbox(db), readiness=_Nothing(), numbers=_Nothing(), clock=clock, webhook_secret=SECRET
        )
        async with listen(app, "127.0.0.1", port) as actual:
            gc.freeze()  # as `serve` does
            print(actual, flush=True)
            await stop.wait()


def body(at: int, kilobytes: int) -> bytes:
    """A comment's webhook of about that size: nested objects and long texts, like GitHub's."""
    people = [{"login": f"user-{n}", "id": n, "type": "User", "site_admin": False} for n in range(8)]
    told = {
        "action": "created",
        "installation": {"id": 5},
        "repository": {"id": 12, "full_name": "acme/widget", "private": False, "owner": people[0]},
        "issue": {
            "number": at % 500,
            "title": "A title",
            "user": people[1],
            "labels": [],
            "assignees": people,
        },
        "comment": {"id": at, "body": "words \\u00e4nd more\n" * (kilobytes * 48), "user": people[2]},
        "sender": people[3],
        "urls": {f"url_{n}": f"https://api.github.com/repos/acme/widget/{n}" for n in range(40)},
    }
    return json.dumps(told).encode()


def requests(count: int) -> list[tuple[bytes, bytes]]:
    """Whole HTTP requests, each with its body."""
    made = []
    for at, kilobytes in enumerate(islice(cycle(KILOBYTES), count)):
        raw = body(at, kilobytes)
        signature = hmac.digest(SECRET.encode(), raw, hashlib.sha256).hex()
        head = (
            f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            f"X-GitHub-Event: issue_comment\r\nX-GitHub-Delivery: bench-{at}\r\n"
            f"X-Hub-Signature-256: sha256={signature}\r\nContent-Length: {len(raw)}\r\n\r\n"
        )
        made.append((head.encode(), raw))
    return made


async def post_all(port: int, waiting: list[tuple[bytes, bytes]]) -> None:
    """Post everything over 64 connections; AssertionError for any answer but 202."""

    async def connection() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while waiting:
            head, raw = waiting.pop()
            writer.write(head + raw)
            answer = await reader.readuntil(b"\r\n\r\n")
            assert answer.startswith(b"HTTP/1.1 202"), answer
            length = next(
                line for line in answer.split(b"\r\n") if line.lower().startswith(b"content-length")
            )
            await reader.readexactly(int(length.partition(b":")[2]))
        writer.close()
        await writer.wait_closed()

    await asyncio.gather(*(connection() for _ in range(CONNECTIONS)))


def spent(pid: int) -> float:
    """Seconds of processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def needed(bodies: list[bytes]) -> float:
    """Seconds of processor time that checking and reading the bodies takes at the least."""
    begin = time.process_time()
    for raw in bodies:
        hmac.digest(SECRET.encode(), raw, hashlib.sha256)
        json.loads(raw)
    return time.process_time() - begin


@dataclass(frozen=True)
class Measured:
    """What so many deliveries took."""

    count: int
    kilobytes: float
    seconds: float
    cost: float
    least: float
    """Seconds of processor time that nobody can leave out."""
    memory: float
    """Megabytes of the process after the load."""


def measured(count: int, *, plain: bool) -> Measured:
    """Run the measured process, and post to it."""
    posts = requests(count)
    bodies = [raw for _, raw in posts]
    command = [sys.executable, "-m", "benchmarks.bench_door", "--serve"] + ["--plain"] * plain
    env = os.environ | {"PORT": "", "SECRET": SECRET}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as server:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        asyncio.run(post_all(port, posts[:200]))
        least, before, begin = needed(bodies[200:]), spent(server.pid), time.perf_counter()
        asyncio.run(post_all(port, posts[200:]))
        seconds, cost = time.perf_counter() - begin, spent(server.pid) - before
        least = min(least, needed(bodies[200:]))
        memory = int(Path(f"/proc/{server.pid}/statm").read_text().split()[1]) * PAGE / 2**20
        server.terminate()
    kilobytes = sum(map(len, bodies)) / len(bodies) / 1024
    return Measured(len(bodies) - 200, kilobytes, seconds, cost, least, memory)


def figures(*, quick: bool) -> list[Figure]:
    """See `benchmarks.figure`."""
    name = "processor time per durable delivery ÷ (hmac.digest + json.loads)"
    count = QUICK if quick else POSTS
    run = measured(count, plain=True)
    figures = [Figure(number=2, name=f"{name}, plain", value=run.cost / run.least, reach=BOUND)]
    if is_fast():
        run = measured(count, plain=False)
        figures.append(Figure(number=2, name=f"{name}, fast", value=run.cost / run.least, reach=BOUND_FAST))
    return figures


def is_fast() -> bool:
    """Whether the extra `fast` is installed."""
    return all(find_spec(name) is not None for name in FAST)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} deliveries instead of {POSTS}")
    parser.add_argument("--plain", action="store_true", help="as if the extra `fast` were not installed")
    parser.add_argument("--serve", action="store_true", help="the measured process alone, on PORT")
    chosen = parser.parse_args()
    if chosen.plain:
        sys.modules.update(dict.fromkeys(FAST))  # type: ignore[arg-type]  # so that they cannot be imported
    if chosen.serve:
        with tempfile.TemporaryDirectory() as folder, asyncio.Runner(loop_factory=loop_factory()) as runner:
            runner.run(serve(folder, int(os.environ.get("PORT") or 0)))
        return
    kind, bound = ("plain", BOUND) if chosen.plain or not is_fast() else ("fast", BOUND_FAST)
    run = measured(QUICK if chosen.quick else POSTS, plain=chosen.plain)
    ratio = run.cost / run.least
    verdict = f"  over {bound}" if ratio > bound else "" if ratio > AIM else f"  (aim {AIM} reached)"
    print(f"{run.count} deliveries of {run.kilobytes:.1f} KB, all answered 202")
    rate, each = run.count / run.seconds, run.cost / run.count * 1e6
    print(f"{rate:,.0f} a second; {run.count / run.cost:,.0f} a core-second; {each:,.0f} µs each")
    print(f"{kind}, cost ÷ (hmac.digest + json.loads): {ratio:.2f}{verdict}; memory {run.memory:.0f} MB")


if __name__ == "__main__":
    main()
