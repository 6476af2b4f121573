"""What is being worked on just now, in a file that outlives the process: what was in hand when it died may
have killed it.

Written before the work begins and struck out when it ends, at a few microseconds each. Nothing is synced to
the disk: what dies with the machine was not killed by our work, and what the kernel has survives our death.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from heapq import heappop, heappush
from pathlib import Path
from weakref import finalize

SIZE = 192
"""Bytes of a record; each has a place of its own in the file, so that no write disturbs another."""
BUSY = "*"
"""Stands before a record whose work is in hand; before any other stands how many lives it has waited."""
WAITS = 9
"""Lives after which a record that nobody took up again is forgotten: its work has ended meanwhile."""


@dataclass
class _Record:
    place: int
    deaths: int = 0
    failures: int = 0


class InHand:
    """Counts for each piece of work how often the process died over it, and how often it failed.

    Of all that was in hand together each is suspected, once; a suspect is tried alone, so that a further
    death has one cause, and the innocent are cleared as soon as they end.

    Without a file (a database in memory) it counts for this process alone. Not for several processes.
    """

    def __init__(self, database: Path | None) -> None:
        self._path = database and _beside(database)
        self._file: int | None = None
        self._records: dict[str, _Record] = {}
        self._free: list[int] = []
        self._end = 0
        self._count = 0
        self._idle, self._open, self._alone = asyncio.Event(), asyncio.Event(), asyncio.Lock()
        self._idle.set()
        self._open.set()
        self._read()

    @asynccontextmanager
    async def hold(self, key: str) -> AsyncIterator[int]:
        """Work on `key`, knowing how often the process died over it; what raises nothing is forgotten.

        Whatever the process may have died over waits for the others to end, and they wait for it.
        """
        record = self._record(key)
        if record.deaths:
            async with self._alone:
                self._open.clear()
                try:
                    while self._count:
                        await self._idle.wait()
                    with self._busy(key, record):
                        yield record.deaths
                finally:
                    self._open.set()
        else:
            while not self._open.is_set():
                await self._open.wait()
            with self._busy(key, record):
                yield 0

    @contextmanager
    def _busy(self, key: str, record: _Record) -> Iterator[None]:
        self._count += 1
        self._idle.clear()
        self._write(key, record, BUSY)
        try:
            yield
        except BaseException:
            if record.deaths or record.failures:
                self._write(key, record, "0")
            else:
                self.forget(key)
            raise
        else:
            self.forget(key)
        finally:
            self._count -= 1
            if not self._count:
                self._idle.set()

    def failed(self, key: str) -> int:
        """Count a failure of work; how many there were in a row."""
        record = self._record(key)
        record.failures += 1
        self._write(key, record, "0")
        return record.failures

    def forget(self, key: str) -> None:
        """Whatever comes next under this name begins anew."""
        if (record := self._records.pop(key, None)) is not None:
            heappush(self._free, record.place)
            self._put(record.place, "")

    def _record(self, key: str) -> _Record:
        record = self._records.get(key)
        if record is None:
            if not self._free:
                self._free.append(self._end)
                self._end += 1
            record = self._records[key] = _Record(heappop(self._free))
        return record

    def _write(self, key: str, record: _Record, state: str) -> None:
        self._put(record.place, f"{state} {record.deaths} {record.failures} {key}")

    def _put(self, place: int, text: str) -> None:
        if self._path is None:
            return
        with suppress(OSError):  # Where nothing can be written, the database says so.
            if self._file is None:
                self._file = os.open(self._path, os.O_CREAT | os.O_WRONLY, 0o600)
                finalize(self, os.close, self._file)
            os.pwrite(self._file, text.encode()[: SIZE - 1].ljust(SIZE - 1) + b"\n", place * SIZE)

    def _read(self) -> None:
        content = _content(self._path) if self._path is not None else b""
        self._end = -(-len(content) // SIZE)
        for place, (key, record, waited) in enumerate(_records(content)):
            if key:
                self._records[key] = record
                self._write(key, record, str(waited))
            else:
                heappush(self._free, place)
                self._put(place, "")


def deaths_beside(database: Path) -> dict[str, int]:
    """Return how often the process died over what it may have died over, by key; nothing is written."""
    records = _records(_content(_beside(database)))
    return {key: record.deaths for key, record, _ in records if key and record.deaths}


def _beside(database: Path) -> Path:
    return database.with_name(f"{database.name}.hand")


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""


def _records(content: bytes) -> Iterator[tuple[str, _Record, int]]:
    """Return the record of each place as the next life knows it, and how many lives it has waited; the
    key is empty where there is none."""
    texts = [content[start : start + SIZE] for start in range(0, len(content), SIZE)]
    together = sum(text.startswith(BUSY.encode()) for text in texts)
    for place, text in enumerate(texts):
        fields = text.decode("utf-8", "replace").strip().split(" ", 3)
        state, deaths, failures, key = [*fields, "", "", ""][:4]
        waited = 0 if state == BUSY else int(state) + 1 if state.isdecimal() else WAITS + 1
        if not (key and deaths.isdecimal() and failures.isdecimal() and waited <= WAITS):
            yield "", _Record(place), waited
            continue
        record = _Record(place, int(deaths), int(failures))
        if state == BUSY:
            record.deaths = record.deaths + 1 if together == 1 else max(record.deaths, 1)
        yield key, record, waited
