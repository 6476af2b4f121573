"""What a decision writes over, kept so that the decision can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

MemoryPlace = tuple[str, str, str]
"""Scope, feature, key."""
TimerPlace = tuple[int, int, str, str, str]
"""Repository id, number (0: the repository), feature, key, slot."""


@dataclass
class Journal:
    """Values of memories and rows of timers (as JSON) before they were first written; None: nothing."""

    memories: dict[MemoryPlace, Any] = field(default_factory=dict)
    timers: dict[TimerPlace, dict[str, Any] | None] = field(default_factory=dict)


_OPEN: ContextVar[Journal | None] = ContextVar("journal", default=None)


@contextmanager
def opened() -> Iterator[Journal]:
    """Keep what is written over in here."""
    token = _OPEN.set(Journal())
    try:
        journal = _OPEN.get()
        assert journal is not None
        yield journal
    finally:
        _OPEN.reset(token)


def current() -> Journal | None:
    """Return the journal that is open; None if nothing is to be kept."""
    return _OPEN.get()
