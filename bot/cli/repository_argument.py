"""A repository as people type it."""

from __future__ import annotations

import typer


def full_name(text: str) -> str:
    """Return `owner/repo`; wrong usage for anything else."""
    owner, slash, name = text.partition("/")
    if not (owner and slash and name) or "/" in name:
        raise typer.BadParameter("write it like acme/widget", param_hint="OWNER/REPO")
    return text
