"""States are stored as the words they are named by."""

from __future__ import annotations

from enum import StrEnum

import pytest

from bot.core import states

ENUMS = [each for each in vars(states).values() if isinstance(each, type) and issubclass(each, StrEnum)]
ENUMS.remove(StrEnum)


@pytest.mark.parametrize("enum", ENUMS)
def test_a_state_is_stored_as_the_word_it_is_named_by(enum: type[StrEnum]) -> None:
    assert all(state.value == state.name.lower().replace("_", " ") for state in enum)
