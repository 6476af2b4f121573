"""How many generated cases a property tries."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

VARIABLE = "STEWARDBOT_EXAMPLES"


def examples(few: int) -> int:
    """Return as many as STEWARDBOT_EXAMPLES says, for a long night; `few` where it says nothing."""
    return int(os.environ.get(VARIABLE, few))


def every(step: int, cases: Sequence[T]) -> Sequence[T]:
    """Return one of every `step` cases of a table; all of them where STEWARDBOT_EXAMPLES is set."""
    return cases if VARIABLE in os.environ else cases[::step]
