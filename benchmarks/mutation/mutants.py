"""The mutants of a source file: one small change each, whose text stays on the lines where it was.

Left alone: what is done at import (tables, constants, defaults), what only people read (docstrings, logging,
`__repr__`), and what only mypy reads (annotations, protocols, assertions).
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from itertools import accumulate

SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.BitAnd: ast.BitOr,
}
CONJUNCTIONS = ("where", "and_", "filter")
"""Calls whose arguments are conditions that must all be true."""


@dataclass(frozen=True)
class Mutant:
    """A change of `file` (relative to the project), which begins on `line`: `before` becomes `after`."""

    file: str
    line: int
    last_line: int
    before: str
    after: str
    source: str
    """All of the changed file."""

    def rank(self, seed: int) -> str:
        """Its place in a sample; what is changed elsewhere in the file moves nobody."""
        return blake2b(f"{seed} {self.file} {self.before} {self.after}".encode()).hexdigest()


def mutants_of(file: str, source: str) -> Iterator[Mutant]:
    """All mutants of a file, in the order of its syntax tree."""
    raw = source.encode()
    starts = [0, *accumulate(map(len, raw.splitlines(keepends=True)))]
    for node in _nodes(ast.parse(source)):
        for target, changed in _changes(node):
            last = target.end_lineno or target.lineno
            begin = starts[target.lineno - 1] + target.col_offset
            end = starts[last - 1] + (target.end_col_offset or 0)
            after = ast.unparse(changed)
            rest = "\n" * (last - target.lineno)  # so that what follows keeps its lines
            inserted = f"({after}{rest})" if isinstance(target, ast.expr) else after + rest
            text = raw[:begin].decode() + inserted + raw[end:].decode()
            with suppress(SyntaxError):
                compile(text, file, "exec")
                before = " ".join(raw[begin:end].decode().split())
                yield Mutant(file, target.lineno, last, before, after, text)


def _nodes(node: ast.AST, *, is_run: bool = False) -> Iterator[ast.stmt | ast.expr]:
    """What may be changed, outer first. `is_run`: it is inside of a function."""
    if _is_for_people(node):
        return
    if is_run and isinstance(node, ast.stmt | ast.expr):
        yield node
    is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "bases") or (is_function and name == "args"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _nodes(child, is_run=is_run or (is_function and name == "body"))


def _is_for_people(node: ast.AST) -> bool:
    match node:
        # Positions inside an f-string are not those of the file before Python 3.12.
        case (
            ast.Expr(value=ast.Constant()) | ast.Assert() | ast.JoinedStr() | ast.Import() | ast.ImportFrom()
        ):
            return True
        case ast.Call(func=ast.Attribute(value=ast.Name(id="log"))):
            return True
        case ast.ClassDef(bases=bases):
            return any(isinstance(base, ast.Name) and base.id == "Protocol" for base in bases)
        case ast.FunctionDef(name="__repr__"):
            return True
    return False


def _changes(node: ast.stmt | ast.expr) -> Iterator[tuple[ast.stmt | ast.expr, ast.AST]]:
    """What of a node is replaced, and by what."""
    match node:
        case ast.Compare(ops=[operator]) if type(operator) in SWAPS:
            yield node, _with(node, ops=[SWAPS[type(operator)]()])
        case ast.BoolOp(op=operator):
            yield node, _with(node, op=SWAPS[type(operator)]())
        case ast.BinOp(op=operator) if type(operator) in SWAPS and not _is_text(node.left, node.right):
            yield node, _with(node, op=SWAPS[type(operator)]())
        case ast.AugAssign(op=operator) if type(operator) in SWAPS and not _is_text(node.value):
            yield node, _with(node, op=SWAPS[type(operator)]())
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield node, operand
        case ast.Constant(value=bool(value)):
            yield node, ast.Constant(not value)
        case ast.Constant(value=int(value) | float(value)):
            yield node, ast.Constant(value + 1 if value < 10 else value * 2)
        case ast.Return(value=ast.expr() as value) if not _is_none(value):
            yield node, ast.Return(ast.Constant(None))
        case ast.Expr(value=ast.Call() | ast.Await()) | ast.Raise():
            if not (isinstance(node, ast.Expr) and _is_for_people(node.value)):
                yield node, ast.Pass()
        case ast.Continue():
            yield node, ast.Break()
        case ast.If(test=test) | ast.IfExp(test=test):
            yield test, ast.Constant(True)
            yield test, ast.Constant(False)
        case ast.While(test=test):
            yield test, ast.Constant(False)
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
            for place, part in enumerate(node.generators):
                if part.ifs:
                    changed = copy.deepcopy(node)
                    changed.generators[place].ifs = []
                    yield node, changed
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name), args=[_, _, *_]):
            if name in CONJUNCTIONS:
                for place in range(len(node.args)):
                    yield node, _with(node, args=[*node.args[:place], *node.args[place + 1 :]])


def _with(node: ast.AST, **fields: object) -> ast.AST:
    changed = copy.copy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed


def _is_text(*nodes: ast.expr) -> bool:
    return any(
        isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))
        for node in nodes
    )


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
