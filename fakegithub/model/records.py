"""What the simulated GitHub remembers: plain mutable records, changed by `fakegithub.changes` alone.

Records point at each other (an issue holds its labels and people themselves), so that renaming a label or
learning somebody's id shows everywhere at once. Times are aware and in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(slots=True, eq=False)
class User:
    """An account: a person, a bot or an organization."""

    id: int
    login: str
    type: str = "User"

    @property
    def key(self) -> str:
        """What the account is filed under: logins do not tell capitals apart."""
        return self.login.casefold()


@dataclass(slots=True, eq=False)
class Team:
    """A team of an organization."""

    id: int
    slug: str
    organization: User
    members: dict[str, User] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Organization:
    """Who belongs to an organization; the account itself is `account`. Members and teams by folded name.

    Members who are `concealed` (folded logins) show it to nobody outside."""

    account: User
    members: dict[str, User] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    concealed: set[str] = field(default_factory=set)


@dataclass(slots=True, eq=False)
class Installation:
    """The App on one owner's repositories: on all of them, or on those whose ids are `selected`."""

    id: int
    account: User
    created_at: datetime
    suspended_at: datetime | None = None
    suspended_by: User | None = None
    selected: set[int] | None = None
    permissions: dict[str, str] | None = None
    """What was granted; None is all that the App asks for."""

    def reaches(self, repository: Repository) -> bool:
        """Whether the App may see a repository."""
        return repository.owner is self.account and (self.selected is None or repository.id in self.selected)


@dataclass(slots=True, eq=False)
class App:
    """The GitHub App that the sandbox plays host to: ours."""

    id: int
    slug: str
    name: str
    bot: User
    owner: User
    client_secret: str = ""
    webhook_secret: str = ""
    webhook_url: str | None = None
    private_key: str = ""
    """What the conversion of a manifest hands out; the sandbox itself checks no signature with it."""

    @property
    def client_id(self) -> str:
        """The name it has in OAuth."""
        return f"Iv23li{self.id:014d}"


@dataclass(slots=True, eq=False)
class Label:
    """A label of a repository; `color` is six hex digits without the #."""

    id: int
    name: str
    color: str = "ededed"
    description: str | None = None


@dataclass(slots=True, eq=False)
class Milestone:
    """A milestone of a repository."""

    id: int
    number: int
    title: str
    created_at: datetime
    state: str = "open"
    closed_at: datetime | None = None


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


@dataclass(slots=True, eq=False)
class Moment:
    """One line of an issue's timeline. `event` is GitHub's word; the rest is what that event is about."""

    id: int
    event: str
    actor: User | None
    at: datetime
    label: Label | None = None
    assignee: User | None = None
    milestone: str | None = None
    rename: tuple[str, str] | None = None
    reviewer: User | None = None
    team: Team | None = None
    lock_reason: str | None = None
    state_reason: str | None = None
    source: Issue | None = None
    """What mentions it (`cross-referenced`), or what it duplicates (`marked_as_duplicate`)."""
    origin: Repository | None = None


@dataclass(slots=True, eq=False)
class Pull:
    """What makes an issue a pull request. `files` are the paths it changes; `head_files` its own texts."""

    id: int
    head_sha: str
    head_ref: str
    base_ref: str
    branch: bool = False
    """Whether the head is a branch of the repository itself, not one of the author's fork."""
    draft: bool = False
    merged: bool = False
    merged_at: datetime | None = None
    merged_by: User | None = None
    files: list[str] = field(default_factory=list)
    head_files: dict[str, str] = field(default_factory=dict)
    reviewers: list[User] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    review_comments: dict[int, ReviewComment] = field(default_factory=dict)
    closes: list[int] = field(default_factory=list)
    commits: int = 1


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


@dataclass(slots=True, eq=False)
class Issue:
    """An issue, or a pull request when `pull` is set."""

    id: int
    repository: Repository
    number: int
    title: str
    body: str | None
    author: User | None
    created_at: datetime
    updated_at: datetime
    state: str = "open"
    state_reason: str | None = None
    closed_at: datetime | None = None
    closed_by: User | None = None
    labels: list[Label] = field(default_factory=list)
    assignees: list[User] = field(default_factory=list)
    assignable: dict[str, User] = field(default_factory=dict)
    milestone: Milestone | None = None
    locked: bool = False
    lock_reason: str | None = None
    pinned: bool = False
    comments: dict[int, Comment] = field(default_factory=dict)
    reactions: list[Reaction] = field(default_factory=list)
    timeline: list[Moment] = field(default_factory=list)
    pull: Pull | None = None

    @property
    def label_names(self) -> tuple[str, ...]:
        """Names of the labels it has."""
        return tuple(label.name for label in self.labels)

    @property
    def assignee_logins(self) -> tuple[str, ...]:
        """Logins of those assigned."""
        return tuple(user.login for user in self.assignees)

    @property
    def is_open(self) -> bool:
        """Whether it is open."""
        return self.state == "open"

    @property
    def kind(self) -> str:
        """`issue` or `pull`: how it is called in web addresses and in ids."""
        return "pull" if self.pull else "issue"


@dataclass(slots=True, eq=False)
class Repository:
    """A repository. Labels are filed under their folded name; `branches` hold files by path."""

    id: int
    full_name: str
    owner: User
    created_at: datetime
    updated_at: datetime
    private: bool = False
    archived: bool = False
    default_branch: str = "main"
    roles: dict[str, str] = field(default_factory=dict)
    """role_name by folded login: only those who were given one."""
    assignable: dict[str, User] | None = None
    labels: dict[str, Label] = field(default_factory=dict)
    milestones: list[Milestone] = field(default_factory=list)
    branches: dict[str, dict[str, str]] = field(default_factory=dict)
    issues: dict[int, Issue] = field(default_factory=dict)
    deleted: set[int] = field(default_factory=set)
    """Numbers of issues that were deleted."""
    moved: dict[int, Issue] = field(default_factory=dict)
    """Issues that were transferred away, by the number they had here."""
    check_runs: dict[int, CheckRun] = field(default_factory=dict)
    statuses: dict[str, dict[str, Status]] = field(default_factory=dict)
    """The latest of each service, by commit and context."""
    contributors: set[str] = field(default_factory=set)
    """Folded logins of those who had a pull request merged."""

    @property
    def name(self) -> str:
        """The name after the slash."""
        return self.full_name.partition("/")[2]

    @property
    def files(self) -> dict[str, str]:
        """Files of the default branch: text by path."""
        return self.branches.setdefault(self.default_branch, {})

    @property
    def next_number(self) -> int:
        """The number the next issue or pull request gets."""
        return max([*self.issues, *self.deleted, *self.moved], default=0) + 1
