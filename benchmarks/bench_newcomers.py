"""A simulated season: 200 newcomers, 40 good first issues, 8 weeks; what must never happen in it, counted.

Run it with `python benchmarks/bench_newcomers.py [people issues days seed]` . The real road
plays it, against the simulated GitHub, on a virtual clock; it takes about two minutes.
"""

from __future__ import annotations

import asyncio
import gc
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from bot import logs
from tests.harness.in_process.claim_season import play


def main() -> None:
    """Print the counts; the exit code says whether there was a fault."""
    people, issues, days, seed = (*map(int, sys.argv[1:]), *(200, 40, 56, 1)[len(sys.argv) - 1 :])
    logs.configure("ERROR")
    gc.freeze()
    gc.set_threshold(200_000, 20, 100)  # Little of what a season makes is ever garbage in a circle.
    found = asyncio.run(play(people, issues, days, seed))
    print(f"seconds of processor time: {time.process_time():.0f}")
    for name, count in vars(found).items():
        if name != "happened":
            print(f"{name.replace('_', ' ')}: {count}")
    print("in all: " + ", ".join(f"{count} {name}" for name, count in sorted(found.happened.items())))
    sys.exit(1 if found.faults else 0)


if __name__ == "__main__":
    main()
