"""What is installed with the program is what the program imports: neither more nor less."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.architecture.modules import ROOTS, Module, modules

PROJECT = Path(__file__).parent.parent
MIGRATIONS = PROJECT / "migrations"
OURS = {*ROOTS, MIGRATIONS.name}
DATA_ALONE = {"tzdata"}
"""Holds no code: `zoneinfo` reads it where the system has no time zones of its own."""
IMPORTED_AS = {"vl-convert": "vl-convert-python"}
"""What an extra that is not installed here is imported as, and what it is called."""
SAME_RELEASE = {"pydantic-core": "pydantic"}
"""Half of another distribution, which pins it to one version."""


def declared(*extras: str) -> set[str]:
    """Return the distributions that pyproject.toml names, without versions; with those of `extras`."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [*project["dependencies"]]
    for extra in extras:
        lines += project["optional-dependencies"][extra]
    return {re.split(r"[\[<>=!~; ]", line)[0].lower() for line in lines}


def imported(module: Module) -> Iterator[str]:
    """Return the top-level names that a module imports, also by `import_module` with a plain name."""
    for node in module.nodes:
        match node:
            case ast.Import():
                yield from (alias.name.partition(".")[0] for alias in node.names)
            case ast.ImportFrom(module=str(name), level=0):
                yield name.partition(".")[0]
            case ast.Call(func=ast.Attribute(attr="import_module"), args=[ast.Constant(value=str(name))]):
                yield name.partition(".")[0]


@cache
def distributions() -> dict[str, str]:
    """Return what `bot`, `handlers`, `fakegithub` and `migrations` import: distribution and one module."""
    steps = [Module(str(path), path.read_text(encoding="utf-8")) for path in MIGRATIONS.rglob("*.py")]
    names = {
        name: module.name
        for module in (*modules(), *steps)
        for name in imported(module)
        if name not in sys.stdlib_module_names and name not in OURS
    }
    owners = packages_distributions()
    # An extra that is not installed here has no metadata to ask; its import is called as it is.
    called = {owners.get(name, [name])[0].lower().replace("_", "-"): path for name, path in names.items()}
    return {IMPORTED_AS.get(name, name): path for name, path in called.items()}


def test_every_dependency_is_imported_somewhere() -> None:
    assert declared() - set(distributions()) - DATA_ALONE == set()


def test_every_extra_for_operators_is_imported_somewhere() -> None:
    assert declared("fast", "reports") - declared() - set(distributions()) == set()


def test_every_import_is_declared() -> None:
    allowed = declared("fast", "postgres", "reports") | set(SAME_RELEASE)
    assert {name: path for name, path in distributions().items() if name not in allowed} == {}
