"""One runner a SQLite file: a second one would take the first one's unfinished work for its own."""

from __future__ import annotations

import os
from types import TracebackType
from typing import Self

from bot.store.sql.connections import file_of
from bot.store.sql.urls import normal


class AlreadyRunning(Exception):
    """Another process works on this database; the text says which."""


class RunnerLock:
    """Held as long as a runner runs, freed by the system if it dies.

    Databases in memory need none.
    """

    def __init__(self, url: str) -> None:
        database = file_of(normal(url))
        self._path = database and database.with_name(f"{database.name}.lock")
        self._file: int | None = None

    def acquire(self) -> None:
        """Take the lock; raises `AlreadyRunning` at once when somebody else has it."""
        if self._path is None or self._file is not None:
            return
        import fcntl  # noqa: PLC0415  only where there are files to lock

        file = os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(file, 20).decode("ascii", "replace").strip()
            os.close(file)
            raise AlreadyRunning(
                f"another Stewardbot{f' (process {holder})' if holder else ''} already works on "
                f"{self._path.name.removesuffix('.lock')}: stop it first"
            ) from None
        os.truncate(file, 0)
        os.pwrite(file, f"{os.getpid()}\n".encode(), 0)
        self._file = file

    def release(self) -> None:
        """Give the lock back; harmless when it is not held. The file stays: removing it would race."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
