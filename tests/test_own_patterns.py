"""Our own regular expressions stay with `re`, so each is held against the texts that are worst for it.

The texts are made of what the expression itself reads: its characters, pairs of them, and what it matches,
whole or broken off, again and again. Four times the text may take about four times the time, never sixteen.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import permutations
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import pytest

from tests.architecture.modules import modules

pytestmark = pytest.mark.slow

SHORT = 700
STEEPEST = 9.0
"""Times longer for four times the text: 4 where it is linear, 16 where it is quadratic."""
UNNOTICED = 0.002
"""Seconds for the longer text that are nothing, however steep."""
BOUNDED = {
    "bot.community.patterns.paths._GLOB_PART": "globs of 300 characters",
    "bot.settings.private_key._PEM": "the operator's own key",
    "bot.demo.scene._OWN_LINE": "the demo's own words",
    "bot.demo.threads._FOLD": "the demo's own words",
    "bot.operations.starter_config._FRONT": "the operator's checkout, read by `init`",
    "bot.operations.starter_config._FAMILY": "the operator's checkout, read by `init`",
}
"""What is only ever shown short texts, or none that a stranger wrote; every other must be linear."""
METHODS: dict[str, Callable[[re.Pattern[str], str], Any]] = {
    "match": re.Pattern.match,
    "fullmatch": re.Pattern.fullmatch,
    "search": re.Pattern.search,
    "finditer": lambda pattern, text: sum(1 for _ in pattern.finditer(text)),
}
LIKE_FINDITER = {"findall", "sub", "subn", "split", "finditer"}


def inside(value: object, depth: int = 0) -> Iterator[re.Pattern[str]]:
    """The patterns in a value of a module or class."""
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 3 and isinstance(value, dict):
        for each in (*value.keys(), *value.values()):
            yield from inside(each, depth + 1)
    elif depth < 3 and isinstance(value, tuple | list | set | frozenset):
        for each in value:
            yield from inside(each, depth + 1)


@cache
def own_patterns() -> dict[str, list[re.Pattern[str]]]:
    """Every pattern that stands in a module of ours, by its name."""
    found: dict[str, list[re.Pattern[str]]] = {}
    for root in ("bot", "handlers", "fakegithub"):
        for each in pkgutil.walk_packages(importlib.import_module(root).__path__, f"{root}."):
            if each.name.endswith("__main__"):
                continue
            for name, value in vars(importlib.import_module(each.name)).items():
                if patterns := [one for one in inside(value) if isinstance(one.pattern, str)]:
                    found[f"{each.name}.{name}"] = patterns
    return found


@cache
def used() -> dict[str, set[str]]:
    """How names are used as patterns are: private ones in their own module, public ones anywhere."""
    ways: dict[str, set[str]] = {}
    for module in modules():
        for node in module.nodes:
            if isinstance(node, ast.Attribute):
                name = node.value.value if isinstance(node.value, ast.Subscript) else node.value
                way = "finditer" if node.attr in LIKE_FINDITER else node.attr
                if way in METHODS and isinstance(name, ast.Name):
                    key = f"{module.name}.{name.id}" if name.id.startswith("_") else name.id
                    ways.setdefault(key, set()).add(way)
    return ways


def read_by(tree: Iterable[Any], longest: int) -> tuple[list[str], str]:
    """Characters that an expression reads anywhere, and a text it matches, repeats at most `longest` long."""
    characters: list[str] = []
    text = ""
    for operation, value in tree:
        parts: list[Any] = []
        match operation.name:
            case "LITERAL":
                characters.append(chr(value))
                text += chr(value)
            case "IN":
                for kind, one in value:
                    sign = {"LITERAL": one, "RANGE": one and kind.name == "RANGE" and one[0]}.get(kind.name)
                    words = {"CATEGORY_DIGIT": "0", "CATEGORY_WORD": "a", "CATEGORY_SPACE": " "}
                    other = words.get(getattr(one, "name", ""), "!")
                    characters.append(chr(sign) if isinstance(sign, int) else other)
                text += characters[-1]
            case "BRANCH":
                parts = [(branch, 1) for branch in value[1]]
            case "SUBPATTERN":
                parts = [(value[3], 1)]
            case "MAX_REPEAT" | "MIN_REPEAT":
                parts = [(value[2], max(value[0], min(value[1], longest)))]
            case "ASSERT" | "ASSERT_NOT":
                parts = [(value[1], 0)]
            case "ANY" | "NOT_LITERAL":
                text += "a"
        for number, (part, times) in enumerate(parts):
            below, matched = read_by(part, longest)
            characters += below
            text += matched * times if number == 0 else ""
    return characters, text


def hostile(pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """(begin, what is repeated) of texts that are worst for this pattern."""
    tree = list(_parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE))
    characters = list(dict.fromkeys((" ", "\n", "a", "!", *read_by(tree, 1)[0])))
    matched = [read_by(tree, times)[1] for times in (0, 1, 3)]
    units = [*characters[:15], *map("".join, permutations(characters[:4], 2))]
    for text in matched:
        units += [text, text[:-1], text[1:], f"{text}\n"]
    for unit in dict.fromkeys(filter(None, units)):
        for begin in dict.fromkeys(("", matched[1][:1], matched[1][:3])):
            yield begin, unit


def seconds(way: str, pattern: re.Pattern[str], begin: str, unit: str, length: int, tries: int = 1) -> float:
    """Of the processor, the least of some tries."""
    text = (begin + unit * (length // len(unit)))[:length] + "\x01"
    best = 1e9
    for _ in range(tries):
        start = time.process_time()
        METHODS[way](pattern, text)
        best = min(best, time.process_time() - start)
    return best


def steep(way: str, pattern: re.Pattern[str], begin: str, unit: str) -> bool:
    """Whether four times the text takes far more than four times as long; believed at the second try."""
    if seconds(way, pattern, begin, unit, 4 * SHORT) < UNNOTICED:
        return False
    short, long = (seconds(way, pattern, begin, unit, size * SHORT, tries=3) for size in (1, 4))
    return long > UNNOTICED and long > STEEPEST * short


@pytest.mark.parametrize("root", ["bot.c", "bot", "handlers", "fakegithub"])
def test_each_takes_time_in_step_with_its_text(root: str) -> None:
    found = []
    for name, patterns in own_patterns().items():
        if not name.startswith(root) or (root == "bot") == name.startswith("bot.c") or name in BOUNDED:
            continue
        ways = used().get(name) or used().get(name.rpartition(".")[2]) or set(METHODS)
        for pattern in patterns:
            for way in sorted(ways):
                worst = next((each for each in hostile(pattern) if steep(way, pattern, *each)), None)
                found += [f"{name}.{way}: {worst[0]!r}, then again and again {worst[1]!r}"] if worst else []
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("way", "source", "found"),
    [
        ("search", r"(?m)^\s*x", True),
        ("search", "a+b", True),
        ("match", "a*a*b", True),
        ("match", "a+b", False),
        ("search", r"(?m)^[ \t]*x", False),
    ],
)
def test_the_check_finds_what_is_quadratic(way: str, source: str, found: bool) -> None:
    pattern = re.compile(source)
    assert any(steep(way, pattern, *each) for each in hostile(pattern)) is found


def test_what_is_bounded_exists() -> None:
    assert set(BOUNDED) <= set(own_patterns())
