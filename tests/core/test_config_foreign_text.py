"""What stands in a file of anybody's pull request does nothing in what is said of the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from ruamel.yaml import YAML

from bot.core.config.loader import load
from bot.core.config.problems import ConfigError, Problem
from handlers import FEATURES

EVERY_KEY = Path(__file__).parent.parent / "every_key.yml"
HOSTILE = (
    "@acme/core <b> #1",
    "[l](https://e.vil) GH-1",
    "acme/widget#1 www.e.vil",
    "\\`@mia` #1 `` <i>",
    "a\n\n- @mia\n",
)
LIVE = re.compile(r"(?<!\w)@[a-z]|#\d|://|\bGH-\d|www\.\w", re.IGNORECASE)
Change = Callable[[Any], Any]


def alive(text: str) -> list[str]:
    """What of a text would be more than text on GitHub."""
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    inline = [child for token in tokens for child in token.children or []]
    works = [
        token.type for token in (*tokens, *inline) if token.type.startswith(("html", "link", "image", "list"))
    ]
    return works + [
        match for token in inline if token.type == "text" for match in LIVE.findall(token.content)
    ]


def changed(value: Any, change: Change) -> Any:
    """The same with all its leaves changed."""
    if isinstance(value, dict):
        return {key: changed(each, change) for key, each in value.items()}
    return [changed(each, change) for each in value] if isinstance(value, list) else change(value)


def sentences(text: str) -> Iterator[str]:
    """All that is said of a file."""
    try:
        load(text, FEATURES)
    except ConfigError as error:
        for problem in error.problems:
            yield from (problem.message, problem.suggestion)


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize(
    "shape",
    [
        lambda word: word,
        pytest.param(lambda word: [word], marks=pytest.mark.slow),
        pytest.param(lambda word: {word: word}, marks=pytest.mark.slow),
    ],
    ids=["a text", "a list", "a mapping"],
)
def test_no_value_of_the_file_does_anything_where_it_is_refused(hostile: str, shape: Change) -> None:
    yaml = YAML(typ="safe")
    file = yaml.load(EVERY_KEY)
    said = 0
    for section, content in file.items():
        out = StringIO()
        yaml.dump({section: changed(content, lambda _: shape(hostile))}, out)
        for sentence in sentences(out.getvalue()):
            assert alive(sentence) == [], sentence
            said += bool(sentence)
    assert said > 40


def test_whoever_forgets_to_quote_what_was_written_does_no_harm() -> None:
    for hostile in HOSTILE:
        for sentence in (f"{hostile} is wrong", f"`key`: {hostile}", f"one ` {hostile} and `{hostile}`"):
            problem = Problem(1, 1, "", sentence, sentence)
            assert alive(problem.message) == alive(problem.suggestion) == [], problem.message
