"""SQLite on the loop's own thread: look-ups, and brief writes until their COMMIT.

The hop to another thread costs more than a look-up, and beside the loop each statement of a write is a wait
for the interpreter's lock.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from typing import TypeVar

from sqlalchemy import Connection, Engine, RootTransaction

T = TypeVar("T")


class LoopConnections:
    """Two connections to a file: one that writes, and one for look-ups while that one commits.

    `opened` returns the engine after a look at the file, and may raise `Unavailable`.
    """

    def __init__(self, opened: Callable[[], Engine]) -> None:
        self._opened = opened
        self._briefs: Connection | None = None
        self._lookups: Connection | None = None
        self._committing: asyncio.Future[None] | None = None

    @property
    def _is_committing(self) -> bool:
        return self._committing is not None and not self._committing.done()

    def lookup(self, fn: Callable[[Connection], T], engine: Engine | None) -> T:
        """Return the answer of `fn` on a connection of `engine`, the one that was opened last.

        No look at the file, which each write has, and no transaction around one statement: together they cost
        more than it does.
        """
        conn = self._for_lookups(engine)
        try:
            return fn(conn)
        finally:
            if conn.in_transaction():
                conn.rollback()

    def _for_lookups(self, engine: Engine | None) -> Connection:
        # The one that writes, if it can: of all others a COMMIT empties the cache.
        briefs = None if self._is_committing else self._briefs
        if briefs is not None and briefs.engine is engine and not briefs.in_transaction():
            return briefs
        if self._lookups is None or self._lookups.engine is not engine:
            self._lookups = self._opened().connect()
        return self._lookups

    async def write(self, run: Callable[[Connection], None], disk: Executor) -> None:
        """Let `run` write in a transaction here, and commit it on `disk`, which has time to wait for it.

        Raises `Locked` at once, before anything is run: the loop waits for no other program.
        """
        if self._committing is not None and not self._committing.done():
            await asyncio.wait((self._committing,))  # Whoever began it has given up waiting.
        transaction = self._begun()
        run(transaction.connection)
        self._committing = asyncio.get_running_loop().run_in_executor(disk, transaction.commit)
        await asyncio.shield(self._committing)

    def _begun(self) -> RootTransaction:
        engine = self._opened()
        if self._briefs is None or self._briefs.engine is not engine:
            self._briefs = engine.connect()
            self._briefs.connection.cursor().execute("PRAGMA busy_timeout = 0")
        try:
            return self._briefs.execution_options(immediate=True).begin()
        finally:
            self._briefs.execution_options(immediate=False)  # Look-ups lock nobody out.

    def drop(self) -> None:
        """Close them, in whatever state they are, but none that commits; the next to ask has new ones."""
        done = (self._lookups,) if self._is_committing else (self._lookups, self._briefs)
        for conn in done:
            if conn is not None:
                conn.invalidate()
                conn.close()
        self._lookups, self._briefs = None, self._briefs if self._is_committing else None
