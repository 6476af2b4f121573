"""One runner a database: a second one would take the first one's unfinished work for its own."""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from bot.store.sql.connections import file_of
from bot.store.sql.errors import AlreadyRunning
from bot.store.sql.urls import normal

__all__ = ["AlreadyRunning", "RunnerLock"]


class _Lock(Protocol):
    def acquire(self) -> None: ...
    def release(self) -> None: ...


class RunnerLock:
    """Held as long as a runner runs, freed by the system if it dies. Databases in memory need none.

    On a server the processes of one `fleet` (a number of its App) hold it together.
    """

    def __init__(self, url: str, fleet: int | None = None) -> None:
        self._lock = _lock_for(normal(url), fleet)

    def acquire(self) -> None:
        """Take the lock; raises `AlreadyRunning` at once when somebody else has it."""
        if self._lock is not None:
            self._lock.acquire()

    def release(self) -> None:
        """Give the lock back; harmless when it is not held."""
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def _lock_for(url: str, fleet: int | None) -> _Lock | None:
    if not url.startswith("sqlite:"):
        from bot.store.sql.server_lock import ServerLock  # noqa: PLC0415  a start on SQLite is quicker without

        return ServerLock(url, fleet)
    database = file_of(url)
    return None if database is None else _FileLock(database.with_name(f"{database.name}.lock"))


class _FileLock:
    """On a file beside the database."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def acquire(self) -> None:
        """See `RunnerLock`."""
        if self._file is not None:
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
        """The file stays: removing it would race."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
