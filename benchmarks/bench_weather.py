"""Five thousand questions under all kinds of bad weather: what is lost, doubled, dead, or fails unforeseen.

    python -m benchmarks.bench_weather [--seeds 10] [--first 1] [--questions 500]
        [--weather 1800] [--graphql] [--quick] [--without look-up]

Strangers ask, by issues and by commands, while processes are killed or stand still, clocks go wrong, answers
are lost or broken, GitHub is away and backups are put back (`tests.harness.weather`). Time is virtual, and
everything comes from the seed. Exits 1 unless all zeros stand.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from tests.harness.crash.safeguards import Safeguard, without
from tests.harness.weather.season import Season, Toll
from tests.harness.weather.sky import Weather


def live(seed: int, questions: int, between_weather: float, *, batches: bool) -> Toll:
    """One seed, in a folder of its own; the disk is not what is measured."""
    memory = Path("/dev/shm")  # noqa: S108
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        return asyncio.run(Season(Path(folder), seed, questions, between_weather, batches=batches).live())


def main() -> None:
    """Live through each seed, and print a line of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--questions", type=int, default=500, help="a seed")
    parser.add_argument("--weather", type=float, default=1800, help="seconds between two, on average")
    parser.add_argument("--graphql", action="store_true", help="write by GraphQL documents")
    parser.add_argument("--quick", action="store_true", help="one seed of 60 questions")
    parser.add_argument("--without", choices=list(Safeguard), default="", help="switch a safeguard off")
    chosen = parser.parse_args()
    seeds, questions = (1, 60) if chosen.quick else (chosen.seeds, chosen.questions)
    ends = ("lost", "doubled", "dead", "unforeseen", "withdrawn", "seconds")
    print(f"| seed | asked | {' | '.join((*Weather, *ends))} |")
    print("|---" * (len(Weather) + len(ends) + 2) + "|")
    clean = True
    for seed in range(chosen.first, chosen.first + seeds):
        began = time.perf_counter()
        with without(chosen.without):
            toll = live(seed, questions, chosen.weather, batches=chosen.graphql)
        clean = clean and toll.is_clean
        counts = [toll.weather[kind] for kind in Weather]
        cost = [len(toll.lost), len(toll.doubled), toll.dead, toll.unforeseen, toll.withdrawn]
        row = [seed, toll.asked, *counts, *cost, round(time.perf_counter() - began)]
        print(f"| {' | '.join(map(str, row))} |", flush=True)
        for what, found in (("lost", toll.lost), ("doubled", toll.doubled)):
            for each in found[:20]:
                print(f"  seed {seed} {what}: {each}", flush=True)
    if not clean:
        sys.exit(1)


if __name__ == "__main__":
    main()
