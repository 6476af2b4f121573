"""States are spelled in one place, as they stand in databases, each with a sentence."""

from __future__ import annotations

import ast
import re
from enum import StrEnum
from pathlib import Path

import pytest

from bot.core import states
from tests.architecture.modules import modules

ENUMS = [each for each in vars(states).values() if isinstance(each, type) and issubclass(each, StrEnum)]
ENUMS.remove(StrEnum)
COMPARED = re.compile(
    r'\b(state|outcome) (==|!=) "(new|done|dead|waiting|intent|observed|refused|own|ignored)"'
)


@pytest.mark.parametrize("enum", ENUMS)
def test_a_state_is_stored_as_the_word_it_is_named_by(enum: type[StrEnum]) -> None:
    assert all(state.value == state.name.lower().replace("_", " ") for state in enum)


def test_every_state_says_what_it_means() -> None:
    tree = ast.parse(Path(states.__file__).read_text("utf-8"))
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            for member, sentence in zip(node.body[1::2], node.body[2::2], strict=True):
                assert isinstance(member, ast.Assign)
                assert isinstance(sentence, ast.Expr), f"{node.name}: {ast.unparse(member)}"


def test_no_module_compares_a_state_with_a_word_of_its_own() -> None:
    compared = [module.name for module in modules() if COMPARED.search(module.text)]
    assert not [name for name in compared if not name.startswith("fakegithub")]
