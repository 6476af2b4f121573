"""Whether Stewardbot still answers, byte for byte, as it did when its behaviour was frozen.

    python -m benchmarks.frozen.check [--trouble FILE]

Everything goes through the program's own commands: `plan --batch`, `demo`, `db upgrade`, `db check` and
`explain`. Nothing of the program is imported, so that it may be moved and renamed at will. `--trouble` names
a file of awkward deliveries that lives elsewhere; without it that part is left out. Exits 1 after the first
difference of each part has been shown.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FIELDS = ("id", "event", "payload", "world", "config", "history", "now")
"""What a line of a batch may hold; the awkward deliveries come with remarks of their own."""
SEED = "7"
SUBJECT = "acme/widget#1"
"""What `explain` is asked about in the frozen database."""
_NAMES = re.compile(rb'(\{"key": "[^"]*", "feature": "[^"]*"), "message": "\w*"\}')
SHOWN = 200
"""Characters of an answer shown around the place where it differs."""


class Different(Exception):
    """Something is not as it was; str() is the first difference, for people."""


def run(*words: str, given: bytes = b"", database: Path | None = None) -> bytes:
    """What a command of the program writes to standard output. Raises `Different` where it fails."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "COLUMNS": "120"}
    if database is not None:
        env["DATABASE_URL"] = f"sqlite+aiosqlite:///{database}"
    done = subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=ROOT,
        env=env,
        input=given,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        told = done.stderr.decode(errors="replace").strip()[-2_000:]
        raise Different(f"`{' '.join(words)}` exits {done.returncode}:\n{told}")
    return done.stdout


def frozen(name: str) -> bytes:
    """The contents of a compressed file beside this one. Raises `OSError` where there is none."""
    return gzip.decompress((HERE / name).read_bytes())


def same(expected: bytes, got: bytes, asked: bytes = b"") -> None:
    """Nothing, where both texts are the same; else `Different` with the first line that is not.

    `asked` are the lines that were asked, to name the one that is answered otherwise.
    """
    if expected == got:
        return
    before, after, questions = expected.splitlines(), got.splitlines(), asked.splitlines()
    at = next(
        (at for at, (old, new) in enumerate(zip(before, after, strict=False)) if old != new),
        min(len(before), len(after)),
    )
    old = before[at].decode() if at < len(before) else "(no such line)"
    new = after[at].decode() if at < len(after) else "(no such line)"
    name = f" ({json.loads(questions[at])['id']})" if at < len(questions) else ""
    place = next(
        (spot for spot, (one, two) in enumerate(zip(old, new, strict=False)) if one != two),
        min(len(old), len(new)),
    )
    begin = max(0, place - SHOWN // 2)
    differing = sum(one != two for one, two in zip(before, after, strict=False)) + abs(
        len(before) - len(after)
    )
    raise Different(
        f"line {at + 1}{name} differs from character {place + 1} on; {differing} lines differ in all\n"
        f"  expected: {_cut(old, begin)}\n"
        f"  got:      {_cut(new, begin)}"
    )


def _cut(text: str, begin: int) -> str:
    end = begin + SHOWN
    return f"{'…' if begin else ''}{text[begin:end]}{'…' if len(text) > end else ''}"


def answers(asked: bytes) -> bytes:
    """The answers of `plan --batch`, without the names of texts: sections bear them since."""
    return _NAMES.sub(rb"\1}", run("plan", "--batch", "-", given=asked))


def batch() -> str:
    """Ask the frozen questions; says how many were answered as ever."""
    asked = frozen("batch.jsonl.gz")
    same(frozen("expected.jsonl.gz"), answers(asked), asked)
    return f"{len(asked.splitlines()):,} answers are the same"


def picked(file: Path) -> bytes:
    """The awkward deliveries of a file as lines of a batch, without the remarks."""
    lines = (json.loads(line) for line in file.read_bytes().splitlines() if line.strip())
    kept = ({name: line[name] for name in FIELDS if name in line} for line in lines)
    return b"".join(json.dumps(line).encode() + b"\n" for line in kept)


def trouble(file: Path) -> str:
    """Ask about the awkward deliveries of a file; says how many were answered as ever."""
    asked = picked(file)
    same(frozen("trouble.expected.jsonl.gz"), answers(asked), asked)
    return f"{len(asked.splitlines()):,} answers are the same"


def demo() -> str:
    """Play the demo; its report must be the same file, of two: with its charts drawn (`reports`) or not."""
    with tempfile.TemporaryDirectory() as folder:
        run("demo", "--seed", SEED, "--out", folder)
        got = hashlib.sha256((Path(folder) / "demo-report.html").read_bytes()).hexdigest()
    plain, drawn = (line.split()[0] for line in (HERE / "demo.sha256").read_text().splitlines())
    same((plain if find_spec("vl_convert") is None else drawn).encode(), got.encode())
    return "the report is the same"


def dump(file: Path) -> bytes:
    """A database as SQL."""
    connection = sqlite3.connect(file)
    try:
        return "".join(f"{line}\n" for line in connection.iterdump()).encode()
    finally:
        connection.close()


def database() -> str:
    """Open the frozen database: it is brought up to date once, is sound, reads as ever, and is then left."""
    text = frozen("database.sql.gz")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "frozen.db"
        connection = sqlite3.connect(file)
        connection.executescript(text.decode())
        connection.close()
        run("db", "upgrade", database=file)
        before = dump(file)
        same(b"up to date\n", run("db", "upgrade", database=file))
        same(b"version: up to date\nintegrity: ok\n", run("db", "check", database=file))
        same(frozen("explain.expected.txt.gz"), run("explain", SUBJECT, database=file))
        same(before, dump(file))
    return "brought up to date, it is sound, explained as ever and unchanged"


def main() -> int:
    """Check all parts; 1 if any differs."""
    parser = argparse.ArgumentParser(description="Check that frozen behaviour has not changed.")
    parser.add_argument("--trouble", type=Path, help="JSON Lines of awkward deliveries, kept elsewhere")
    file: Path | None = parser.parse_args().trouble
    parts: dict[str, Callable[[], str]] = {"database": database, "batch": batch, "demo": demo}
    if file is not None:
        parts["trouble"] = lambda: trouble(file)
    else:
        print("trouble: left out, for no --trouble FILE was given")
    right = True
    for name, part in parts.items():
        begin = time.perf_counter()
        try:
            told = part()
        except Different as difference:
            right, told = False, f"DIFFERENT: {difference}"
        print(f"{name}: {told} ({time.perf_counter() - begin:.0f} s)", flush=True)
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
