"""The parts of a world, key by key."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

RoleName = Literal["admin", "maintain", "write", "triage", "read"]


def _utc(value: datetime) -> datetime:
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _text(value: object) -> object:
    # YAML turns an unquoted title like 2026-03-02 into a date.
    return value.isoformat() if isinstance(value, date) else value


def named(key: str) -> BeforeValidator:
    """Lets a bare word stand for an object that has nothing but its name."""
    return BeforeValidator(lambda value: value if isinstance(value, dict | BaseModel) else {key: value})


Text = Annotated[str, BeforeValidator(_text)]
Instant = Annotated[datetime, AfterValidator(_utc)]
"""An instant; one without a zone is taken as UTC."""


class Part(BaseModel):
    """What is common to all parts of a world."""

    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True)


class WorldUser(Part):
    """An account that needs more said about it than its login."""

    login: Text
    type: Literal["User", "Bot", "Organization"] = "User"


class WorldOrganization(Part):
    """An organization with its members and teams (slug → logins)."""

    login: Text
    members: list[Text] = []
    teams: dict[str, list[Text]] = {}


class WorldLabel(Part):
    """A label; `color` is six hex digits."""

    name: Text
    color: Text = "ededed"
    description: Text | None = None


class WorldMilestone(Part):
    """A milestone; they are numbered in the order they are written."""

    title: Text
    state: Literal["open", "closed"] = "open"


class WorldComment(Part):
    """A comment; without an id it gets a stable one."""

    id: int | None = None
    author: Text | None = None
    body: Text = ""
    created_at: Instant | None = None


class WorldReview(Part):
    """A submitted review."""

    id: int | None = None
    author: Text | None = None
    state: Annotated[
        Literal["APPROVED", "CHANGES_REQUESTED", "COMMENTED", "DISMISSED"],
        BeforeValidator(lambda value: value.upper() if isinstance(value, str) else value),
    ] = "COMMENTED"
    body: Text = ""
    submitted_at: Instant | None = None


class WorldTimelineEvent(Part):
    """One line of a timeline: `{actor: bob, labeled: bug, at: T}` with exactly one event."""

    actor: Text | None = None
    at: Instant | None = None
    labeled: Text | None = None
    unlabeled: Text | None = None
    assigned: Text | None = None
    unassigned: Text | None = None
    milestoned: Text | None = None
    demilestoned: Text | None = None
    renamed: Text | None = None
    review_requested: Text | None = None
    closed: Text | bool | None = None
    reopened: bool | None = None
    locked: Text | bool | None = None
    unlocked: bool | None = None
    pinned: bool | None = None
    unpinned: bool | None = None
    merged: bool | None = None
    ready_for_review: bool | None = None
    referenced: int | None = None

    @model_validator(mode="after")
    def _one_event(self) -> Self:
        if len(self.model_fields_set - {"actor", "at"}) != 1:
            raise ValueError("a line of a timeline names exactly one event, like `labeled: bug`")
        return self

    @property
    def event(self) -> tuple[str, Any]:
        """The event's name and what it is about."""
        name = next(iter(self.model_fields_set - {"actor", "at"}))
        return name, getattr(self, name)


class WorldIssue(Part):
    """An issue or pull request."""

    number: int = Field(ge=1)
    title: Text = ""
    body: Text | None = ""
    author: Text | None = None
    state: Literal["open", "closed"] = "open"
    state_reason: Literal["completed", "not_planned", "duplicate", "reopened"] | None = None
    labels: list[Text] = []
    assignees: list[Text] = []
    assignable: list[Text] = []
    milestone: Text | None = None
    locked: bool = False
    pinned: bool = False
    pull_request: bool = False
    draft: bool = False
    merged: bool = False
    files: list[Text] = []
    head_files: dict[str, Text] = {}
    requested_reviewers: list[Text] = []
    reviews: list[WorldReview] = []
    closes: list[int] = []
    type: Text | None = None
    blocked_by: list[int] = []
    parent: int | None = None
    sub_issues: list[int] = []
    changes: dict[str, tuple[int, int]] = {}
    pinned_comment: int | None = None
    created_at: Instant | None = None
    closed_at: Instant | None = None
    comments: list[WorldComment] = []
    timeline: list[WorldTimelineEvent] = []


class WorldRepository(Part):
    """A repository, `owner/name`."""

    name: str = Field(pattern=r"^[^/\s]+/[^/\s]+$")
    private: bool = False
    collaborators: dict[str, RoleName] = {}
    assignable: list[Text] | None = None
    labels: list[Annotated[WorldLabel, named("name")]] = []
    milestones: list[Annotated[WorldMilestone, named("title")]] = []
    files: dict[str, Text] = {}
    issues: list[WorldIssue] = []

    @model_validator(mode="after")
    def _numbers_differ(self) -> Self:
        seen: set[int] = set()
        for issue in self.issues:
            if issue.number in seen:
                raise ValueError(f"there are two issues number {issue.number}")
            seen.add(issue.number)
        return self
