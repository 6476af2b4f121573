"""A test that cannot fail is a defect: each asserts something, or goes through a helper that does."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).parent
JUDGES = {"pytest.raises", "pytest.fail", "pytest.warns"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(tree: ast.AST) -> Iterator[Function]:
    """All functions, also those inside classes and functions."""
    return (node for node in ast.walk(tree) if isinstance(node, Function))


@dataclass(frozen=True)
class Seen:
    """What one function calls, and whether it can fail on purpose by itself."""

    path: str
    name: str
    calls: frozenset[str]
    judges: bool

    @property
    def is_test(self) -> bool:
        return self.name.startswith("test_")


def seen(path: str, function: Function) -> Seen:
    """Look through a function once."""
    nodes = list(ast.walk(function))
    calls = frozenset(_name(node.func) for node in nodes if isinstance(node, ast.Call))
    judges = bool(calls & JUDGES) or any(isinstance(node, ast.Assert | ast.Raise) for node in nodes)
    return Seen(path, function.name, calls, judges)


def _name(called: ast.expr) -> str:
    """What is called, with its owner where that is a plain name."""
    match called:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=ast.Name(id=owner), attr=name):
            return f"{owner}.{name}"
        case ast.Attribute(attr=name):
            return f"?.{name}"
    return ""


def silent(sources: dict[str, str]) -> list[str]:
    """The tests that judge nothing, neither themselves nor by a helper of the same files."""
    all_functions = [
        seen(path, each) for path, text in sources.items() for each in functions(ast.parse(text))
    ]
    helpers = {each.name for each in all_functions if each.judges and not each.is_test}
    return [
        f"{each.path}: {each.name}"
        for each in all_functions
        if each.is_test and not each.judges
        if not {name.rpartition(".")[2] for name in each.calls} & helpers
    ]


def test_every_test_can_fail() -> None:
    sources = {str(path.relative_to(TESTS)): path.read_text("utf-8") for path in TESTS.rglob("*.py")}
    assert silent(sources) == []


def test_the_check_finds_a_test_without_a_word() -> None:
    helper = "def settles(x):\n    assert x\n"
    assert silent({"a.py": "def test_a():\n    parse('x')\n"}) == ["a.py: test_a"]
    assert silent({"a.py": "def test_a():\n    it.settles(1)\n", "b.py": helper}) == []
