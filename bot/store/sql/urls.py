"""The address of a database, whatever spelling it has. No SQLAlchemy: settings are read before that."""

from __future__ import annotations

DRIVERS = {
    "sqlite": "sqlite",
    "sqlite+aiosqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
"""Schemes as hosting platforms and other programs write them, and the driver that is used."""


def plain(url: str) -> str:
    """Return a server's URL as its own programs and its driver take it."""
    return f"postgresql://{normal(url).partition('://')[2]}"


def is_on_server(url: str) -> bool:
    """Return whether a URL, however spelled, leads to PostgreSQL."""
    return not normal(url).startswith("sqlite:")


def normal(url: str) -> str:
    """Return the URL with the driver that is used. Raise ValueError for a database of another kind."""
    scheme, separator, rest = url.partition("://")
    driver = DRIVERS.get(scheme)
    if not separator or driver is None:
        raise ValueError("DATABASE_URL must begin with sqlite+aiosqlite:/// or postgresql://")
    return f"{driver}://{rest}"
