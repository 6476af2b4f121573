"""Where the keys of sections and timers are spelled: each once, as a constant of its module."""

import ast
from collections import Counter
from collections.abc import Iterable, Iterator

from tests.architecture.modules import Module

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
KINDS = ("SectionKey", "TimerKey")
HOME = "bot.core.keys"
"""Alone puts keys together from a kind and a name."""


def spelled_names(among: Iterable[Module]) -> Counter[str]:
    """How often each name of a feature is spelled where it is declared or something is stored under it."""
    spelled: Counter[str] = Counter()
    for module in among:
        if not any(word in module.text for word in ("Memory(", "Feature(", "FEATURE")):
            continue
        for node in module.nodes:
            match node:
                case ast.Call(
                    func=ast.Name(id="Memory" | "Feature"), args=[ast.Constant(value=str(name)), *_]
                ):
                    spelled[name] += 1
                case ast.Assign([ast.Name("FEATURE")], ast.Constant(str(name))):
                    spelled[name] += 1
    return spelled


def misspellable(among: Iterable[Module]) -> Iterator[str]:
    """Keys that a typo could part from their twin: spelled inside a function, or twice."""
    spelled: Counter[str] = Counter()
    for module in among:
        if not any(kind in module.text for kind in KINDS):
            continue
        spelled.update(_literals(module.tree))
        functions = [node for node in module.nodes if isinstance(node, _FUNCTIONS)]
        if module.name != HOME:
            yield from (f"{module.name}: {key}" for function in functions for key in _literals(function))
    yield from (f"{key}, {count} times" for key, count in spelled.items() if count > 1)


def _literals(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name), args=[ast.Constant() | ast.JoinedStr()]) if name in KINDS:
                yield ast.unparse(node)
