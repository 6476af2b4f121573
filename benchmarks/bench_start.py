"""From starting `serve` to the first delivery it acknowledges, and what it costs when nothing happens.

    python -m benchmarks.bench_start [--quick]

The bounds are one second to the first 202 and one
per cent of a core when idle. The time is also given as a multiple of what importing aiohttp, SQLAlchemy and
pydantic alone takes in the same run, because a machine's speed (and its load) is nobody's merit. A first
start makes the database as well.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import aiohttp

from benchmarks.figure import Figure
from fakegithub import GitHub, Server
from tests.harness.over_http.program import settings
from tests.harness.over_http.town import REPO, SECRET, world

BOUND_SECONDS, BOUND_IDLE = 1.0, 0.01
LIBRARIES = "import aiohttp.web, sqlalchemy, pydantic"
PORT = 18_431
"""Below those that the system gives to whoever asks from here: a client could be connected to itself."""
SETTLING = 4.0
"""Seconds after which the server has finished starting and is idle."""


def import_seconds() -> float:
    """How long a process takes that only imports what any such server needs."""
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", LIBRARIES], check=True)
    return time.perf_counter() - begin


def spent(pid: int) -> float:
    """Seconds of processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def first_answer(env: dict[str, str], folder: Path, github: Server, idle: float) -> tuple[float, float]:
    """Seconds to the first 202, and the share of a core used while idle (0 where it was not measured)."""
    webhook = github.github.webhooks.popleft()
    headers = webhook.headers(SECRET, github.github.state.app.id)
    url = f"http://127.0.0.1:{PORT}/api/github/webhooks"
    begin = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "serve"), cwd=folder, env=env, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        async with aiohttp.ClientSession() as session:
            while True:
                try:
                    async with session.post(url, data=webhook.body, headers=headers) as answer:
                        assert answer.status == 202, answer.status
                        break
                except aiohttp.ClientConnectorError:
                    await asyncio.sleep(0.005)
        seconds, share = time.perf_counter() - begin, 0.0
        if idle:
            await asyncio.sleep(SETTLING)
            before, since = spent(process.pid), time.perf_counter()
            await asyncio.sleep(idle)
            share = (spent(process.pid) - before) / (time.perf_counter() - since)
    finally:
        process.send_signal(signal.SIGTERM)
        await process.wait()
    return seconds, share


@dataclass
class Starts:
    """Seconds to the first 202 and of the libraries' imports alone; the share of a core used while idle."""

    first: list[float]
    again: list[float]
    imports: list[float]
    idle_seconds: float
    idle_share: float = 0.0


async def started(quick: bool) -> Starts:
    """Start it several times, with and without a database."""
    rounds, idle = (2, 3.0) if quick else (5, 10.0)
    github = Server(GitHub.of(world(), clock=lambda: datetime.now(UTC), secret=SECRET))
    await github.start()
    eve = github.github.person("eve")
    starts = Starts([], [], [], idle)
    import_seconds()  # the files are in the page cache from here on
    for turn in range(rounds):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            env = settings(folder, github.url, github.github.state.app.id, PORT=str(PORT))
            env["PYTHONPATH"] = str(Path(__file__).parents[1])
            for times, last in ((starts.first, False), (starts.again, turn == rounds - 1)):
                starts.imports.append(import_seconds())
                eve.opens_issue(REPO, "Crash on opening", "It crashes.")
                seconds, measured = await first_answer(env, folder, github, idle if last else 0)
                times.append(seconds)
                starts.idle_share = max(starts.idle_share, measured)
    await github.stop()
    return starts


def figures(*, quick: bool) -> list[Figure]:
    """See `benchmarks.figure`."""
    starts = asyncio.run(started(quick))
    seconds, share = median(starts.again), starts.idle_share
    return [
        Figure(number=10, name="start to the first 202", value=seconds, unit="s", reach=BOUND_SECONDS),
        Figure(number=10, name="share of a core when idle", value=share, unit="", reach=BOUND_IDLE),
    ]


async def main(quick: bool) -> None:
    """Print both figures."""
    starts = await started(quick)
    first, again, imports = starts.first, starts.again, starts.imports
    share, idle = starts.idle_share, starts.idle_seconds
    alone = median(imports)
    print(f"imports of the libraries alone  {alone:6.2f} s")
    for what, times in (("first start, making the database", first), ("any later start", again)):
        verdict = "" if median(times) <= BOUND_SECONDS else f"  over {BOUND_SECONDS:.0f} s"
        print(f"{what:<32}{median(times):6.2f} s   {median(times) / alone:5.2f} × imports{verdict}")
    verdict = "" if share <= BOUND_IDLE else f"  over {BOUND_IDLE:.0%}"
    print(f"idle over {idle:.0f} s                  {share:7.2%} of a core{verdict}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds, a shorter rest")
    asyncio.run(main(parser.parse_args().quick))
