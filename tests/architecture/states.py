"""States are members of enums: who still compares one with a string, which a typo makes false for ever."""

import ast
from collections.abc import Iterator

from tests.architecture.modules import Module

NAMES = ("state", "outcome", "mode", "board")


def literal_states(module: Module) -> Iterator[str]:
    """Comparisons of a state with a string, or with one of several, each as `module:line: code`."""
    for node in module.nodes:
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(_name(side) in NAMES for side in sides) and any(map(_is_text, sides)):
                yield f"{module.name}:{node.lineno}: {ast.unparse(node)}"


def _name(side: ast.expr) -> str:
    match side:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name.strip("_")
    return ""


def _is_text(side: ast.expr) -> bool:
    inner = side.elts if isinstance(side, ast.Tuple | ast.Set | ast.List) else [side]
    return any(isinstance(value, ast.Constant) and isinstance(value.value, str) for value in inner)


def without_sentence(module: Module) -> Iterator[str]:
    """States that say nothing of themselves."""
    for node in module.nodes:
        if isinstance(node, ast.ClassDef):
            for member, sentence in zip(node.body, [*node.body[1:], None], strict=True):
                if isinstance(member, ast.Assign) and not isinstance(sentence, ast.Expr):
                    yield f"{node.name}: {ast.unparse(member)}"
