"""Repositories and times as people type them."""

from datetime import UTC, datetime

import typer


def full_name(text: str) -> str:
    """Return `owner/repo`; wrong usage for anything else."""
    owner, slash, name = text.partition("/")
    if not (owner and slash and name) or "/" in name:
        raise typer.BadParameter("write it like acme/widget", param_hint="OWNER/REPO")
    return text


def instant(text: str, option: str | None = None) -> datetime:
    """Return an instant written in ISO 8601, in UTC unless it says otherwise; wrong usage for anything
    else."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        message = f"{text!r} is no time; write it like 2026-03-02T09:00:00Z"
        raise typer.BadParameter(message, param_hint=option) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
