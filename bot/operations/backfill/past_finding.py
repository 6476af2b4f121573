"""What `doctor` says of repositories whose past nobody has read."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.model import Repository
from bot.operations.diagnostics import Finding, Status

NAMED = 3
"""So many of them are named."""


def unread_past(repositories: Sequence[Repository]) -> list[Finding]:
    """Return how to fill the pages and reports of these repositories; that they are empty is no fault."""
    if not repositories:
        return []
    names = [repository.full_name for repository in repositories[:NAMED]]
    others = len(repositories) - len(names)
    listed = ", ".join([*names, *([f"and {others} more"] if others else [])])
    statement = (
        f"nothing from before Stewardbot came is known of {listed}; "
        f"`stewardbot backfill {names[0]}` reads it from GitHub, for pages and reports"
    )
    return [Finding(Status.FINE, "past", statement)]
