"""How many lines of code there are, for people and text aside.

    python -m benchmarks.code_lines [--json]

A line counts when it holds code: a line without blank lines, comments, docstrings and messages. A message is
a line that consists of string literals and punctuation alone, such as one part of a long text that is
wrapped into four lines inside brackets, or an entry of a table of words. A literal of several lines counts
only where code stands on its first or last line. Punctuation alone (a closing bracket) is no code either.
So a text that grows, is wrapped otherwise or moves changes nothing of note, and neither does a docstring.

Counted are the Python files of `bot`, `handlers` and `fakegithub` (whichever exist), each room of `bot`
(a folder right below it; files beside the rooms are the room `.`) apart.
"""

from __future__ import annotations

import argparse
import ast
import io
import json
import sys
import tokenize
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("bot", "handlers", "fakegithub")
SPLIT = ("bot",)
"""The packages whose rooms are counted apart."""
SILENT = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER,
    tokenize.ENCODING, tokenize.OP, tokenize.STRING,
}  # fmt: skip
OPENS, CLOSES = (getattr(tokenize, f"FSTRING_{end}", None) for end in ("START", "END"))
"""The ends of an f-string, in Pythons that take it apart; what is inside belongs to the literal."""


def code_lines(source: str) -> int:
    """How many lines of a module are code. Raises `SyntaxError` for a text that is no Python."""
    spoken = _docstrings(ast.parse(source))
    counted: set[int] = set()
    depth = 0
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == OPENS:
            depth += 1
        elif token.type == CLOSES:
            depth -= 1
        elif not depth and token.type not in SILENT:
            counted.update(range(token.start[0], token.end[0] + 1))
    return len(counted - spoken)


def _docstrings(tree: ast.Module) -> set[int]:
    """The lines of all docstrings, those below a field included."""
    lines: set[int] = set()
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        ):
            lines.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return lines


def count(root: Path = ROOT) -> dict[str, dict[str, int]]:
    """Code lines by package and room; the room of a package that is not split is `.`."""
    found: dict[str, dict[str, int]] = {}
    for package in PACKAGES:
        rooms: Counter[str] = Counter()
        for path in sorted((root / package).rglob("*.py")):
            inside = path.relative_to(root / package).parts
            room = inside[0] if package in SPLIT and len(inside) > 1 else "."
            rooms[room] += code_lines(path.read_text(encoding="utf-8"))
        if rooms:
            found[package] = dict(sorted(rooms.items()))
    return found


def main() -> int:
    """Print the table, or with `--json` the same as JSON; 0."""
    parser = argparse.ArgumentParser(description="Count the lines of code.")
    parser.add_argument("--json", action="store_true", help="print JSON")
    as_json: bool = parser.parse_args().json
    found = count()
    totals = {package: sum(rooms.values()) for package, rooms in found.items()}
    if as_json:
        print(json.dumps({"rooms": found, "packages": totals, "total": sum(totals.values())}, indent=2))
        return 0
    for package, rooms in found.items():
        print(f"{package:<20} {totals[package]:>7,}")
        if package in SPLIT:
            for room, lines in rooms.items():
                print(f"  {room:<18} {lines:>7,}")
    print(f"{'total':<20} {sum(totals.values()):>7,}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
