"""GitHub's way of writing an instant."""

from __future__ import annotations

from datetime import datetime


def stamp(at: datetime) -> str:
    """`2026-03-02T09:00:00Z`."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def stamp_or_none(at: datetime | None) -> str | None:
    """The same, or null for what has not happened."""
    return stamp(at) if at else None
