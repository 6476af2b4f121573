"""A simulated season of 600 pull requests of 14 kinds at the gate; what must never happen in it, counted.

Run it with `python benchmarks/bench_gate.py [pull requests] [--without-paths]`. The real road plays it,
against the simulated GitHub, on a virtual clock, and decides all of it again; it takes some minutes. Requests
are told as those to read and those to write: `exempt.paths` costs one to read where an issue is lacking, as
no webhook has the files.
"""

from __future__ import annotations

import asyncio
import gc
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from bot import logs
from tests.harness.in_process.gate_season import play


def main() -> None:
    """Print the counts; the exit code says whether there was a fault."""
    count = next((int(word) for word in sys.argv[1:] if word.isdecimal()), 600)
    logs.configure("ERROR")
    gc.freeze()
    gc.set_threshold(200_000, 20, 100)  # Little of what a season makes is ever garbage in a circle.
    played = asyncio.run(play(count, has_paths="--without-paths" not in sys.argv))
    print(f"seconds of processor time: {time.process_time():.0f}")
    for name, faults in vars(played.faults).items():
        if name != "happened":
            print(f"{name}: {len(faults)}", *faults[:3], sep="\n  ")
    print(
        f"decided again: {played.decided}, otherwise: {len(played.different)}",
        *played.different[:3],
        sep="\n  ",
    )
    print(*(f"{count} {name}" for name, count in sorted(played.faults.happened.items())), sep="\n")
    sys.exit(1 if played.faults.all or played.different else 0)


if __name__ == "__main__":
    main()
