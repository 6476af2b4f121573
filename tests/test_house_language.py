"""The words of the house: a noun of the field before a participle, and rooms that one can look over."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
ROOMS = ["bot/core"]
"""Rooms that are read through."""
DIALECT = {
    "asked": "requested, or whom it is",
    "each": "the noun: comment, feature, label, row …",
    "found": "result, match, or the noun",
    "held": "claim, stored",
    "kept": "stored, unchanged",
    "looking": "lookup",
    "said": "comment, text",
    "standing": "state, status",
    "telling": "message",
    "told": "payload, answer",
    "wanted": "effects, requested",
    "whoever": "person, author",
}
"""Words that mean nothing by themselves, and what to say instead."""
MOST_FILES, MOST_LINES = 14, 300
VOCABULARIES = {"bot/core/effects/__init__.py"}
"""One value after the other, read from top to bottom."""


def names(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, name) of all variables, parameters, fields, functions and classes that a module makes."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield node.lineno, name
            case ast.arg(arg=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield node.lineno, name
            case ast.ClassDef(name=name) | ast.MatchAs(name=str(name)):
                yield node.lineno, name


def dialect(source: str) -> list[str]:
    return [
        f"{line}: {name} (say {DIALECT[name.strip('_').casefold()]})"
        for line, name in names(ast.parse(source))
        if name.strip("_").casefold() in DIALECT
    ]


@pytest.mark.parametrize("room", ROOMS)
def test_names_are_nouns_of_the_field(room: str) -> None:
    breaches = [
        f"{path.relative_to(PROJECT)}:{breach}"
        for path in sorted((PROJECT / room).rglob("*.py"))
        for breach in dialect(path.read_text(encoding="utf-8"))
    ]
    assert not breaches, "\n" + "\n".join(breaches)


@pytest.mark.parametrize("room", ROOMS)
def test_a_package_can_be_looked_over(room: str) -> None:
    modules = sorted((PROJECT / room).rglob("*.py"))
    for folder in {path.parent for path in modules}:
        assert sum(path.parent == folder for path in modules) <= MOST_FILES, folder
    lengths = {
        path.relative_to(PROJECT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in modules
    }
    assert {name: n for name, n in lengths.items() if n > MOST_LINES and name not in VOCABULARIES} == {}


@pytest.mark.parametrize(
    "source",
    [
        "told = 1",
        "for each in []: pass",
        "def said(): pass",
        "def f(_wanted): pass",
        "class A:\n    kept: int = 0",
        "class Held: pass",
        "self.asked = 1",
        "[found for found in ()]",
        "if (found := 1): pass",
        "match 1:\n    case told: pass",
    ],
)
def test_the_dialect_is_noticed(source: str) -> None:
    assert dialect(source)
    assert not dialect("result = each.told\nprint(said)"), "what others call theirs is theirs"
