"""Small changes to the code that matters most, one at a time: does a test fail?

    pip install -e '.[dev]' coverage pytest-cov
    mkdir ../mutants
    COVERAGE_FILE=../mutants/coverage pytest -vv -m 'not slow' -p benchmarks.mutation.few_cases \\
        --cov=bot --cov-context=test --cov-report= --durations=0 --durations-min=0 > ../mutants/times
    python -m benchmarks.bench_mutants ../mutants [--seed 1] [--sample 5] [--also TEST ...]

The run of pytest notes which test runs which line, and for how long. Of the mutants of each area a seeded
sample is drawn, one a line at most. Each runs against tests that cover its line: those in a file named like
the module or its package first, then the quickest of each file; then against those of the module's other
lines. Twelve, then sixty more, for a minute each. What runs at import is changed in a process of its own. A
module that no test runs counts as survived. In the end the tests that killed run on the unchanged code, where
none of them may fail. A run that was broken off goes on where it was; those that survived are tried again,
first against `--also` (beginnings of names).

Writes `benchmarks/mutation/results.md`; `survivors.md` beside it says of each survivor why it is let live.
With `--sample` there are so many mutants of each area at most, and the results are written to the folder.
Exits 1 if fewer than 90 % are killed.

Why not a library: mutmut 3 changes nothing outside of functions and has no sample, cosmic-ray runs one
command with the same tests for every mutant. With 6,000 mutants and a suite of minutes that takes days.
"""

from __future__ import annotations

import argparse
import json
import re
import sqlite3
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import astuple
from itertools import islice
from pathlib import Path

import pytest

from benchmarks.mutation import changed_file
from benchmarks.mutation.mutants import Mutant, mutants_of
from benchmarks.mutation.trial import Trials, Verdict, function_of, replacements

PROJECT = Path(__file__).parents[1]
RESULTS = PROJECT / "benchmarks" / "mutation" / "results.md"
ONCE_ONLY = (
    "bot/web/signature.py", "bot/store/outbox/", "bot/store/inbox/", "bot/store/once/",
    "bot/engine/idempotency_keys.py", "bot/engine/own_", "bot/engine/life.py", "bot/core/effects/keys",
)  # fmt: skip
AREAS: dict[str, tuple[tuple[str, ...], int]] = {
    "permissions": (("bot/core/permissions",), 12),
    "once only, signature": (ONCE_ONLY, 40),
    "commands": (("bot/core/commands/",), 14),
    "engine": (("bot/engine/",), 34),
    "store": (("bot/store/",), 30),
    "github": (("bot/github/",), 26),
    "web": (("bot/web/",), 14),
}
"""The area of a file is the first with a beginning of its path; how many mutants are drawn there."""
FIRST, MORE = 12, 60
TESTS = ("store", "web", "github", "core", "scenarios", "e2e", "crash", "cli", "test_migrations.py")
"""Where in `tests` the tests come from."""
NEEDED = 0.9
_TIME = re.compile(r"([\d.]+)s call +(\S.*)")


class Cover:
    """Which tests run a line, and how long each takes."""

    def __init__(self, folder: Path) -> None:
        self.seconds: dict[str, float] = {}
        for times in folder.glob("times*"):
            matches = _TIME.findall(times.read_text())
            self.seconds |= {function_of(test): float(seconds) for seconds, test in matches}
        self._tests: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
        self._at_import: set[tuple[str, int]] = set()
        for data in folder.glob("coverage*"):
            self._read(data)

    def _read(self, data: Path) -> None:
        # https://coverage.readthedocs.io/en/latest/dbschema.html
        query = "SELECT path, context, numbits FROM line_bits JOIN file ON file.id = file_id"
        with closing(sqlite3.connect(data)) as database:
            rows = database.execute(f"{query} JOIN context ON context.id = context_id").fetchall()
        for path, context, bits in rows:
            test = function_of(context.removesuffix("|run"))
            file = path[path.rindex("/bot/") + 1 :]
            for line in _numbers(bits):
                if not context:
                    self._at_import.add((file, line))
                elif test in self.seconds:
                    self._tests[file, line].add(test)

    def is_at_import(self, mutant: Mutant) -> bool:
        """Whether its lines run at import, where to exchange a function's code comes too late."""
        return any((mutant.file, line) in self._at_import for line in _lines(mutant))

    def tests(self, mutant: Mutant) -> list[str]:
        """The tests of a mutant's lines, then those of its file: a line may run once a process (under a
        cache, say), or only in a case that was left out."""
        of_lines = set[str]().union(*(self._tests[mutant.file, line] for line in _lines(mutant)))
        places = [place for place in self._tests if place[0] == mutant.file]
        of_file = set[str]().union(*(self._tests[place] for place in places))
        return [*self._in_order(mutant, of_lines), *self._in_order(mutant, of_file - of_lines)]

    def _in_order(self, mutant: Mutant, tests: set[str]) -> list[str]:
        """Those in a file that is named like the module, those in a folder named like its package, then the
        others; of each the quickest of every file, the second of every file, and so on."""
        stem, package = Path(mutant.file).stem, Path(mutant.file).parts[1]
        of_file: Counter[str] = Counter()
        order = []
        for test in sorted(tests, key=lambda test: (self.seconds[test], test)):
            file = test.partition("::")[0]
            of_file[file] += 1
            distance = 0 if stem in file else 1 if package in Path(file).parts else 2
            order.append((distance, of_file[file], self.seconds[test], test))
        return [test for *_, test in sorted(order)]


def _lines(mutant: Mutant) -> range:
    return range(mutant.line, mutant.last_line + 1)


def _numbers(bits: bytes) -> Iterator[int]:
    return (place * 8 + bit for place, byte in enumerate(bits) for bit in range(8) if byte >> bit & 1)


def area_of(file: str) -> str | None:
    """The area of a file; None for what is not looked at."""
    return next((area for area, (starts, _) in AREAS.items() if file.startswith(starts)), None)


def sample(seed: int, most: int | None = None) -> Iterator[Mutant]:
    """The mutants to try, area by area; no more than `most` of each."""
    of_area: defaultdict[str, list[Mutant]] = defaultdict(list)
    for path in sorted(PROJECT.glob("bot/**/*.py")):
        file = path.relative_to(PROJECT).as_posix()
        if (area := area_of(file)) is not None:
            of_area[area] += mutants_of(file, path.read_text())
    for area, (_, usual) in AREAS.items():
        lines: dict[tuple[str, int], Mutant] = {}
        for mutant in sorted(of_area[area], key=lambda mutant: mutant.rank(seed)):
            lines.setdefault((mutant.file, mutant.line), mutant)
        yield from islice(filter(replacements, lines.values()), usual if most is None else most)


def tried(trials: Trials, cover: Cover, mutant: Mutant, also: list[str]) -> Verdict:
    """What becomes of a mutant."""
    tests = cover.tests(mutant)
    trial = changed_file.trial if cover.is_at_import(mutant) else trials.trial
    if not tests and not also:
        return Verdict("survived", "no test runs the module")
    verdict = Verdict("survived")
    for some in (also, tests[:FIRST], tests[FIRST : FIRST + MORE]):
        if some and verdict.kind == "survived":
            verdict = trial(mutant, some)
    return verdict


def report(verdicts: list[tuple[Mutant, Verdict]], seed: int) -> str:
    """The results as Markdown."""
    lines = ["# Mutants", "", f"Seed {seed}; made by `python -m benchmarks.bench_mutants`.", ""]
    lines += ["| area | mutants | killed | timed out | survived |", "|---|---|---|---|---|"]
    for area in (*AREAS, "all"):
        kinds = Counter(verdict.kind for mutant, verdict in verdicts if area in ("all", area_of(mutant.file)))
        counts = (kinds.total(), kinds["killed"], kinds["timed out"], kinds["survived"])
        lines.append(f"| {area} | " + " | ".join(map(str, counts)) + " |")
    lines += ["", "| file | line | change | verdict | by |", "|---|---|---|---|---|"]
    for mutant, verdict in sorted(verdicts, key=lambda pair: (pair[0].file, pair[0].line)):
        change = f"{_code(mutant.before)} → {_code(mutant.after)}"
        lines.append(f"| {mutant.file} | {mutant.line} | {change} | {verdict.kind} | {_code(verdict.test)} |")
    return "\n".join([*lines, ""])


def _code(text: str) -> str:
    short = " ".join(text.split()).replace("|", "\\|")
    short = short if len(short) <= 120 else f"{short[:119]}…"
    return f"`` {short} ``" if "`" in short else f"`{short}`" if short else ""


def run(trials: Trials, folder: Path, seed: int, most: int | None, also: list[str]) -> int:
    """Try the sample, write what became of it, and return the exit code."""
    cover, path = Cover(folder), folder / "verdicts"
    memory: dict[str, list[str]] = json.loads(path.read_text()) if path.exists() else {}
    verdicts: list[tuple[Mutant, Verdict]] = []
    keys = {f"{mutant.line} {mutant.rank(seed)}": mutant for mutant in sample(seed, most)}
    for key, mutant in sorted(keys.items(), key=lambda pair: pair[0] in memory):
        verdict = Verdict(*memory[key]) if key in memory else None
        if verdict is None or verdict.kind == "survived":
            verdict = tried(trials, cover, mutant, trials.tests(also))
            memory[key] = list(astuple(verdict))
            path.write_text(json.dumps(memory))
            print(verdict.kind, f"{mutant.file}:{mutant.line}", mutant.before, "->", mutant.after, flush=True)
        verdicts.append((mutant, verdict))
    killing = sorted({verdict.test for _, verdict in verdicts if verdict.kind == "killed"})
    control = trials.trial(None, killing, within=float("inf"))
    results = RESULTS if most is None else folder / RESULTS.name
    results.write_text(report(verdicts, seed))
    killed = sum(verdict.kind != "survived" for _, verdict in verdicts)
    print(f"killed {killed} of {len(verdicts)}; on the unchanged code {len(killing)} tests: {control}")
    return int(killed < NEEDED * len(verdicts) or control.kind != "survived")


def main() -> None:
    """Collect the tests, and go to work on them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path, help="where `coverage` and `times` are, and verdicts are noted")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sample", type=int, metavar="N", help="mutants of each area at most")
    parser.add_argument("--also", nargs="*", default=[], metavar="TEST", help="tests for all that survived")
    chosen = parser.parse_args()
    codes: list[int] = []
    trials = Trials(
        lambda trials: codes.append(run(trials, chosen.folder, chosen.seed, chosen.sample, chosen.also)),
        chosen.folder / "notes",
    )
    pytest.main(
        ["-n0", "-q", "-s", "-p", "no:cacheprovider", *(f"tests/{name}" for name in TESTS)], plugins=[trials]
    )
    sys.exit(codes[0] if codes else 1)


if __name__ == "__main__":
    main()
