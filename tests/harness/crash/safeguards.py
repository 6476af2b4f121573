"""The safeguards that make a write happen once, and how each is switched off, to see that it matters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine, create_engine, select, text

from bot.core.ports.writer import Task
from bot.engine import own_writes
from bot.engine.execute.executor import Executor
from bot.engine.run.fleet import sweep
from bot.engine.timeouts import Timeouts
from bot.store import outbox
from bot.store.database import Connection
from bot.store.outbox import queue
from bot.store.sql import postgres, tables


class Safeguard(StrEnum):
    """The first five matter everywhere, the others where several processes share a database."""

    LOOKUP = "look-up"
    """What may have been sent is looked for first."""
    FENCE = "fence"
    """Whoever lost a claim settles nothing."""
    GRACE = "grace"
    """A write without an answer is not looked for before GitHub must have it."""
    DEADLINE = "deadline"
    """Whoever slept too long sends nothing."""
    ADOPTION = "adoption"
    """GitHub's word of our own write settles it."""
    REAPER = "reaper"
    """What a dead process had in hand is taken from it."""
    TRIGGER = "trigger"
    """The end of a job wakes whoever may take the next of its lane."""
    ISOLATION = "isolation"
    """Of two that change the same row at the same time the second begins anew."""


@contextmanager
def without(safeguard: Safeguard | str) -> Iterator[None]:
    """Switch one off; the empty text: none."""
    with ExitStack() as stack:
        match safeguard:
            case Safeguard.LOOKUP:
                stack.enter_context(_tasks(adopt=False, send=True))
            case Safeguard.DEADLINE:
                stack.enter_context(_tasks(late=timedelta(days=1)))
            case Safeguard.FENCE:
                for end in ("settle", "retry", "postpone"):
                    stack.enter_context(patch.object(queue, end, _under_any_claim(getattr(queue, end))))
            case Safeguard.GRACE:
                none = property(lambda times: 0.0, lambda times, value: None)
                stack.enter_context(patch.object(Timeouts, "grace", none))
                stack.enter_context(patch.object(Timeouts, "__post_init__", lambda times: None))
            case Safeguard.ADOPTION:
                stack.enter_context(patch.object(own_writes, "recognize", lambda *_: ()))
            case Safeguard.REAPER:
                stack.enter_context(patch.object(sweep, "reap", lambda conn, now: None))
            case Safeguard.ISOLATION:
                stack.enter_context(patch.object(postgres, "create_engine", _less_isolated))
            case Safeguard.TRIGGER:
                pass  # It lives in the database: `untriggered`.
        yield


def untriggered(conn: Connection) -> None:
    """Switch the trigger off in a database."""
    for name in ("stewardbot_wake_after_end", "stewardbot_wake_after_delete"):
        conn.execute(text(f"ALTER TABLE procrastinate_jobs DISABLE TRIGGER {name}"))


def _less_isolated(url: str, **options: Any) -> Engine:
    return create_engine(url, **options | {"isolation_level": "READ COMMITTED"})


def _tasks(*, late: timedelta = timedelta(), **changes: Any) -> Any:
    original = Executor._task

    def changed(executor: Executor, conn: Connection, row: outbox.Row, deadline: datetime) -> Task:
        task = original(executor, conn, row, deadline)
        return replace(task, deadline=task.deadline + late, **changes)

    return patch.object(Executor, "_task", changed)


def _under_any_claim(original: Callable[..., bool]) -> Callable[..., bool]:
    def changed(conn: Connection, id: int, fence: int, *given: Any, **named: Any) -> bool:
        present = select(tables.outbox.c.fence).where(tables.outbox.c.id == id)
        return original(conn, id, conn.scalars(present).one(), *given, **named)

    return changed
