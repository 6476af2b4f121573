"""Searching for similar issues among 100,000: how long a query takes, and what the index weighs.

    python -m benchmarks.bench_similar [--issues 100000] [--queries 200]

Titles and texts are drawn from 60,000 made-up words, of which few are common and most are rare, as in real
texts. Times are of the processor: the index is in memory, and nothing waits.
"""

from __future__ import annotations

import argparse
import random
import time
from itertools import accumulate
from statistics import median, quantiles

from bot.core.model import Subject
from bot.queries.similar import find
from bot.store import similar
from bot.store.backends.sqlite import in_memory
from bot.store.similar import IssueWords

VOCABULARY, BOUND_MS, REPOSITORY, MISSING = 60_000, 100.0, 7, 2**31 - 1
WORDS = [f"w{number:x}" for number in range(VOCABULARY)]
CUMULATED = list(accumulate(1 / (rank + 5) for rank in range(VOCABULARY)))


def issue(draw: random.Random) -> tuple[str, str]:
    """Seven words of title and sixty of text."""
    words = draw.choices(WORDS, cum_weights=CUMULATED, k=67)
    return " ".join(words[:7]), " ".join(words[7:])


def main() -> None:
    """Print one figure a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--issues", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=200)
    options = parser.parse_args()
    draw = random.Random(1)
    with in_memory() as conn, conn.begin():
        start = time.process_time()
        for first in range(0, options.issues, 5_000):
            numbers = range(first + 1, first + 5_001)
            similar.put(conn, REPOSITORY, [IssueWords(number, *issue(draw)) for number in numbers], numbers)
        print(f"{options.issues:,} issues indexed in {time.process_time() - start:.1f} CPU s")
        times = []
        for _ in range(options.queries):
            title, body = issue(draw)
            start = time.process_time()
            find(conn, REPOSITORY, Subject(number=MISSING, title=title, body=body))
            times.append(1_000 * (time.process_time() - start))
    p95 = quantiles(times, n=20)[-1]
    print(f"a query: {median(times):.1f} CPU ms, p95 {p95:.1f} CPU ms (at most {BOUND_MS:.0f})")


if __name__ == "__main__":
    main()
