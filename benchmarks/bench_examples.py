"""Figure 12: every example payload GitHub publishes, signed, over HTTP, to the end of the road.

The real door and road over a fresh database file; beside them, also over HTTP, a simulated GitHub in which
each example is true when it arrives. All are sent a second time, which must add nothing.

    python -m benchmarks.bench_examples
"""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from collections import Counter
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from benchmarks.figure import Figure, NotMeasured
from bot.store import inbox
from fakegithub import Webhook
from tests.contract.packages import EXAMPLES, FETCHED_BY, Missing
from tests.e2e.examples import VARIANTS, Example, published, settle, tally
from tests.harness.over_http.town import START, Town

PUBLISHED = 329


def main() -> int:
    """Print the figure; 1 if anything was lost, failed or doubled."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    try:
        examples = published()
    except Missing:
        print(f"{EXAMPLES.spec} is not here: `{FETCHED_BY}` brings it", file=sys.stderr)
        return 1
    right = asyncio.run(_run("examples", examples)) == 0 and len(examples) == PUBLISHED
    first_timers = next(each for each in VARIANTS if each.name == "first_timer").of(examples)
    right &= asyncio.run(_run("the same by newcomers", first_timers)) == 0
    return 0 if right else 1


def figures(*, quick: bool) -> list[Figure]:
    """See `benchmarks.figure`; quickly, every fifth example."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    try:
        examples = published()
    except Missing as missing:
        raise NotMeasured(f"{EXAMPLES.spec} is not here: `{FETCHED_BY}` brings it") from missing
    wrong = asyncio.run(_run("examples", examples[:: 5 if quick else 1]))
    name = "GitHub's examples that failed, did not end or were doubled"
    return [Figure(number=12, name=name, value=wrong, unit="", reach=0, is_exact=True)]


async def _run(name: str, examples: list[Example]) -> int:
    """Play them; how many failed, did not end, or were stored twice."""
    began = time.perf_counter()
    with TemporaryDirectory() as folder:
        async with Town(Path(folder), {"now": START}) as town:
            for example in examples:
                settle(town.github, example)
                await town.works()
                town.github.webhooks.append(Webhook(example.guid, example.event, example.payload))
                await town.works()
            await town.later(hours=1)  # what we write is paced
            sent = Counter(each.status for each in town.server.deliveries)
            found = await tally(town.db, examples)
            seconds = time.perf_counter() - began
            rows = await _rows(town)
            again = Counter([(await town.server.redeliver(each.guid)).status for each in examples])
            await town.later(hours=1)
            added = await _rows(town) - rows
    ended = sum(found.outcomes.values()) - found.outcomes.get("new", 0)
    print(f"{name}: {found.stored} stored, {ended} ended of {len(examples)}, {len(found.failures)} failures")
    print(f"  outcomes {_sum(found.outcomes)}; effects {_sum(found.effects) or 'none'}")
    print(f"  ignored because {_sum(found.reasons)}")
    print(f"  answers {_sum(sent)}, those to GitHub's echo of our own writes included")
    print(f"  sent again: answers {_sum(again)}, {added} deliveries added; {seconds:.1f} s in all")
    print(f"  ended at a second attempt, out of sight is asked for twice: {len(found.again)}")
    for failure in found.failures:
        print(f"  {failure}")
    return len(found.failures) + (len(examples) - ended) + added


async def _rows(town: Town) -> int:
    return len(await town.db.read(lambda conn: inbox.since(conn, datetime.fromisoformat(START))))


def _sum(counts: object) -> str:
    assert isinstance(counts, dict)
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items(), key=lambda each: -each[1]))


if __name__ == "__main__":
    sys.exit(main())
