"""GitHub's way of writing what a record holds, instants among it."""

from __future__ import annotations

from datetime import datetime
from typing import Any


def stamp(at: datetime) -> str:
    """`2026-03-02T09:00:00Z`."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def stamp_or_none(at: datetime | None) -> str | None:
    """The same, or null for what has not happened."""
    return stamp(at) if at else None


def attributes(record: object, *names: str) -> dict[str, Any]:
    """Return the attributes that GitHub shows under the same name, instants as it writes them."""
    values = {name: getattr(record, name) for name in names}
    return {name: stamp(value) if isinstance(value, datetime) else value for name, value in values.items()}
