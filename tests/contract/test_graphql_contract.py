"""Every GraphQL document in our source is one that GitHub would understand."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot
from bot.github.read.history import documents as of_the_past
from tests.contract.documents import Documents

DOCUMENT = re.compile(r"\s*(query|mutation|fragment)\b[^{]*\{")


def written() -> Iterator[tuple[str, str]]:
    """(module:line, document) of all documents in the bot's source."""
    home = Path(bot.__file__).parent
    for path in sorted(home.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and DOCUMENT.match(node.value):
                yield f"{path.relative_to(home)}:{node.lineno}", node.value


@pytest.mark.slow
def test_every_document_is_one_github_understands(documents: Documents) -> None:
    found = dict(written())
    assert found
    composed = {"issues": of_the_past.ISSUES, "pulls": of_the_past.PULLS, "rests": of_the_past.rests(3)}
    found |= composed
    assert {place: wrong for place, text in found.items() if (wrong := documents.complaints(text))} == {}
