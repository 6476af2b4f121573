"""The world: the seed of a simulated GitHub, as people write it in YAML or JSON.

The keys are a public contract and an unknown one is an error, because a misspelt `lables:` that is quietly
ignored costs its author an afternoon. Anyone named anywhere exists as an ordinary user.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from difflib import get_close_matches
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

LARGEST = 20_000_000
"""Characters of the largest world that is read."""

RoleName = Literal["admin", "maintain", "write", "triage", "read"]


class WorldError(ValueError):
    """The world cannot be read; the message says where and what to write instead."""


def _utc(value: datetime) -> datetime:
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _text(value: object) -> object:
    # YAML turns an unquoted title like 2026-03-02 into a date.
    return value.isoformat() if isinstance(value, date) else value


def _name(key: str) -> BeforeValidator:
    """Lets a bare word stand for an object that has nothing but its name."""
    return BeforeValidator(lambda value: value if isinstance(value, dict | BaseModel) else {key: value})


Text = Annotated[str, BeforeValidator(_text)]


class Part(BaseModel):
    """What is common to all parts of a world."""

    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True)

    @model_validator(mode="after")
    def _in_utc(self) -> Self:
        for name in type(self).times():
            if (value := getattr(self, name)) is not None:
                setattr(self, name, _utc(value))
        return self

    @classmethod
    def times(cls) -> tuple[str, ...]:
        """Fields that hold an instant; one without a zone is taken as UTC."""
        return ()


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
    created_at: datetime | None = None

    @classmethod
    def times(cls) -> tuple[str, ...]:
        """See `Part.times`."""
        return ("created_at",)


class WorldReview(Part):
    """A submitted review."""

    id: int | None = None
    author: Text | None = None
    state: Annotated[
        Literal["APPROVED", "CHANGES_REQUESTED", "COMMENTED", "DISMISSED"],
        BeforeValidator(lambda value: value.upper() if isinstance(value, str) else value),
    ] = "COMMENTED"
    body: Text = ""
    submitted_at: datetime | None = None

    @classmethod
    def times(cls) -> tuple[str, ...]:
        """See `Part.times`."""
        return ("submitted_at",)


class WorldMoment(Part):
    """One line of a timeline: `{actor: bob, labeled: bug, at: T}` with exactly one event."""

    actor: Text | None = None
    at: datetime | None = None
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

    @classmethod
    def times(cls) -> tuple[str, ...]:
        """See `Part.times`."""
        return ("at",)

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
    created_at: datetime | None = None
    closed_at: datetime | None = None
    comments: list[WorldComment] = []
    timeline: list[WorldMoment] = []

    @classmethod
    def times(cls) -> tuple[str, ...]:
        """See `Part.times`."""
        return ("created_at", "closed_at")


class WorldRepository(Part):
    """A repository, `owner/name`."""

    name: str = Field(pattern=r"^[^/\s]+/[^/\s]+$")
    private: bool = False
    collaborators: dict[str, RoleName] = {}
    assignable: list[Text] | None = None
    labels: list[Annotated[WorldLabel, _name("name")]] = []
    milestones: list[Annotated[WorldMilestone, _name("title")]] = []
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


class World(Part):
    """A simulated GitHub before anything happens in it."""

    now: datetime | None = None
    bot: Text = "stewardbot[bot]"
    users: list[Annotated[WorldUser, _name("login")]] = []
    organizations: list[Annotated[WorldOrganization, _name("login")]] = []
    repositories: list[Annotated[WorldRepository, _name("name")]] = []

    @classmethod
    def times(cls) -> tuple[str, ...]:
        """See `Part.times`."""
        return ("now",)

    @classmethod
    def load(cls, text: str) -> Self:
        """Read a world from YAML (1.2: the login `no` is a word) or JSON. WorldError says what is wrong."""
        if len(text) > LARGEST:
            raise WorldError(f"the world is larger than {LARGEST:,} characters")
        return cls.read(_parse(text))

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        """Read a world from an object that was parsed already. WorldError says what is wrong."""
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            raise WorldError("; ".join(_complaints(error))) from error


def _parse(text: str) -> Any:
    try:
        if text.lstrip()[:1] == "{":
            try:
                return json.loads(text)
            except ValueError:
                pass  # YAML's own short form also begins with a brace
        return YAML(typ="safe", pure=True).load(text) or {}
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise WorldError(f"{where}{getattr(error, 'problem', None) or error}") from error
    except RecursionError:
        raise WorldError("the world is nested too deeply") from None


def _complaints(error: ValidationError) -> Iterator[str]:
    for each in error.errors(include_url=False)[:5]:
        place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in each["loc"]).lstrip(
            "."
        )
        if each["type"] == "extra_forbidden":
            key = str(each["loc"][-1])
            near = get_close_matches(key, _every_key(), n=1)
            hint = f"; did you mean `{near[0]}`?" if near else ""
            yield f"{place}: unknown key `{key}`{hint}"
        else:
            yield f"{place or 'the world'}: {each['msg'].removeprefix('Value error, ')}"


def _every_key() -> list[str]:
    return sorted({name for part in Part.__subclasses__() for name in part.model_fields})
