"""Strangers at the door: memory under large unsigned bodies, and whether GitHub still gets in.

    python -m benchmarks.bench_strangers [--strangers 60] [--megabytes 24]

The process of `bench_door --serve`; the strangers, each with a well-formed but wrong signature, send all of
their body but its last byte and stay. Meanwhile signed deliveries of 16 KB arrive one after the other. Prints
the process's memory before and at its highest, and how GitHub was answered. Exits 1 for anything but 202, or
when the memory grew by more than three budgets (one for the bodies, and what the sockets and copies take).
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from benchmarks.bench_door import PATH, SECRET, requests
from bot.web.limits import WebLimits

MB = 1024 * 1024
DELIVERIES = 200
STRANGE = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nX-Hub-Signature-256: sha256={'0' * 64}\r\nContent-Length: "


def memory(pid: int, field: str) -> float:
    """Return megabytes: VmRSS is what a process takes now, VmHWM the most it has ever taken."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(field)).split()[1]) / 1024


async def stranger(port: int, size: int) -> asyncio.StreamWriter:
    """Send a body that lacks its end; return the connection."""
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"{STRANGE}{size}\r\n\r\n".encode())
    with suppress(ConnectionError):
        for _ in range(size // MB):
            writer.write(b"x" * (MB - 1))
            await writer.drain()
    return writer


async def github(port: int) -> tuple[Counter[str], float]:
    """Send signed deliveries, a connection each; return statuses and the longest wait in seconds."""
    statuses: Counter[str] = Counter()
    longest = 0.0
    for head, body in requests(DELIVERIES):
        begin = time.perf_counter()
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(head + body)
        statuses[(await reader.readline()).decode().split()[1]] += 1
        longest = max(longest, time.perf_counter() - begin)
        writer.close()
    return statuses, longest


async def siege(port: int, strangers: int, size: int) -> tuple[Counter[str], float]:
    """Let all strangers begin, then GitHub."""
    waiting = [asyncio.create_task(stranger(port, size)) for _ in range(strangers)]
    await asyncio.sleep(1)
    outcome = await github(port)
    for writer in await asyncio.gather(*waiting):
        writer.transport.abort()
    return outcome


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--strangers", type=int, default=60)
    parser.add_argument("--megabytes", type=int, default=24)
    chosen = parser.parse_args()
    command = [sys.executable, "-m", "benchmarks.bench_door", "--serve"]
    env = os.environ | {"PORT": "", "SECRET": SECRET}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as server:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        before = memory(server.pid, "VmRSS")
        statuses, longest = asyncio.run(siege(port, chosen.strangers, chosen.megabytes * MB))
        most = memory(server.pid, "VmHWM")
        server.terminate()
    budget = WebLimits().body_memory / MB
    print(
        f"{chosen.strangers} strangers with {chosen.megabytes} MB each: {before:.0f} → {most:.0f} MB at most"
    )
    print(f"GitHub's {DELIVERIES} deliveries meanwhile: {dict(statuses)}, {longest * 1000:.0f} ms at most")
    return 0 if statuses == {"202": DELIVERIES} and most - before < 3 * budget else 1


if __name__ == "__main__":
    sys.exit(main())
