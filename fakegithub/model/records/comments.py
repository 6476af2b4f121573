"""Comments, reviews and reactions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from fakegithub.model.records.accounts import User


@dataclass(slots=True, eq=False)
class Reaction:
    """One person's reaction; `content` as the REST API names it (`+1`, `eyes` …)."""

    id: int
    user: User
    content: str
    created_at: datetime


@dataclass(slots=True, eq=False)
class Comment:
    """A comment on an issue or pull request. `author` None is a deleted account."""

    id: int
    author: User | None
    body: str
    created_at: datetime
    updated_at: datetime
    reactions: list[Reaction] = field(default_factory=list)
    minimized: str | None = None
    """Why it is folded away, as GraphQL names it (`OUTDATED` …); None when it is not."""


@dataclass(slots=True, eq=False)
class Review:
    """A submitted review; `state` in capitals (`APPROVED`, `CHANGES_REQUESTED`, `COMMENTED`, `DISMISSED`)."""

    id: int
    author: User | None
    state: str
    body: str
    submitted_at: datetime
    commit_sha: str
    reactions: list[Reaction] = field(default_factory=list)
    minimized: str | None = None
    updated_at: datetime | None = None


@dataclass(slots=True, eq=False)
class ReviewComment:
    """A comment on a line of a pull request's diff."""

    id: int
    author: User | None
    body: str
    path: str
    line: int
    created_at: datetime
    updated_at: datetime
    review: Review | None = None
    reply_to: int | None = None
    reactions: list[Reaction] = field(default_factory=list)
    minimized: str | None = None
