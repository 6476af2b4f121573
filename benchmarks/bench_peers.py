"""Figures 1 and 10: durable deliveries a core-second and memory, beside a quiet Probot that stores nothing.

    STEWARDBOT_BENCH_PEERS=DIR python -m benchmarks.bench_peers [--quick]

DIR is a folder outside of the project whose `run.py` starts our server and Probot's in turn on one core,
loads them from another and writes down what each did: `run.py target --cmd CMD --path PATH --against
probot_quiet --points mix@64 --rounds N --warm S --secs S --out FILE`. It was set up before, and takes Node.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.bench_door import PATH
from benchmarks.figure import Figure, NotMeasured

FOLDER = "STEWARDBOT_BENCH_PEERS"
PROBOT, POINT = "probot_quiet", "mix@64"
PROGRAMS = ("node", "cc", "taskset")
PLAIN, FAST, MEMORY = 0.8, 1.3, 0.6


def figures(*, quick: bool) -> list[Figure]:
    """See `benchmarks.figure`."""
    rounds = compared(quick=quick)
    ours, probots = rounds["target"][-1], rounds[PROBOT][-1]
    reach = FAST if find_spec("uvloop") else PLAIN
    rate = ours[POINT]["rps_core"] / probots[POINT]["rps_core"]
    memory = ours[POINT]["rss_mb"] / probots[POINT]["rss_mb"]
    name = "durable deliveries a core-second ÷ a quiet Probot's"
    return [
        Figure(number=1, name=name, value=rate, reach=reach, more_is_better=True),
        Figure(number=10, name="memory after load ÷ Probot's", value=memory, reach=MEMORY),
    ]


def compared(*, quick: bool) -> dict[str, list[dict[str, Any]]]:
    """Return what the folder's program wrote down, by server a dictionary a round. Raise `NotMeasured`."""
    folder = os.environ.get(FOLDER, "")
    if not folder:
        raise NotMeasured(f"no folder of other servers: --peers DIR or {FOLDER} names one")
    if missing := [program for program in PROGRAMS if shutil.which(program) is None]:
        raise NotMeasured(f"{', '.join(missing)} is not installed")
    with tempfile.TemporaryDirectory() as place:
        out = Path(place) / "peers.json"
        command = [sys.executable, str(Path(folder) / "run.py"), "target"]
        command += ["--cmd", f"{sys.executable} -m benchmarks.bench_door --serve", "--path", PATH]
        command += [
            "--against",
            PROBOT,
            "--points",
            POINT,
            "--rounds",
            "1",
            "--starts",
            "1",
            "--out",
            str(out),
        ]
        command += ["--warm", "2" if quick else "4", "--secs", "2" if quick else "4"]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
        if ended.returncode or not out.is_file():
            last = (ended.stderr.strip() or "it says nothing").splitlines()[-1]
            raise NotMeasured(f"the other servers could not be run: {last}")
        rounds: dict[str, list[dict[str, Any]]] = json.loads(out.read_text())
    if missing := [name for name in ("target", PROBOT) if not rounds.get(name)]:
        raise NotMeasured(f"{', '.join(missing)} did not start: is the folder set up?")
    return rounds


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="half of it")
    for figure in figures(quick=parser.parse_args().quick):
        print(f"{figure.name}: {figure.value:.2f} (bound {figure.reach})")


if __name__ == "__main__":
    main()
