"""Secrets are compared in one place, in constant time. Time is nothing a test can judge: the source is."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
HOME = "bot/core/secrecy/__init__.py"
COMPARING = (
    "bot/web/signature.py",
    "bot/web/metrics.py",
    "bot/queries/rota_calendar.py",
    "bot/engine/life.py",
)
"""The webhook's signature, the tokens of metrics and of a rota's calendar, the seal of a life's name."""
PLAIN = (ast.Eq, ast.NotEq, ast.In, ast.NotIn)
SECRET = re.compile(r"secret|token|signature|digest|hmac|bearer", re.IGNORECASE)


def called(tree: ast.AST) -> list[str]:
    """Return the names of all functions that a module calls."""
    return [ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)]


def tree(path: str) -> ast.Module:
    return ast.parse((PROJECT / path).read_text(encoding="utf-8"))


def comparisons(module: ast.AST) -> list[str]:
    """Return all comparisons by `==`, `!=`, `in` or a prefix of what is named like a secret."""
    lines = [
        ast.unparse(node)
        for node in ast.walk(module)
        if (isinstance(node, ast.Compare) and any(isinstance(op, PLAIN) for op in node.ops))
        or (isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("startswith", "fullmatch")))
    ]
    return [line for line in lines if SECRET.search(line)]


@pytest.mark.parametrize("path", COMPARING)
def test_each_who_checks_a_secret_asks_the_one_place(path: str) -> None:
    assert "matches_any" in called(tree(path))
    assert comparisons(tree(path)) == []


def test_the_one_place_compares_in_constant_time() -> None:
    module = tree(HOME)
    assert called(module).count("hmac.compare_digest") == 1
    assert comparisons(module) == []
    assert not {"any", "next", "all"} & set(called(module)), "these end with the first match"


def test_nobody_else_compares_digests() -> None:
    users = [
        path.relative_to(PROJECT).as_posix()
        for room in ("bot", "handlers")
        for path in (PROJECT / room).rglob("*.py")
        if "compare_digest" in path.read_text(encoding="utf-8")
    ]
    assert users == [HOME]


def test_the_webhook_knows_a_signature_only_by_its_form_and_by_matches() -> None:
    module = tree("bot/web/webhook/__init__.py")
    assert called(module).count("self._signatures.matches") == 1
    assert comparisons(module) == ["SIGNATURE.fullmatch(given[0])", "'X-Hub-Signature' in request.headers"]


@pytest.mark.parametrize("line", ["digest == given", "given in secrets", "token.startswith(given)"])
def test_the_check_finds_a_plain_comparison(line: str) -> None:
    assert comparisons(ast.parse(line)) == [line]
