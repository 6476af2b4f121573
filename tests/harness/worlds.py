"""Worlds for a simulated GitHub: one organization, acme, and its repositories."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

WIDGET = "acme/widget"
"""The repository that most tests play in."""


def acme(
    *repositories: Mapping[str, Any],
    now: datetime | str | None = None,
    members: Sequence[str] = ("alice",),
    teams: Mapping[str, Sequence[str]] | None = None,
    users: Sequence[Mapping[str, str]] = (),
) -> dict[str, Any]:
    """A world in which acme has these repositories, spelled as `World.read` takes them."""
    organization: dict[str, Any] = {"login": "acme", "members": list(members)}
    if teams:
        organization["teams"] = dict(teams)
    world: dict[str, Any] = {"organizations": [organization], "repositories": list(repositories)}
    if now is not None:
        world["now"] = now if isinstance(now, str) else now.isoformat()
    if users:
        world["users"] = list(users)
    return world
