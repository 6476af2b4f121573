"""The file under our feet: is it still the one we opened, and how long has its write-ahead log grown?"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from bot.store.sql.connections import LOCK_WAIT
from bot.store.sql.errors import Replaced, Unavailable

LONGEST_LOG = 64 * 1024 * 1024
"""Bytes of a write-ahead log that is left alone; a long reader can have made it longer."""


class DatabaseFile:
    """A SQLite file in use. A connection of its own keeps hold of it, whatever name it has by now."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._identity: tuple[int, int] | None = None
        self._anchor: sqlite3.Connection | None = None

    def check(self) -> None:
        """Raise `Unavailable` where there is no file, `Replaced` where another stands in its place."""
        name = self._path.name
        try:
            stat = os.stat(self._path)
        except OSError:
            if self._identity is not None:
                raise Unavailable(f"the database file {name} has vanished") from None
            raise Unavailable(f"there is no database file {name} yet") from None
        identity = stat.st_dev, stat.st_ino
        if self._identity not in (None, identity):
            # What the log still holds belongs to the old file; SQLite would put it into the new one.
            self._empty_log()
            self.close()
            raise Replaced(
                f"the database file {name} was replaced while this process worked on it: nothing is written "
                "any more; stop it, and start it again on the file that is to count"
            )
        if self._anchor is None:
            self._anchor = sqlite3.connect(
                self._path, timeout=LOCK_WAIT, isolation_level=None, check_same_thread=False
            )
            self._anchor.execute("PRAGMA schema_version").fetchall()
            self._identity = identity

    def shorten_log(self) -> bool:
        """Empty the write-ahead log where it has more than `LONGEST_LOG` bytes, and return whether it was
        tried."""
        try:
            size = self._path.with_name(f"{self._path.name}-wal").stat().st_size
        except OSError:
            return False
        if size <= LONGEST_LOG:
            return False
        self._empty_log()
        return True

    def renew(self, most: int | None) -> bool:
        """Write a file of at most so many bytes anew, without leftovers of what is gone, and empty its log.

        False where the file has more, or where somebody still reads what the log holds.
        """
        fits = most is None or self._path.stat().st_size <= most
        if fits and self._anchor is not None:
            self._anchor.execute("VACUUM").fetchall()
        return self._empty_log() and fits

    def _empty_log(self) -> bool:
        """Whether nobody reads what it held."""
        if self._anchor is None:
            return False
        busy: int = self._anchor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        return not busy

    def close(self) -> None:
        """Let go of the file."""
        if self._anchor is not None:
            self._anchor.close()
            self._anchor = None
