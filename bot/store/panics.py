"""What nobody foresaw, in a form that a boundary can count.

A boundary catches `Exception`. Some failures are none: a library in Rust panics with a `BaseException` of its
own (pydantic, cryptography), a call left over from a script exits, a future that somebody else cancelled
raises `CancelledError` in whoever awaits it. Past every boundary they would end a task unseen, and what they
came from would be tried again at once and for ever.
"""

from __future__ import annotations

import asyncio
from typing import Any

LONGEST = 300
"""Characters of a failure that are kept."""


class Panic(Exception):
    """Something was raised that is no `Exception`; it is the cause of this."""


# A class, though it is used like a function: a context manager made of a generator costs three times as much,
# and this one stands around every feature.
class panics_as_failures:
    """Raise `Panic` in place of what is no `Exception`; what ends a task or the program rightly passes."""

    __slots__ = ("_task",)

    def __enter__(self) -> None:
        self._task = _task()

    def __exit__(self, kind: object, failure: BaseException | None, trace: object) -> None:
        if failure is None or isinstance(failure, Exception | KeyboardInterrupt):
            return
        if not _is_end(failure, self._task):
            raise Panic(in_words(failure)) from failure


def in_words(failure: BaseException) -> str:
    """Return its kind and what it says, also of one that cannot say anything."""
    try:
        with panics_as_failures():
            text = str(failure)
    except Exception:
        text = "without words"
    return f"{type(failure).__name__}: {text}"[:LONGEST]


def _is_end(failure: BaseException, task: asyncio.Task[Any] | None) -> bool:
    """Return whether a failure ends `task` rightly: it was cancelled, or is closed by somebody else."""
    if isinstance(failure, GeneratorExit):
        return _task() is not task
    return isinstance(failure, asyncio.CancelledError) and task is not None and task.cancelling() > 0


def _task() -> asyncio.Task[Any] | None:
    try:
        return asyncio.current_task()
    except RuntimeError:  # a thread
        return None
