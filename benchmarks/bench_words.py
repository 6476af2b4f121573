"""Whether what the bot writes in eight seasons of the demo is true, short, and said at a fit time.

    python -m benchmarks.bench_words [--seeds 1-8] [--from DIR] [--json]

Plays the seasons (at most two at once) and reads nothing but their `threads.jsonl`; `--from DIR` reads files
that are there (`DIR/SEED/threads.jsonl`) and plays what is missing into it. Exits 1 if a bound is broken.

Words: 60 for one reader of a comment; 150 of a board, a hand-over, a report or an answer that is a list.
Calls per active person and week: host 3, mentor 2, steward 3, newcomer 2, maintainer 1 and one letter. All
else: 0.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import mean
from typing import Any

from benchmarks.figure import Figure
from tests.harness.words import calls, lasting, length, paths, refusals
from tests.harness.words.finding import Finding
from tests.harness.words.season import Season, read

ROOT = Path(__file__).resolve().parents[1]
SHOWN = 5
"""Offenders shown of each rule."""
RULES: dict[str, Callable[[Season], list[Finding]]] = {
    "false sentences in lasting comments": lasting.find,
    f"comments over {length.MOST} words for one reader": length.find,
    "calls outside working hours": calls.outside,
    "unlinked paths": paths.find,
    "refusals that offer what they refuse": refusals.find,
}
"""Each of these has the bound 0."""


def play(seed: int, folder: Path) -> Season:
    """Play a season into a folder, unless it is there; and read it."""
    out = folder / str(seed)
    file = out / "threads.jsonl"
    if not file.is_file():
        command = [sys.executable, "-m", "bot", "demo", "--seed", str(seed), "--out", str(out)]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with file.open(encoding="utf-8") as lines:
        return read(lines)


def seeds(text: str) -> list[int]:
    """Return the seeds of `1-8` or `1,4,7`."""
    first, _, last = text.partition("-")
    return list(range(int(first), int(last) + 1)) if last else [int(part) for part in text.split(",")]


def calls_per_week(seasons: list[Season]) -> dict[str, dict[str, float]]:
    """Return the calls of each role: the mean of all seasons, the most of one person in a week, the bound."""
    counted = [calls.per_week(season) for season in seasons]
    return {
        role: {
            "mean": round(mean(count[role][0] for count in counted), 2),
            "most": max(count[role][1] for count in counted),
            "bound": bound,
        }
        for role, bound in calls.MOST.items()
    }


def figures(*, quick: bool) -> list[Figure]:
    """See `benchmarks.figure`; one season, or eight."""
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as two:
        chosen = range(1, 2) if quick else range(1, 9)
        seasons = list(two.map(lambda seed: play(seed, Path(folder)), chosen))
    return [
        Figure(
            number=13,
            name=rule,
            value=sum(len(find(season)) for season in seasons),
            unit="",
            reach=0,
            is_exact=True,
        )
        for rule, find in RULES.items()
    ]


def main() -> int:
    """Print the table; 1 if a bound is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=seeds, default="1-8", help="like 1-8 or 1,4,7")
    parser.add_argument("--from", dest="folder", type=Path, help="where the seasons are, or shall be")
    parser.add_argument("--json", action="store_true", help="all of it as JSON")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor(2) as two:
        folder = given.folder or Path(scratch)
        seasons = list(two.map(lambda seed: play(seed, folder), given.seeds))
    found = {rule: {season.seed: find(season) for season in seasons} for rule, find in RULES.items()}
    weekly = calls_per_week(seasons)
    events = {season.seed: season.human_events for season in seasons}
    broken = any(any(each.values()) for each in found.values())
    broken = broken or any(role["mean"] > role["bound"] for role in weekly.values())
    if given.json:
        rules = {
            rule: {seed: [*map(str, all_)] for seed, all_ in each.items()} for rule, each in found.items()
        }
        print(json.dumps({"rules": rules, "calls_per_week": weekly, "human_events": events}, indent=1))
    else:
        _print(found, weekly, events, [len(season.by_bot) for season in seasons])
    return int(broken)


def _print(found: dict[str, dict[int, list[Finding]]], weekly: Any, events: Any, written: list[int]) -> None:
    print(f"{'seed':45}" + "".join(f"{seed:6}" for seed in events) + "   all (bound)")
    print(_row("human events", list(events.values())))
    print(_row("comments and issues by the bot", written))
    for rule, each in found.items():
        print(_row(rule, [len(findings) for findings in each.values()], "0"))
    for role, count in weekly.items():
        print(
            f"calls per active {role} and week: {count['mean']:.2f} (at most {count['bound']:.0f}), "
            f"the most of one person {count['most']:.0f}"
        )
    for rule, each in found.items():
        findings = [(seed, finding) for seed, all_ in each.items() for finding in all_]
        if findings:
            kinds = Counter((finding.message, finding.why) for _, finding in findings).most_common(SHOWN)
            print(f"\n{rule}:")
            for (message, why), count in kinds:
                where = next(
                    f"seed {s}, {f.subject}" for s, f in findings if (f.message, f.why) == (message, why)
                )
                print(f"  {count:4} x {message}: {why} (first: {where})")


def _row(name: str, numbers: list[int], bound: str = "") -> str:
    row = "".join(f"{number:6}" for number in numbers)
    return f"{name:45}{row}{sum(numbers):6}" + (f" ({bound})" if bound else "")


if __name__ == "__main__":
    sys.exit(main())
