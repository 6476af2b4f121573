"""Hostile inputs by the hundred thousand: what is raised, and how long the slowest takes.

    python -m benchmarks.bench_fuzz [--inputs 100000] [--seed 1] [--quick]

Over the door (real HTTP), events.parse, commands.find, config.load, Markdown functions, templates, patterns.
Exits 1 for an uncaught exception, or an input that takes half a second of the processor.
"""

from __future__ import annotations

import argparse
import logging
import sys
import time

from tests.fuzz.runs import fuzz
from tests.fuzz.targets import targets

QUICK = 3_000


def main() -> int:
    """Print the figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK:,} inputs")
    chosen = parser.parse_args()
    inputs = QUICK if chosen.quick else chosen.inputs
    logging.disable(logging.CRITICAL)
    total, broken, worst = 0, 0, 0.0
    with targets() as found:
        for name, target in found.items():
            began = time.perf_counter()
            try:
                tried, slowest = fuzz(target, round(inputs * target.share), chosen.seed)
            except Exception as failure:
                notes = getattr(failure, "__notes__", ())
                print(f"{name}: {failure!r:.300}", *(f"  {note:.300}" for note in notes), sep="\n")
                broken += 1
                continue
            total, worst = total + tried, max(worst, slowest)
            took = time.perf_counter() - began
            print(f"{name:15} {tried:7,} inputs, slowest {slowest * 1000:6.1f} ms, in all {took:.0f} s")
    print(f"inputs {total:,}: targets with an uncaught exception or over 0.5 s: {broken}")
    print(f"slowest of all: {worst:.3f} s of the processor")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
