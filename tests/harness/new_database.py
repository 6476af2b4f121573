"""A database for a test: what the program would make, at the price of copying a file."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.store.sql import migrate
from bot.store.sql.connections import file_of
from bot.store.sql.urls import normal


@cache
def _blank() -> bytes:
    """A new SQLite file as `migrate.upgrade` leaves it, which takes a hundred times as long as a copy."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "blank.db"
        migrate.upgrade(f"sqlite:///{file}")
        return file.read_bytes()


def make(url: str) -> str:
    """Make the tables where this URL says, and return it; a database that is there is brought up to date."""
    path = file_of(normal(url))
    if path is None or path.exists():
        migrate.upgrade(url)
    else:
        with open(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600), "wb") as file:
            file.write(_blank())
    return url
