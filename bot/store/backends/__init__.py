"""How each of the two databases is worked with; the rest of the program knows `Database` alone."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from typing import Protocol, TypeVar

from sqlalchemy import Connection

from bot.store.backends.sqlite import Sqlite

T = TypeVar("T")


class Backend(Protocol):
    """What `Database` asks; its methods say what each is for."""

    async def read(self, fn: Callable[[Connection], T]) -> T: ...
    async def lookup(self, fn: Callable[[Connection], T]) -> T: ...
    async def write(self, fn: Callable[[Connection], T], *, brief: bool = False) -> T: ...
    async def shorten_log(self) -> bool: ...
    async def renew_file(self, most: int | None) -> bool: ...
    async def close(self) -> None: ...


def backend_for(url: str, threads: Callable[[int, str], Executor]) -> Backend:
    """The one that a URL (in `normal` form) asks for; `threads` makes so many of a name."""
    if url.startswith("sqlite:"):
        return Sqlite(url, threads)
    from bot.store.backends.postgres import Postgres  # noqa: PLC0415  a start on SQLite is quicker without

    return Postgres(url, threads)
