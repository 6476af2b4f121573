"""Repositories and what they hold, and the App's installations on them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from fakegithub.model.records.accounts import Team, User
from fakegithub.model.records.checks import CheckRun, Status
from fakegithub.model.records.comments import Comment, Reaction, Review, ReviewComment


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
class IssueType:
    """A type that the issues of an organization can have."""

    id: int
    name: str


@dataclass(slots=True, eq=False)
class TimelineEvent:
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
    lines: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Lines added and deleted, by path."""
    head_files: dict[str, str] = field(default_factory=dict)
    reviewers: list[User] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    review_comments: dict[int, ReviewComment] = field(default_factory=dict)
    closes: list[int] = field(default_factory=list)
    commits: int = 1
    earlier_heads: list[str] = field(default_factory=list)
    head_lost: str = ""
    """Why it cannot be opened again, in GitHub's words; empty: it can."""


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
    timeline: list[TimelineEvent] = field(default_factory=list)
    pull: Pull | None = None
    type: IssueType | None = None
    parent: Issue | None = None
    sub_issues: list[Issue] = field(default_factory=list)
    blocked_by: list[Issue] = field(default_factory=list)
    unseen: dict[str, dict[str, int]] = field(default_factory=dict)
    """Counts of sub-issues and dependencies that a payload told, where the issues behind them are not in the
    world."""
    pinned_comment: int | None = None

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
    approved: set[str] = field(default_factory=set)
    """Commits for which a maintainer let the workflows of a first-timer run."""
    types: dict[str, IssueType] = field(default_factory=dict)
    """Types of its issues, by folded name."""
    has_drafts: bool = True
    """Whether the owner's plan has drafts: in private repositories some have none."""
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

    def reaches(self, repo: Repository) -> bool:
        """Whether the App may see a repository."""
        return repo.owner is self.account and (self.selected is None or repo.id in self.selected)
