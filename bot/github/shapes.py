"""GitHub's answers as far as we read them: what has another shape is not GitHub's, or only half of it."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Annotated, Any, TypeVar

from pydantic import AwareDatetime, BeforeValidator, ConfigDict, Field, TypeAdapter, model_validator

from bot.core.events import Installation
from bot.core.model import Comment, Subject, Text, User, Value
from bot.core.ports.reader import WaitingRun

T = TypeVar("T")
Shape = type[T] | TypeAdapter[T]
NOTHING: TypeAdapter[None] = TypeAdapter(None)
"""204: done, or yes."""
Mutated = dict[str, dict[str, object]]
"""The answers of a GraphQL mutation, by its name."""
Flag = Annotated[bool, BeforeValidator(bool)]
Count = Annotated[int, BeforeValidator(lambda value: value or 0)]


_adapter: Callable[[Any], TypeAdapter[Any]] = lru_cache(1_000)(TypeAdapter)


def adapter(shape: Shape[T]) -> TypeAdapter[T]:
    """Return what reads a shape."""
    return shape if isinstance(shape, TypeAdapter) else _adapter(shape)


class Identified(Value):
    """Something with an id."""

    id: int


class Node(Value):
    """Something as GraphQL knows it."""

    node_id: str = Field(min_length=1)


class AccessToken(Value):
    """https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app"""

    token: str = Field(min_length=1)
    expires_at: AwareDatetime
    permissions: Mapping[str, str] = Field(default_factory=dict)


class App(Value):
    """https://docs.github.com/en/rest/apps/apps#get-the-authenticated-app"""

    slug: str = Field(min_length=1)
    owner: User | None = None
    name: Text = ""
    html_url: Text = ""
    permissions: Mapping[str, str] = Field(default_factory=dict)
    events: tuple[str, ...] = ()


class AppInstallation(Value):
    """One installation of the App, what it grants, and what it sends."""

    installation: Installation
    permissions: Mapping[str, str] = Field(default_factory=dict)
    events: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _whole(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        return {**data, "installation": {**data, "suspended": bool(data.get("suspended_at"))}}


class Permission(Value):
    """https://docs.github.com/en/rest/collaborators/collaborators#get-repository-permissions-for-a-user"""

    permission: str
    role_name: Text = ""
    user: User | None = None
    """Whom the answer is about: a login may be another account's by now."""


class Located(Value):
    """An issue or pull request with the address of its repository."""

    repository_url: Text = ""

    @property
    def repository(self) -> str:
        """`owner/repo`; empty where GitHub does not say."""
        return "/".join(self.repository_url.split("/")[-2:])


class LocatedNode(Located, Node):
    """Where it is, and how GraphQL knows it."""


class LocatedSubject(Located):
    """Where it is, and all that is known of it."""

    subject: Subject
    created_at: AwareDatetime

    @property
    def ref(self) -> str:
        """`owner/repo#7`."""
        return f"{self.repository}#{self.subject.number}"

    @model_validator(mode="before")
    @classmethod
    def _whole(cls, data: Any) -> Any:
        return {**data, "subject": data} if isinstance(data, dict) else data


class LocatedComment(Value):
    """A comment, and the address of what it is on."""

    comment: Comment
    issue_url: Text = ""

    @model_validator(mode="before")
    @classmethod
    def _whole(cls, data: Any) -> Any:
        return {**data, "comment": data} if isinstance(data, dict) else data


class SearchResults(Value):
    """https://docs.github.com/en/rest/search/search#timeouts-and-incomplete-results"""

    incomplete_results: bool
    items: tuple[LocatedSubject, ...]


class Content(Value):
    """A file or folder. https://docs.github.com/en/rest/repos/contents#get-repository-content"""

    type: str
    path: Text = ""
    encoding: Text = ""
    content: Text = ""
    sha: Text = ""
    size: Count = 0

    @property
    def text(self) -> str | None:
        """What stands in a file; None for what is no text, or larger than the megabyte GitHub shows."""
        if (self.type, self.encoding) != ("file", "base64"):
            return None
        try:
            return b64decode(self.content).decode()
        except ValueError:
            return None


CONTENTS: TypeAdapter[Content | list[Content]] = TypeAdapter(Content | list[Content])
"""A file, or what lies in a folder."""


class GitRef(Value):
    """A branch, and its head. https://docs.github.com/en/rest/git/refs"""

    sha: str

    @model_validator(mode="before")
    @classmethod
    def _flatten(cls, data: Any) -> Any:
        return data.get("object") if isinstance(data, dict) else data


class PullPage(Value):
    """Where people see a pull request."""

    html_url: str


class ChangedFile(Value):
    """A file that a pull request touches."""

    filename: str


FAILED = frozenset({"failure", "error", "timed_out", "action_required", "startup_failure"})
"""How a check run or a status may end that its author has to do something about."""


class CheckRun(Value):
    """https://docs.github.com/en/rest/checks/runs"""

    name: str
    conclusion: Text = ""


class CheckRuns(Value):
    """The check runs of a commit."""

    check_runs: tuple[CheckRun, ...]

    @property
    def failed(self) -> set[str]:
        """The names of those that failed."""
        return {run.name for run in self.check_runs if run.conclusion in FAILED}


class CommitStatus(Value):
    """https://docs.github.com/en/rest/commits/statuses"""

    context: str
    state: Text = ""


class CombinedStatus(Value):
    """The statuses of a commit."""

    statuses: tuple[CommitStatus, ...]

    @property
    def failed(self) -> set[str]:
        """The names of those that failed."""
        return {status.context for status in self.statuses if status.state in FAILED}


class Reaction(Value):
    """A reaction; nobody's where the account is deleted."""

    id: int
    content: str
    user: User | None = None


class ReactionNode(Value):
    """A reaction over GraphQL."""

    id: int | None = Field(default=None, alias="databaseId")


class Reacted(Value):
    """The answer to adding or removing a reaction."""

    reaction: ReactionNode | None = None


class HookConfig(Value):
    """Where GitHub sends webhooks, and how."""

    url: Text = ""
    content_type: Text = ""
    insecure: Annotated[
        bool, BeforeValidator(lambda value: str(value or "0") != "0"), Field(validation_alias="insecure_ssl")
    ] = False
    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class HookDelivery(Value):
    """https://docs.github.com/en/rest/apps/webhooks#list-deliveries-for-an-app-webhook"""

    id: int
    guid: str
    delivered_at: AwareDatetime
    event: Text = ""
    status_code: Count = 0
    redelivery: Flag = False


class WorkflowRuns(Value):
    """https://docs.github.com/en/rest/actions/workflow-runs#list-workflow-runs-for-a-repository"""

    workflow_runs: tuple[WaitingRun, ...]


def inner(data: Any, key: str) -> dict[str, Any]:
    """Return an object inside another; an empty one if there is none."""
    inner = data.get(key) if isinstance(data, dict) else None
    return inner if isinstance(inner, dict) else {}
