"""A test that cannot fail is a defect: each asserts something, or goes through a helper that does."""

import ast
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parent
JUDGES = {"pytest.raises", "pytest.fail", "pytest.warns"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(tree: ast.AST) -> Iterator[Function]:
    """All functions, also those inside classes and functions."""
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def calls(function: Function) -> set[str]:
    """The names of what is called, as they are written."""
    return {ast.unparse(node.func) for node in ast.walk(function) if isinstance(node, ast.Call)}


def judges(function: Function) -> bool:
    """Whether a function can fail on purpose."""
    return bool(calls(function) & JUDGES) or any(
        isinstance(node, ast.Assert | ast.Raise) for node in ast.walk(function)
    )


def silent(sources: dict[str, str]) -> list[str]:
    """The tests that judge nothing, neither themselves nor by a helper of the same files."""
    all_functions = [(path, each) for path, text in sources.items() for each in functions(ast.parse(text))]
    helpers = {each.name for _, each in all_functions if judges(each) and not each.name.startswith("test_")}
    return [
        f"{path}: {each.name}"
        for path, each in all_functions
        if each.name.startswith("test_") and not judges(each)
        if not {name.rpartition(".")[2] for name in calls(each)} & helpers
    ]


def test_every_test_can_fail() -> None:
    sources = {str(path.relative_to(TESTS)): path.read_text("utf-8") for path in TESTS.rglob("*.py")}
    assert silent(sources) == []


def test_the_check_finds_a_test_without_a_word() -> None:
    helper = "def settles(x):\n    assert x\n"
    assert silent({"a.py": "def test_a():\n    parse('x')\n"}) == ["a.py: test_a"]
    assert silent({"a.py": "def test_a():\n    it.settles(1)\n", "b.py": helper}) == []
