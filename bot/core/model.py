"""What GitHub's things are here: accounts, repositories, and the state of issues and pull requests.

Everything here is a frozen value. Times are aware datetimes in UTC. Logins and labels compare without
regard to case (`same`), because GitHub does; the spelling is kept, because people read it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from bot.core.markdown.quoting import Markdown, code
from bot.core.ports.clock import EPOCH as EPOCH  # noqa: PLC0414  it is looked for here
from bot.core.states import IssueState

GHOST_ID = 10137
"""GitHub's own id of the account `ghost`, which stands for every deleted one."""
GITHUB_WEB = "https://github.com"
"""Where the pages of GitHub begin that is no Enterprise server."""


class Value(BaseModel):
    """A frozen value that ignores what it does not know (GitHub adds fields all the time)."""

    model_config = ConfigDict(frozen=True, extra="ignore")


def same(one: str, other: str) -> bool:
    """Return whether two logins or label names mean the same to GitHub (which ignores case)."""
    return one.casefold() == other.casefold()


def contains(names: Any, name: str) -> bool:
    """Return whether `name` is among `names`, ignoring case."""
    folded = name.casefold()
    return any(other.casefold() == folded for other in names)


def spelling(names: Any, name: str) -> str | None:
    """Return the spelling `names` has for `name`, or None when it is not among them."""
    folded = name.casefold()
    return next((other for other in names if other.casefold() == folded), None)


Text = Annotated[str, BeforeValidator(lambda value: value if isinstance(value, str) else "")]
"""A string GitHub may leave out or send as null: then it is empty."""


class User(Value):
    """An account. `id` is what identifies it: logins can be renamed and reused. `node_id` is its id in
    GraphQL, where GitHub told it: accounts are the same without."""

    id: int
    login: str
    type: str = "User"
    node_id: Text = Field(default="", exclude=True, repr=False)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, User) and self.model_dump() == other.model_dump()

    def __hash__(self) -> int:
        return self.id

    @property
    def is_bot(self) -> bool:
        """Whether GitHub calls it a bot or an organization: nobody to greet or to hand work to."""
        return self.type != "User" or self.login.endswith("[bot]")

    @property
    def is_ghost(self) -> bool:
        """Whether the account is deleted."""
        return self.id == GHOST_ID or self.login == "ghost"

    @property
    def is_person(self) -> bool:
        """Whether it is somebody whom words can reach: no bot, no organization, no deleted account."""
        return not (self.is_bot or self.is_ghost)


GHOST = User(id=GHOST_ID, login="ghost")


def _user(value: object) -> object:
    """Return the ghost for null, which GitHub sends where an account is deleted."""
    return GHOST if value is None or value == {} else value


Account = Annotated[User, BeforeValidator(_user)]


class Repository(Value):
    """A repository as an event names it."""

    id: int
    full_name: str
    private: bool = False
    archived: bool = False
    default_branch: str = "main"
    owner_id: int = 0
    owner_type: str = "User"

    @model_validator(mode="before")
    @classmethod
    def _flatten(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        owner = data.get("owner")
        flat = {key: value for key, value in data.items() if value is not None}
        if isinstance(owner, dict):
            flat.setdefault("owner_id", owner.get("id") or 0)
            flat.setdefault("owner_type", owner.get("type") or "User")
        return flat

    @property
    def owner(self) -> str:
        """The login before the slash."""
        return self.full_name.partition("/")[0]

    @property
    def name(self) -> str:
        """The name after the slash."""
        return self.full_name.partition("/")[2]

    def ref_of(self, number: int) -> str:
        """Return `owner/repo#7`, by which effects name an issue or pull request here."""
        return f"{self.full_name}#{number}"


class SubjectRef(Value):
    """`owner/repo#7`: an issue or a pull request."""

    repository: str
    number: int

    def __str__(self) -> str:
        return f"{self.repository}#{self.number}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `owner/repo#7`. Raise ValueError if it cannot be read."""
        repository, hash_, number = text.partition("#")
        if not hash_ or repository.count("/") != 1 or not number.isdecimal():
            raise ValueError(f"{code(text)} is no subject: write it like owner/repo#7")
        return cls(repository=repository, number=int(number))


def _names(value: object) -> object:
    """Return names of what comes as objects, sometimes (old APIs) as bare strings, or as null."""
    if not isinstance(value, list | tuple):
        return ()
    return tuple(
        name
        for entry in value
        if isinstance(name := entry.get("name") if isinstance(entry, dict) else entry, str)
    )


def _users(value: object) -> object:
    return tuple(entry for entry in value if entry) if isinstance(value, list | tuple) else ()


def _name(value: object) -> str | None:
    name = value.get("name") if isinstance(value, dict) else value
    return name if isinstance(name, str) else None


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _ref(url: object) -> str | None:
    """Return `owner/repo#7` of an issue's address in the API."""
    parts = url.split("/")[-4:] if isinstance(url, str) else []
    return f"{parts[0]}/{parts[1]}#{parts[3]}" if len(parts) == 4 and parts[2] == "issues" else None


class Subject(Value):
    """An issue or pull request: the state some event or answer of GitHub told us.

    `reviewers` and `teams` are those of whom a review is requested. `type` is GitHub's issue type, `parent`
    (`owner/repo#7`) what it is a part of, `pinned_comment` the id of the comment at its top; `blocked_by` and
    `sub_issues` count the open ones: GitHub sends no event here when one of them is closed. `lines` are those
    that it adds and removes, `repo_node` is GraphQL's id of its repository. `questions` are the keys of the
    headings of its form, in order: nobody tells us, somebody looks them up.
    """

    number: int = Field(ge=1, le=2**31 - 1)
    title: Text = ""
    body: Text = ""
    author: Account = Field(default=GHOST, alias="user")
    state: IssueState = IssueState.OPEN
    state_reason: str | None = None
    labels: Annotated[tuple[str, ...], BeforeValidator(_names)] = ()
    assignees: Annotated[tuple[User, ...], BeforeValidator(_users)] = ()
    milestone: str | None = None
    locked: bool = False
    is_pull_request: bool = False
    draft: bool = False
    merged: bool = False
    head_sha: str = ""
    head_ref: str = ""
    base_ref: str = ""
    lines: int | None = None
    repo_node: str = ""
    reviewers: tuple[User, ...] = ()
    teams: tuple[str, ...] = ()
    comments: int = 0
    author_association: str = ""
    created_at: datetime = EPOCH
    updated_at: datetime = EPOCH
    closed_at: datetime | None = None
    node_id: str = ""
    type: str | None = None
    parent: str | None = None
    blocked_by: int = 0
    sub_issues: int = 0
    pinned_comment: int | None = None
    questions: tuple[str, ...] = Field(default=(), exclude=True)

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def _from_github(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        flat = {key: value for key, value in data.items() if value is not None}
        flat.pop("questions", None)
        pull = flat.pop("pull_request", None)
        flat.setdefault("is_pull_request", pull is not None or "head" in flat)
        if flat.get("merged_at") or (isinstance(pull, dict) and pull.get("merged_at")):
            flat["merged"] = True
        if isinstance(milestone := flat.get("milestone"), dict):
            flat["milestone"] = milestone.get("title")
        if isinstance(head := flat.get("head"), dict):
            flat.setdefault("head_sha", head.get("sha") or "")
            flat.setdefault("head_ref", head.get("ref") or "")
        if isinstance(base := flat.get("base"), dict):
            flat.setdefault("base_ref", base.get("ref") or "")
        if isinstance(requested := flat.get("requested_reviewers"), list):
            flat.setdefault("reviewers", tuple(user for user in requested if user and "login" in user))
        if isinstance(teams := flat.get("requested_teams"), list):
            flat.setdefault("teams", tuple(team["slug"] for team in teams if team and team.get("slug")))
        if "type" in data:  # null is an answer, too: it has none
            flat["type"] = _name(data["type"])
        if "pinned_comment" in data:
            pinned = data["pinned_comment"]
            flat["pinned_comment"] = pinned.get("id") if isinstance(pinned, dict) else pinned
        if "parent_issue_url" in data:
            flat["parent"] = _ref(data["parent_issue_url"])
        if isinstance(counts := flat.get("issue_dependencies_summary"), dict):
            flat["blocked_by"] = _number(counts.get("blocked_by"))
        if isinstance(counts := flat.get("sub_issues_summary"), dict):
            flat["sub_issues"] = _number(counts.get("total")) - _number(counts.get("completed"))
        return flat

    @property
    def is_open(self) -> bool:
        """Whether it can still be worked on."""
        return self.state == IssueState.OPEN

    @property
    def assignee_logins(self) -> tuple[str, ...]:
        """Logins of those assigned."""
        return tuple(user.login for user in self.assignees)

    @property
    def noun(self) -> Markdown:
        """The word for it: issue or pull request."""
        return Markdown("pull request" if self.is_pull_request else "issue")


class Comment(Value):
    """One comment or review on a subject. `html_url` is where people see it, `node_id` its id in GraphQL."""

    id: int
    body: Text = ""
    author: Account = Field(default=GHOST, alias="user")
    created_at: datetime = EPOCH
    updated_at: datetime = EPOCH
    html_url: Text = ""
    node_id: Text = ""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def _drop_nulls(cls, data: Any) -> Any:
        return {k: v for k, v in data.items() if v is not None} if isinstance(data, dict) else data


class LabelInfo(Value):
    """A label a repository has. `node_id` is its id in GraphQL, where GitHub told it."""

    name: str
    color: str = "ededed"
    description: Text = ""
    node_id: Text = Field(default="", exclude=True, repr=False)
