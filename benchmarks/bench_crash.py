"""Killed with SIGKILL at every seam of the road, a hundred times: what is lost, doubled, out of order.

    python -m benchmarks.bench_crash [--kills 104] [--seed 1] [--quick]

Prints 0 / 0 / 0, that every kill hit unfinished work, and that the same siege doubles comments once the bot
is kept from looking for what it sent before (so that the zeros mean something). Exits 1 otherwise.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from tests.crash.mortal import POINTS
from tests.crash.siege import Toll, besiege


def siege(kills: int, seed: int, unsafe: str = "") -> Toll:
    """One siege in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(besiege(Path(folder), seed, kills, unsafe=unsafe))


def main() -> None:
    """Besiege, twice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=8 * len(POINTS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="one kill a point")
    chosen = parser.parse_args()
    kills = len(POINTS) if chosen.quick else chosen.kills
    toll = siege(kills, chosen.seed)
    print(f"kills at their point: {toll.killed} of {kills}, {toll.unfinished} of them hit unfinished work")
    for point in POINTS:
        print(f"  {point:16} {toll.kills[point]:4}   not reached {toll.missed[point]}")
    print(f"asked {toll.asked}: lost {toll.lost}, doubled {toll.doubled}, out of order {toll.disordered}")
    unsafe = siege(len(POINTS), chosen.seed, "outbox")
    print(f"the same with the look-up after a crash switched off: doubled {unsafe.doubled} of {unsafe.asked}")
    if toll.lost or toll.doubled or toll.disordered or not unsafe.doubled:
        sys.exit(1)


if __name__ == "__main__":
    main()
