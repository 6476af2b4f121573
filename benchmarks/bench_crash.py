"""Killed with SIGKILL at every seam of the road, a hundred times: what is lost, doubled, out of order.

    python -m benchmarks.bench_crash [--kills 104] [--seed 1] [--quick]

Prints 0 / 0 / 0, that every kill hit unfinished work, and that the safeguards are what does it: the same
siege doubles comments once the bot is kept from looking for what it sent before, and a process that slept
through its lease posts twice once it ignores its deadline. Exits 1 otherwise.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from bot import logs
from tests.harness.crash.mortal import POINTS
from tests.harness.crash.siege import Toll, besiege
from tests.harness.crash.zombie import haunted


def siege(kills: int, seed: int, unsafe: str = "") -> Toll:
    """One siege in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(besiege(Path(folder), seed, kills, unsafe=unsafe))


def zombie(*, ignores_deadlines: bool) -> int:
    """How often a comment is sent that another process has taken over meanwhile."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(haunted(Path(folder), ignores_deadlines=ignores_deadlines))


def main() -> None:
    """Besiege, twice, and wake a zombie, twice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=8 * len(POINTS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="one kill a point")
    chosen = parser.parse_args()
    logs.configure("ERROR")
    kills = len(POINTS) if chosen.quick else chosen.kills
    toll = siege(kills, chosen.seed)
    print(f"kills at their point: {toll.killed} of {kills}, {toll.unfinished} of them hit unfinished work")
    for point in POINTS:
        print(f"  {point:16} {toll.kills[point]:4}   not reached {toll.missed[point]}")
    print(f"asked {toll.asked}: lost {toll.lost}, doubled {toll.doubled}, out of order {toll.disordered}")
    unsafe = siege(len(POINTS), chosen.seed, "outbox")
    print(f"the same with the look-up after a crash switched off: doubled {unsafe.doubled} of {unsafe.asked}")
    sent, unfenced = zombie(ignores_deadlines=False), zombie(ignores_deadlines=True)
    print(f"a comment of a process that slept through its lease: sent {sent} time")
    print(f"the same with its deadline switched off: sent {unfenced} times")
    kept = not (toll.lost or toll.doubled or toll.disordered) and toll.unfinished == toll.killed
    if not kept or not unsafe.doubled or (sent, unfenced) != (1, 2):
        sys.exit(1)


if __name__ == "__main__":
    main()
