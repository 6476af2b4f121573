"""Which words are no names here, and who still uses one: `python -m tests.architecture.words`."""

import ast
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tests.architecture.modules import Module, modules

INSTEAD = {
    "told": "payload, text, message: whatever was told",
    "said": "text, comment, message",
    "kept": "stored, remaining, saved",
    "held": "claim, claim_state, stored",
    "found": "result, match, or the noun of what was looked for",
    "each": "the noun of what is gone through: label, comment, row",
    "whoever": "author, person, sender",
    "asked": "requested, question, recipients",
    "wanted": "requested, requirement; of a handler's effects it may be said",
    "standing": "status, role",
    "looking": "lookup, view",
    "telling": "message, announcement",
}
"""A word that says a mood, not a thing, and nouns to use instead."""


def names(module: Module) -> Iterator[tuple[int, str]]:
    """(line, name) of all that a module gives a name to: itself, functions, classes, variables, fields."""
    yield 1, module.name.rpartition(".")[2]
    for node in ast.walk(module.tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield node.lineno, name
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield node.lineno, name
            case ast.arg(arg=name) | ast.ExceptHandler(name=str(name)):
                yield node.lineno, name
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield node.lineno, name
            case ast.MatchMapping(rest=str(name)):
                yield node.lineno, name
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                yield from ((node.lineno, alias.asname) for alias in aliases if alias.asname)


def refused(module: Module, allowed: Mapping[str, Iterable[str]] | None = None) -> list[str]:
    """What a module should call otherwise, each as `module:line: name`; `allowed` are words of modules."""
    exempt = set((allowed or {}).get(module.name, ()))
    return [
        f"{module.name}:{line}: {name}; rather {INSTEAD[word]}"
        for line, name in sorted(set(names(module)))
        if (word := name.strip("_").lower()) in INSTEAD and word not in exempt
    ]


PENDING = Path(__file__).with_name("pending_words.txt")
"""Modules that were there before the rule, and their names that it refuses; this only shrinks."""


def pending() -> dict[str, set[str]]:
    """What is known and not yet renamed, by module."""
    lines = PENDING.read_text("utf-8").splitlines() if PENDING.exists() else []
    return {module: set(words.split()) for module, _, words in (line.partition(": ") for line in lines)}


def main() -> None:
    """List what is refused; with `--shrink`, drop from the list what is no longer needed."""
    known, left = pending(), []
    for module in modules():
        print(*refused(module), sep="\n", end="\n" * bool(refused(module)))  # noqa: T201
        words = {name.strip("_").lower() for _, name in names(module)} & known.get(module.name, set())
        left += [f"{module.name}: {' '.join(sorted(words))}\n"] if words else []
    if "--shrink" in sys.argv:
        PENDING.write_text("".join(left), "utf-8")


if __name__ == "__main__":
    main()
