"""Who works on the database of a server: one process alone, or the processes of one fleet."""

from __future__ import annotations

import os
import socket
from contextlib import suppress

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from bot.store.sql.errors import AlreadyRunning, explained
from bot.store.sql.postgres import LOCKS, engine_on

_TAKE = {
    True: text("SELECT pg_try_advisory_lock(:locks, :mine)"),
    False: text("SELECT pg_try_advisory_lock_shared(:locks, :mine)"),
}
_GIVE_BACK = text("SELECT pg_advisory_unlock_all()")
_OTHERS = text(
    "SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid) "
    "WHERE locktype = 'advisory' AND granted AND pid <> pg_backend_pid() "
    "AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
    "AND classid = :locks AND objid <> 0 AND (:alone OR objid <> :mine) LIMIT 1"
)
"""Whoever works here and may not beside us; 0 is the upgrade's."""
_ALONE = 1


class ServerLock:
    """Held by a connection, so that it is free as soon as the process or its network is gone.

    `fleet` is a number of the App, which its processes share; None: nobody may be beside us.
    """

    def __init__(self, url: str, fleet: int | None) -> None:
        self._url = url
        # Two fleets whose numbers meet here are taken for one; ids of Apps are far smaller.
        self._mine = _ALONE if fleet is None else 2 + fleet % (2**31 - 2)
        self._engine: Engine | None = None
        self._conn: Connection | None = None

    def acquire(self) -> None:
        """Take the lock; raises `AlreadyRunning` at once when somebody else has it, or `Unavailable`."""
        if self._conn is not None:
            return
        try:
            with explained():
                self._engine = engine_on(self._url)
                self._conn = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
                self._take(self._conn)
        except BaseException:
            self.release()
            raise

    def _take(self, conn: Connection) -> None:
        name = f"process {os.getpid()} on {socket.gethostname()}"
        conn.execute(text("SELECT set_config('application_name', :name, false)"), {"name": name})
        alone = self._mine == _ALONE
        place = {"locks": LOCKS, "mine": self._mine}
        # First taken, then looked around: of two that come together at least one sees the other.
        taken = conn.scalar(_TAKE[alone], place)
        other = conn.scalars(_OTHERS, place | {"alone": alone}).first()
        if not taken or other is not None:
            who = "Stewardbot" if alone else "Stewardbot of another App, or without a fleet,"
            which = f" ({other})" if other else ""
            raise AlreadyRunning(f"another {who}{which} already works on this database: stop it first")

    def release(self) -> None:
        """Give the lock back; harmless when it is not held."""
        if self._conn is not None:
            # The server sees the end of a connection a little later; who comes at once is not to be refused.
            with suppress(DBAPIError):
                self._conn.execute(_GIVE_BACK)
            self._conn.close()
            self._conn = None
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None
