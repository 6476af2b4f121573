"""Past one machine, by simulation: a day of 100, 1,000 and 10,000 installations with 100 repositories each.

    python -m benchmarks.bench_scale [--seed 7] [--installations N …]

Played in virtual time with what it costs this machine to acknowledge, decide and write, measured first: on
PostgreSQL with a worker of the fleet where one may be started (`TEST_DATABASE_URL`, `CI` or
`STEWARDBOT_TEST_POSTGRES=1`), else on a SQLite file. Costs are seconds of the processor, so that it matters
little what else the machine does; the load and the simulated GitHub run in the measured process and count as
its own.

GitHub's ceilings hold for each installation: 5,000 requests an hour, 80 contents a minute, 500 an hour. What
is assumed about people (webhooks a repository, effects a webhook, the docathon, the flood, the outage) stands
in `benchmarks/scale/population.py`. Exits 1 where this program is what binds: where, with GitHub there and
nothing special going on in an installation, more than one label in a hundred is late.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from benchmarks.scale.day import CAUGHT_UP, FULL, PROMPT, Day, play_day
from benchmarks.scale.installation_day import IN_TIME
from benchmarks.scale.service_times import ServiceTimes, measured
from bot import logs
from bot.engine.run.fleet import queue as jobs
from bot.store.sql import postgres as server
from tests.harness import postgres

SIZES = (100, 1_000, 10_000)
LOCK, EAR = 1, 1
"""Connections of a worker beside its pools: its sign of being of this fleet, and one that listens."""
WEB, WORKER = server.CONNECTIONS, server.CONNECTIONS + jobs.CONNECTIONS + LOCK + EAR
BOUND = 0.99


def be_careful(url: str) -> None:
    """Have the tests' own server wait for its disk, as one does that is to be relied on."""
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        for setting in ("fsync", "full_page_writes", "synchronous_commit", "autovacuum"):
            conn.execute(text(f"ALTER SYSTEM RESET {setting}"))
        conn.execute(text("SELECT pg_reload_conf()"))


def measure() -> ServiceTimes:
    """Measure on PostgreSQL, or on SQLite, and say which."""
    try:
        with postgres.server() as url, postgres.new_database(url) as door, postgres.new_database(url) as road:
            if not os.environ.get("TEST_DATABASE_URL"):
                be_careful(url)
            print("service times on PostgreSQL, one worker of a fleet:")
            return asyncio.run(measured(door, road))
    except postgres.NotHere as why:
        print(f"service times on a SQLite file (no PostgreSQL: {why}):")
        with tempfile.TemporaryDirectory() as folder:
            door, road = (f"sqlite:///{Path(folder) / name}" for name in ("door.db", "road.db"))
            return asyncio.run(measured(door, road))


def shares(whole: Mapping[str, float], in_time: Mapping[str, float]) -> str:
    """The share in time of each kind."""
    return "".join(f"{kind}s {in_time[kind] / whole[kind]:>7.2%}  " for kind in IN_TIME if whole[kind])


def lines(day: Day, times: ServiceTimes) -> Iterator[tuple[str, str]]:
    """What to say of a day."""
    webs, workers = day.webs, day.workers
    effects = sum(day.all.all.values())
    yield "deliveries", f"{day.events:,}, {day.peak} in the busiest second; {effects:,.0f} effects"
    yield "in time, usual", shares(day.others.usual, day.others.usual_in_time)
    yield "in time, whole day", f"{shares(day.others.all, day.others.in_time)}  two hours without GitHub"
    for name, tally in day.alone.items():
        latest = f"the latest {tally.latest / 60:,.0f} min"
        yield f"in time, {name}", f"{shares(tally.usual, tally.usual_in_time)}  {latest}"
    yield "others wait (p99)", f"{day.prompt[0]:.2f} s without docathon and flood, {day.prompt[1]:.2f} s with"
    yield "decided afresh", f"{day.all.again:,.0f} effects that waited over half an hour"
    used = {"the workers' time": day.busiest} | day.all.fullest
    yield (
        "fullest",
        ", ".join(f"{name} {share:.0%}" for name, share in sorted(used.items(), key=lambda it: -it[1])),
    )
    held = sorted(day.all.held_by.items(), key=lambda it: -it[1])
    yield "binds first", f"{held[0][0]}, for one installation" if held else "nothing"
    yield "held up by", ", ".join(f"{name} {number:,.0f} effects" for name, number in held) or "nothing"
    reasons = ", ".join(f"{reason} {number}" for reason, number in day.workers_for.items())
    yield "processes", f"{webs} web, {workers} workers ({reasons})"
    yield "database", f"{day.database:.1f} cores in the busiest minute"
    connections = webs * WEB + workers * WORKER
    yield "connections", f"{webs} × {WEB} + {workers} × {WORKER} = {connections} at most"
    size = day.events * times.bytes / 2**30
    yield "a day leaves", f"{day.events * times.rows:,.0f} rows, {size:,.1f} GB"
    yield "after the outage", f"caught up in {day.caught_up / 60:.0f} min"
    yield (
        "installations",
        f"{day.held} with something late; the largest has {day.largest:,.0f} deliveries; "
        f"{day.played} played one by one",
    )


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--installations", type=int, nargs="*", default=SIZES)
    chosen = parser.parse_args()
    logs.configure("ERROR")
    times = measure()
    print(
        f"  acknowledge {times.acknowledge * 1e3:.2f} ms, decide {times.decide * 1e3:.2f} ms, write "
        f"{times.write * 1e3:.2f} ms, the database's server {times.database * 1e3:.2f} ms a delivery "
        f"({times.by_the_clock:.0f} a second by the clock, beside whatever else ran here); "
        f"a delivery leaves {times.rows:.1f} rows, {times.bytes / 1024:.1f} KB"
    )
    limits = " · ".join(f"{kind} {seconds / 60:.0f} min" for kind, seconds in IN_TIME.items())
    print(
        f"in time: {limits}. A process is planned to be {FULL:.0%} full; 99 of 100 deliveries begin within "
        f"{PROMPT:.0f} s; what an outage left is done within {CAUGHT_UP / 60:.0f} min"
    )
    right = True
    for installations in chosen.installations:
        day = play_day(installations, times, chosen.seed)
        print(f"\n{installations:,} installations, {installations * 100:,} repositories")
        for name, line in lines(day, times):
            print(f"  {name:<22}{line}")
        right &= day.others.usual_in_time["label"] >= BOUND * day.others.usual["label"]
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
