"""Figure 14: how long the README's test command takes.

    python -m benchmarks.bench_suite [--quick]

--quick: without what is marked `slow`.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.figure import Figure, NotMeasured

WHOLE, QUICK = 300.0, 90.0


def figures(*, quick: bool) -> list[Figure]:
    """See `benchmarks.figure`."""
    command = [sys.executable, "-m", "pytest", "-q", *(("-m", "not slow") if quick else ())]
    begin = time.perf_counter()
    ended = subprocess.run(command, cwd=Path(__file__).parents[1], check=False)
    seconds = time.perf_counter() - begin
    if ended.returncode:
        raise NotMeasured("a test failed, so how long all take says nothing")
    name = "the tests without slow ones" if quick else "the README's test command"
    return [Figure(number=14, name=name, value=seconds, unit="s", reach=QUICK if quick else WHOLE)]


def main() -> None:
    """Print the figure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="without slow ones")
    for figure in figures(quick=parser.parse_args().quick):
        print(f"{figure.name}: {figure.value:.0f} s (bound {figure.reach:.0f} s)")


if __name__ == "__main__":
    main()
