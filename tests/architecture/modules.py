"""The modules of the program, and what each of them imports."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

PROJECT = Path(__file__).parents[2]
ROOTS = ("bot", "handlers", "fakegithub")


@dataclass(frozen=True)
class Module:
    """One file of the program."""

    name: str
    text: str
    is_package: bool = False

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """All of its tree; many rules go through it, and the way there costs more than what they look for."""
        return tuple(ast.walk(self.tree))

    @cached_property
    def imported(self) -> tuple[tuple[int, str], ...]:
        """(line, full name) of all it imports; many rules ask."""
        return tuple(imported(self.nodes, self.name, is_package=self.is_package))

    @property
    def folder(self) -> str:
        """The package that the file lies in."""
        return self.name if self.is_package else self.name.rpartition(".")[0]

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())


@cache
def modules() -> tuple[Module, ...]:
    """All modules; a package goes by the name of its folder."""
    paths = [path for root in ROOTS for path in sorted((PROJECT / root).rglob("*.py"))]
    return tuple(
        Module(_name(path), path.read_text(encoding="utf-8"), path.name == "__init__.py") for path in paths
    )


def _name(path: Path) -> str:
    parts = path.relative_to(PROJECT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def inside(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def imported(nodes: Iterable[ast.AST], module: str, *, is_package: bool = False) -> Iterator[tuple[int, str]]:
    """(line, full name) of all a module imports, also inside functions; `from a import b` is `a.b`."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = module.split(".")
                above = parts[: len(parts) - node.level + is_package]
                base = ".".join([*above, base] if base else above)
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)
