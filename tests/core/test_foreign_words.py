"""What a stranger writes into the repository's file is quoted when an error repeats it, wherever it stood."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.core.config.loader import load
from bot.core.config.problems import ConfigError, Problem
from handlers import FEATURES

HOSTILE = "<b>x</b> @acme/core #1 https://evil.example `c` <!-- m -->"
WORKS = re.compile(r"<b>|@acme|#1|https://|<!--")
"""What would call, link or format, outside of a code span."""
EVERY_KEY = (Path(__file__).parent.parent / "every_key.yml").read_text(encoding="utf-8")
yaml = YAML(typ="safe")
yaml.default_flow_style = False
yaml.allow_unicode = True
FILE: dict[str, Any] = yaml.load(EVERY_KEY)
"""Every key of every section; one section at a time is read as the whole would be, and ten times faster."""


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value of the file, keys and items included."""
    for step, inner in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield (*path, step)
        yield from places(inner, (*path, step))


def spoilt(path: tuple[Any, ...], *, key: bool) -> str:
    """A section with hostile text at one place: as the value, or as a further key beside it."""
    parent: Any = {path[0]: deepcopy(FILE[path[0]])}
    document = parent
    for step in path[:-1]:
        parent = parent[step]
    if key and isinstance(parent, dict):
        parent[HOSTILE] = parent[path[-1]]
    else:
        parent[path[-1]] = HOSTILE
    out = StringIO()
    yaml.dump(document, out)
    return out.getvalue()


def problems(text: str) -> tuple[Problem, ...]:
    try:
        load(text, FEATURES)
    except ConfigError as error:
        return error.problems
    return ()


def bare(message: str) -> str:
    """A message without its code spans, in which nothing works."""
    return re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", message)


@pytest.mark.slow
@pytest.mark.parametrize("key", [False, True], ids=["value", "key"])
def test_no_error_about_the_file_repeats_foreign_words_that_work(key: bool) -> None:
    count = 0
    for path in places(FILE):
        for problem in problems(spoilt(path, key=key)):
            count += 1
            assert not WORKS.search(bare(str(problem))), f"{path}: {problem}"
    assert count > 50


@pytest.mark.parametrize(
    "text", ["a: *<b>@acme/core", "a: !<https://evil.example> x", "@acme/core: <b>", "a: b: '#1 @acme/core"]
)
def test_neither_does_one_about_what_is_no_yaml(text: str) -> None:
    assert problems(text)
    assert not [problem for problem in problems(text) if WORKS.search(bare(str(problem)))]
