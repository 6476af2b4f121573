"""Killed with SIGKILL at every seam of the road, a hundred times: what is lost, doubled, out of order.

    python -m benchmarks.bench_crash [--kills 104] [--seed 1] [--quick] [--without look-up]

Prints 0 / 0 / 0 and that every kill hit unfinished work. Then one ordeal for each safeguard (look-up, fence,
grace, deadline, adoption): its one comment is sent once, and twice with that safeguard switched off. Exits 1
otherwise, also when one is switched off for the whole run (`--without`).
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from bot import logs
from tests.harness.crash.mortal import POINTS
from tests.harness.crash.ordeals import ORDEALS, undergo
from tests.harness.crash.safeguards import Safeguard, without
from tests.harness.crash.siege import Toll, besiege


def siege(kills: int, seed: int, unsafe: str) -> Toll:
    """One siege in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(besiege(Path(folder), seed, kills, unsafe=unsafe))


def times_sent(ordeal: Safeguard, *, off: str) -> int:
    """How often the one comment of an ordeal is sent, with a safeguard switched off."""
    with tempfile.TemporaryDirectory() as folder, without(off):
        return asyncio.run(undergo(Path(folder), ordeal))


def main() -> None:
    """Besiege once, then go through each ordeal twice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=8 * len(POINTS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="one kill a point")
    parser.add_argument("--without", choices=list(Safeguard), default="", help="switch a safeguard off")
    chosen = parser.parse_args()
    logs.configure("CRITICAL")
    kills = len(POINTS) if chosen.quick else chosen.kills
    toll = siege(kills, chosen.seed, chosen.without)
    print(f"kills at their point: {toll.killed} of {kills}, {toll.unfinished} of them hit unfinished work")
    for point in POINTS:
        print(f"  {point:16} {toll.kills[point]:4}   not reached {toll.missed[point]}")
    print(f"asked {toll.asked}: lost {toll.lost}, doubled {toll.doubled}, out of order {toll.disordered}")
    print(f"set aside, for the process died over it three times: {toll.set_aside}")
    kept = not (toll.lost or toll.doubled or toll.disordered) and toll.unfinished == toll.killed
    for safeguard, ordeal in ORDEALS.items():
        sent = times_sent(safeguard, off=chosen.without)
        unsafe = times_sent(safeguard, off=safeguard)
        print(f"{safeguard:9} {ordeal.__name__:28} sent {sent}, without it {unsafe}")
        kept = kept and (sent, unsafe) == (1, 2)
    if not kept:
        sys.exit(1)


if __name__ == "__main__":
    main()
