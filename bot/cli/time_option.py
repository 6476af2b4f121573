"""Times as people type them."""

from __future__ import annotations

from datetime import UTC, datetime

import typer


def instant(text: str, option: str) -> datetime:
    """An instant written in ISO 8601, in UTC unless it says otherwise; wrong usage for anything else."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is no time; write it like 2026-03-02T09:00:00Z", param_hint=option
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
