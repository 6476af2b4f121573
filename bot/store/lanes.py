"""Lanes: what happens on one subject happens in its order, and nobody else waits for it.

A merge group is a lane of its own: its queue waits for every check, and should wait for nothing else.
"""

from __future__ import annotations

SHORTEST_SHA = 40
"""Characters of a commit's name at least: no number of a subject is so long."""


def lane(
    repo_id: int | None, number: int | None, installation_id: int | None = None, merge_group: str = ""
) -> str:
    """Return the lane of a delivery: `12#7` for a subject, `12#` and its head for a merge group, `12#0`
    for the repository, else the installation's."""
    if repo_id is not None:
        return f"{repo_id}#{merge_group or number or 0}"
    return f"installation:{installation_id}" if installation_id is not None else "0#0"
