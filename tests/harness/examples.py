"""How many generated cases a property tries."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

MANY = "STEWARDBOT_EXAMPLES"


def examples(few: int) -> int:
    """As many as STEWARDBOT_EXAMPLES says, for a long night; `few` where it says nothing."""
    return int(os.environ.get(MANY, few))


def every(step: int, cases: Sequence[T]) -> Sequence[T]:
    """Each so-manieth of a table's cases; all of them where STEWARDBOT_EXAMPLES is set."""
    return cases if MANY in os.environ else cases[::step]
