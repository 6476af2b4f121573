"""The address of a database, whatever spelling it has. No SQLAlchemy: settings are read before that."""

from __future__ import annotations

import re

DRIVERS = {
    "sqlite": "sqlite",
    "sqlite+aiosqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
"""Schemes as hosting platforms and other programs write them, and the driver that is used."""

KINDS = (
    "write sqlite+aiosqlite:///stewardbot.db, with the path of your file, "
    "or postgresql://user:password@host/database"
)
SIGNS = (
    "write postgresql://user:password@host:5432/database; in name and password "
    "a / is %2F, an @ is %40, a : is %3A, a ? is %3F, a # is %23, and a % is %25"
)
_WORD = r"(?:[^\s/?#@:%]|%(?!00)[0-9A-Fa-f]{2})*"
_SERVER = re.compile(
    rf"(?:{_WORD}(?::{_WORD})?@)?"  # who
    r"(?:[\w.,-]*|\[[\w:.%]+\])(?::\d{1,5})?"  # where
    rf"(?:/{_WORD})?(?:\?[^\s#]*)?"
)
"""After the scheme. What does not look like this, one program reads in one way and the next in another, and
what they say of it may hold a part of the password."""


def plain(url: str) -> str:
    """Return a server's URL as its own programs and its driver take it."""
    return f"postgresql://{normal(url).partition('://')[2]}"


def is_on_server(url: str) -> bool:
    """Return whether a URL, however spelled, leads to PostgreSQL."""
    return not normal(url).startswith("sqlite:")


def normal(url: str) -> str:
    """Return the URL with the driver that is used. Raise ValueError, which says what to write."""
    scheme, separator, rest = url.partition("://")
    driver = DRIVERS.get(scheme)
    if not separator or driver is None:
        raise ValueError(KINDS)
    if driver != "sqlite" and not _SERVER.fullmatch(rest):
        raise ValueError(SIGNS)
    return f"{driver}://{rest}"
