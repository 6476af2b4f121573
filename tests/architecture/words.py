"""Which words are no names here, and who still uses one: `python -m tests.architecture.words`."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator

from tests.architecture.modules import Module, inside, modules

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
    "talk": "comments, conversation",
    "spoken": "text, comment, time",
    "heard": "answer, introduction, or the noun of what reached them",
    "looked": "lookup, check, or when it was",
    "glancing": "lookup",
}
"""A word that says a mood, not a thing, and nouns to use instead."""


def names(module: Module) -> Iterator[tuple[int, str]]:
    """(line, name) of all that a module gives a name to: itself, functions, classes, variables, fields."""
    yield 1, module.name.rpartition(".")[2]
    for node in module.nodes:
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


def refused(module: Module, *allowed: str) -> list[str]:
    """What a module should call otherwise, each as `module:line: name`, the `allowed` words apart."""
    return [
        f"{module.name}:{line}: {name}; rather {INSTEAD[word]}"
        for line, name in sorted(set(names(module)))
        if (word := name.strip("_").lower()) in INSTEAD and word not in allowed
    ]


def speaks_of_effects(name: str) -> bool:
    """What a feature returned is what it *wanted*; there the word is a noun of the field."""
    return name == "bot.core.plan" or inside(name, "bot.engine")


def all_refused() -> list[str]:
    """What all modules should call otherwise."""
    allowed = {module: ("wanted",) if speaks_of_effects(module.name) else () for module in modules()}
    return [line for module, words in allowed.items() for line in refused(module, *words)]


def shared_class_names(among: Iterable[Module]) -> list[str]:
    """Names that more than one class has, each as `Name: module, module`."""
    places: dict[str, list[str]] = defaultdict(list)
    for module in among:
        for node in module.nodes:
            if isinstance(node, ast.ClassDef):
                places[node.name].append(module.name)
    return [f"{name}: {', '.join(where)}" for name, where in sorted(places.items()) if len(where) > 1]


if __name__ == "__main__":
    print(*all_refused(), sep="\n")  # noqa: T201
