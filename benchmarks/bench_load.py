"""The door under load: steady, in a burst, and every delivery three times at once.

    python -m benchmarks.bench_load [--quick]

The real door and store, a real disk (fsync before each 202), over real HTTP on this machine; who sends is a
process of its own. Prints statuses, p50 and p99; and that a delivery sent three times at once leaves one row
and the effects of one. Exits 1 for anything but 2xx, or for a row or an effect too many. Times are printed
beside their goal and judged with --strict only: a busy machine says little about the door.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import multiprocessing
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp
import structlog

from tests.harness.over_http.door import sign
from tests.harness.over_http.town import DOOR, REPO, SECRET, Town

GOAL = 0.250
"""Seconds within which 99 of 100 deliveries are answered."""


@dataclass(frozen=True)
class Load:
    """So many deliveries, evenly within so many seconds."""

    name: str
    count: int
    seconds: float


def _delivery(number: int, padding: int = 12_000) -> bytes:
    """A delivery of the usual size about one of many subjects."""
    payload = {
        "action": "edited",
        "repository": {"id": 7, "full_name": "acme/elsewhere", "owner": {"id": 1, "login": "acme"}},
        "sender": {"id": 5, "login": "eve"},
        "issue": {"number": number % 500 + 1, "title": "T", "body": "x" * padding, "user": {"id": 5}},
    }
    return json.dumps(payload).encode()


async def _send(url: str, load: Load) -> tuple[Counter[int], list[float]]:
    """Statuses, and seconds from sending to the answer."""
    statuses: Counter[int] = Counter()
    times: list[float] = []
    bodies = [_delivery(number) for number in range(min(load.count, 500))]
    signed = [(body, sign(body, SECRET)) for body in bodies]
    gap = load.seconds / load.count
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=64)) as session:
        start = time.perf_counter() + 0.1

        async def one(number: int) -> None:
            await asyncio.sleep(start + number * gap - time.perf_counter())
            began = time.perf_counter()
            body, signature = signed[number % len(signed)]
            headers = {
                "Content-Type": "application/json",
                "X-GitHub-Event": "issues",
                "X-GitHub-Delivery": f"{load.name}-{number}",
                "X-Hub-Signature-256": signature,
            }
            try:
                async with session.post(url, data=body, headers=headers) as answer:
                    await answer.read()
                    statuses[answer.status] += 1
            except aiohttp.ClientError:
                statuses[0] += 1
            times.append(time.perf_counter() - began)

        await asyncio.gather(*(one(number) for number in range(load.count)))
    return statuses, times


def sender(url: str, load: Load) -> tuple[Counter[int], list[float]]:
    """What `_send` says, for a process of its own."""
    return asyncio.run(_send(url, load))


async def _under(load: Load) -> tuple[bool, float]:
    """(all taken, p99 in seconds)."""
    with TemporaryDirectory() as folder, multiprocessing.get_context("spawn").Pool(1) as pool:
        async with Town(Path(folder)) as town:
            url = town.server.webhook_url or ""
            statuses, times = await asyncio.to_thread(pool.apply, sender, (url, load))
            rows = await town.count("deliveries", f"guid LIKE '{load.name}-%'")
    times.sort()
    p50, p99 = times[len(times) // 2], times[int(len(times) * 0.99)]
    print(
        f"{load.name:7} {load.count:6,} in {load.seconds:g} s: {dict(statuses)}, rows {rows:,}, "
        f"p50 {p50 * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms (goal {GOAL * 1000:.0f})"
    )
    return statuses == {202: load.count} and rows == load.count, p99


async def _threefold(people: int) -> bool:
    """Newcomers' issues, each told three times at once, over the whole road."""
    with TemporaryDirectory() as folder:
        async with Town(Path(folder)) as town:
            before = await town.count("deliveries")
            for number in range(people):
                town.person(f"person-{number}").opens_issue(REPO, "Crash on opening", "It crashes.")
            told = list(town.github.webhooks)
            town.github.webhooks.clear()
            base = (town.server.webhook_url or "").removesuffix(DOOR)
            async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=64)) as session:

                async def post(webhook_index: int) -> bool:
                    webhook = told[webhook_index]
                    headers = webhook.headers(SECRET, town.github.state.app.id)
                    async with session.post(base + DOOR, data=webhook.body, headers=headers) as answer:
                        return bool((await answer.json())["stored"])

                new = await asyncio.gather(*(post(index) for index in range(len(told)) for _ in range(3)))
            extra_rows = await town.count("deliveries") - before - len(told)
            await town.later(hours=2)
            comments = [len(town.comments(number)) for number in range(1, people + 1)]
            labels = [len(town.labels(number)) for number in range(1, people + 1)]
            effects = await town.count("outbox")
    extra = sum(comments) + sum(labels) - 2 * people
    print(
        f"three times at once: {len(new):,} sent, {sum(new):,} stored, extra rows {extra_rows}, "
        f"extra effects {effects - 2 * people}, extra comments and labels {extra}"
    )
    return not (extra_rows or extra or effects != 2 * people or sum(new) != len(told))


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of it")
    parser.add_argument("--strict", action="store_true", help="fail also for p99 over the goal")
    chosen = parser.parse_args()
    part = 10 if chosen.quick else 1
    loads = [Load("steady", 300 * 60 // part, 60 / part), Load("burst", 2000 // part, 5 / part)]
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    right = asyncio.run(_threefold(100 // part))
    found = [asyncio.run(_under(load)) for load in loads]
    right &= all(taken for taken, _ in found)
    quick_enough = all(p99 < GOAL for _, p99 in found)
    return 0 if right and (quick_enough or not chosen.strict) else 1


if __name__ == "__main__":
    sys.exit(main())
