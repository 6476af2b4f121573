"""Killed with SIGKILL at every seam of the road, a hundred times: what is lost, doubled, out of order.

    python -m benchmarks.bench_crash [--fleet] [--graphql] [--kills 104] [--seed 1] [--quick]
        [--without look-up]

With `--graphql` the bot writes by GraphQL documents (`GITHUB_WRITES=graphql`).

Prints 0 / 0 / 0 and that every kill hit unfinished work. Then one ordeal for each safeguard (look-up, fence,
grace, deadline, adoption): its one comment is sent once, and twice with that safeguard switched off. Exits 1
otherwise, also when one is switched off for the whole run (`--without`).

With `--fleet` three processes share a PostgreSQL (`tests.harness.postgres`); some are stopped past their
lease and go on, one is killed for good. Its further safeguards are reaper, trigger and isolation.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from benchmarks.figure import Figure
from bot import logs
from tests.harness import postgres
from tests.harness.crash import fleet_ordeals, fleet_siege
from tests.harness.crash.mortal import FLEET_POINTS, POINTS
from tests.harness.crash.ordeals import ORDEALS, undergo
from tests.harness.crash.safeguards import Safeguard, without
from tests.harness.crash.siege import Toll, besiege


def siege(kills: int, seed: int, unsafe: str, *, batches: bool) -> Toll:
    """One siege in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(besiege(Path(folder), seed, kills, unsafe=unsafe, batches=batches))


def times_sent(ordeal: Safeguard, off: str, *, batches: bool) -> int:
    """How often the one comment of an ordeal is sent, with a safeguard switched off."""
    with tempfile.TemporaryDirectory() as folder, without(off):
        return asyncio.run(undergo(Path(folder), ordeal, batches=batches))


def tell(toll: Toll, kills: int, points: tuple[str, ...]) -> bool:
    """Print what a siege cost; whether nothing."""
    print(f"kills at their point: {toll.killed} of {kills}, {toll.unfinished} of them hit unfinished work")
    for point in points:
        print(f"  {point:16} {toll.kills[point]:4}   not reached {toll.missed[point]}")
    if toll.stops:
        print(f"stopped past the lease, and went on: {toll.stops}")
    print(f"asked {toll.asked}: lost {toll.lost}, doubled {toll.doubled}, out of order {toll.disordered}")
    print(f"GraphQL documents sent: {toll.documents}")
    print(f"set aside, for the process died over it three times: {toll.set_aside}")
    return not (toll.lost or toll.doubled or toll.disordered) and toll.unfinished == toll.killed


def tried(
    name: str, safeguard: Safeguard, expected: int, run: Callable[[Safeguard, str], int], off: str
) -> bool:
    """Print what an ordeal ended in with and without its safeguard; whether the safeguard matters."""
    found, unsafe = run(safeguard, off), run(safeguard, safeguard)
    print(f"{safeguard:9} {name:32} {found} (expected {expected}), without it {unsafe}", flush=True)
    return found == expected != unsafe


@contextmanager
def fleet(
    *, batches: bool
) -> Iterator[tuple[Callable[[int, int, str], Toll], Callable[[Safeguard, str], int]]]:
    """Siege and ordeals over a database each of a PostgreSQL."""
    os.environ[postgres.ASKED_BY] = "1"
    with postgres.server() as server:

        def besieged(kills: int, seed: int, unsafe: str) -> Toll:
            with postgres.new_database(server) as url:
                return asyncio.run(_besiege(url, kills, seed, unsafe))

        async def _besiege(url: str, kills: int, seed: int, unsafe: str) -> Toll:
            return await fleet_siege.besiege(url, seed, kills, unsafe=unsafe, batches=batches)

        def undergone(safeguard: Safeguard, off: str) -> int:
            with postgres.new_database(server) as url:
                return fleet_ordeals.undergo(url, safeguard, off)

        yield besieged, undergone


def figures(*, quick: bool) -> list[Figure]:
    """See `benchmarks.figure`; one process on SQLite, with each writer. The ordeals are no figures."""
    logs.configure("CRITICAL")
    kills = (1 if quick else 8) * len(POINTS)
    harm = []
    for writer, batches in (("REST", False), ("GraphQL", True)):
        toll = siege(kills, 1, "", batches=batches)
        count = toll.lost + toll.doubled + toll.disordered
        name = f"lost, doubled or out of order, killed at every seam, {writer}"
        harm.append(Figure(number=9, name=name, value=count, unit="", reach=0, is_exact=True))
    return harm


def main() -> int:
    """Besiege once, then go through each ordeal twice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fleet", action="store_true", help="three processes over a PostgreSQL")
    parser.add_argument("--kills", type=int, default=8 * len(POINTS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="one kill a point")
    parser.add_argument("--without", choices=list(Safeguard), default="", help="switch a safeguard off")
    parser.add_argument("--graphql", action="store_true", help="write by GraphQL documents")
    chosen = parser.parse_args()
    logs.configure("CRITICAL")
    points = FLEET_POINTS if chosen.fleet else POINTS
    kills = len(points) if chosen.quick else chosen.kills
    if not chosen.fleet:
        kept = tell(siege(kills, chosen.seed, chosen.without, batches=chosen.graphql), kills, points)
        sent = partial(times_sent, batches=chosen.graphql)
        tested = [tried(o.__name__, s, 1, sent, chosen.without) for s, o in ORDEALS.items()]
        return 0 if kept and all(tested) else 1
    with fleet(batches=chosen.graphql) as (besieged, undergone):
        kept = tell(besieged(kills, chosen.seed, chosen.without), kills, points)
        tested = [
            tried(o.__name__, s, fleet_ordeals.EXPECTED[s], undergone, chosen.without)
            for s, o in fleet_ordeals.FLEET_ORDEALS.items()
        ]
    return 0 if kept and all(tested) else 1


if __name__ == "__main__":
    sys.exit(main())
