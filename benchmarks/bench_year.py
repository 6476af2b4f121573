"""A year of support, 2,000 cases, on paper and the virtual clock: what must hold, and how long it took.

Run it with `python -m benchmarks.bench_year [CASES [DAYS]]`. The bound is 120 s on two cores.
"""

from __future__ import annotations

import asyncio
import sys
import time

from tests.harness.in_process.support_year import Year

BOUND_S = 120.0


def main() -> None:
    """Live a year, and print what it came to."""
    sizes = [int(each) for each in sys.argv[1:]]
    cases, days = (*sizes, 2000, 365)[:2] if len(sizes) != 1 else (sizes[0], 365)
    begin = time.perf_counter()
    figures = asyncio.run(Year(cases=cases, days=days).run())
    took = time.perf_counter() - begin
    print(
        f"{figures.cases} cases in {days} days: {took:.1f} s (at most {BOUND_S:.0f} s), "
        f"{took / max(1, figures.cases) * 1000:.1f} ms a case"
    )
    counts = {
        "acknowledged": figures.acknowledged,
        "with `otherwise`": figures.at_otherwise,
        "changes of hands": figures.hands,
        "looks at a case that waits for the next change": figures.waited,
        "reminders": figures.nudges,
        "hand-overs": figures.handovers,
        "arranged": figures.arranged,
        "refused": figures.refused,
    }
    print(", ".join(f"{what} {count}" for what, count in counts.items()))
    for what, count in sorted(figures.broken.items()):
        print(f"{count:6} x {what}")
    print(f"{figures.looks} looks at all open cases")
    if took > BOUND_S or any(figures.broken.values()):
        sys.exit(1)


if __name__ == "__main__":
    main()
