"""No module imports itself by way of others, at the top, inside functions or for types alone."""

import ast
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent


def sources(package: str) -> dict[str, str]:
    """The text of every module of a package by its dotted name."""
    modules = {}
    for path in sorted((PROJECT / package.replace(".", "/")).rglob("*.py")):
        parts = path.relative_to(PROJECT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        modules[name] = path.read_text(encoding="utf-8")
    return modules


def imports(module: str, text: str, modules: Mapping[str, str]) -> Iterator[str]:
    """The modules that one imports, with the packages around them, whose `__init__` runs first.

    A module's own packages do not count: they are there when it is imported.
    """
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            parts = name.split(".")
            around = (".".join(parts[:length]) for length in range(1, len(parts) + 1))
            yield from (each for each in around if each in modules and not inside(module, each))


def inside(module: str, package: str) -> bool:
    """Whether a module is a package or stands in it."""
    return f"{module}.".startswith(f"{package}.")


def cycle(modules: Mapping[str, str]) -> list[str]:
    """One cycle of imports; empty if there is none."""
    graph = {name: set(imports(name, text, modules)) for name, text in modules.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


@pytest.mark.parametrize("package", ["bot.core"])
def test_a_package_has_no_import_cycle(package: str) -> None:
    assert cycle(sources(package)) == []


@pytest.mark.parametrize(
    "text",
    [
        "from a.two import X",
        "import a.two",
        "def late():\n    from a import two",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from a.two import X",
        "from a.b.three import X",
    ],
)
def test_a_cycle_is_found_wherever_the_import_stands(text: str) -> None:
    modules = {"a": "", "a.one": text, "a.two": "from a.one import Y", "a.b": "import a.two", "a.b.three": ""}
    assert set(cycle(modules)) >= {"a.one", "a.two"}
    assert cycle(modules | {"a.one": ""}) == []
