"""Check runs and commit statuses."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(slots=True, eq=False)
class CheckRun:
    """One run of a check on a commit; `annotations` as they were sent."""

    id: int
    name: str
    head_sha: str
    status: str
    started_at: datetime
    conclusion: str | None = None
    completed_at: datetime | None = None
    details_url: str | None = None
    external_id: str = ""
    title: str | None = None
    summary: str | None = None
    text: str | None = None
    annotations: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Status:
    """What a service says of a commit under its own name: `error`, `failure`, `pending` or `success`."""

    id: int
    context: str
    state: str
    at: datetime
