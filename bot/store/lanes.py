"""Lanes: what happens on one subject happens in its order, and nobody else waits for it."""

from __future__ import annotations


def lane(repo_id: int | None, number: int | None, installation_id: int | None = None) -> str:
    """The lane of a delivery: `12#7` for a subject, `12#0` for its repository, else the installation's."""
    if repo_id is not None:
        return f"{repo_id}#{number or 0}"
    return f"installation:{installation_id}" if installation_id is not None else "0#0"
