"""What happened, as typed values: the events of GitHub, and the timers and jobs that came due."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field

from bot.core.effects import Target
from bot.core.keys import TimerKey
from bot.core.markdown import asks, has_words
from bot.core.model import GHOST, Account, Comment, LabelInfo, Repository, Subject, Text, User, Value
from bot.core.ports.reader import MilestoneInfo
from bot.core.states import IssueState


def _readable(value: Any) -> dict[str, str]:
    pairs = value.items() if isinstance(value, dict) else ()
    return {name: level for name, level in pairs if isinstance(name, str) and isinstance(level, str)}


Permissions = Annotated[Mapping[str, str], BeforeValidator(_readable)]
"""Permissions of an App by name; what is no text is left out."""


class Event(Value):
    """The fields that all webhooks have. `sender` is the ghost when GitHub does not say who."""

    name: str
    action: str = ""
    sender: Account = GHOST
    installation_id: int | None = None
    organization: str | None = None
    repository: Repository | None = None
    is_githubs: ClassVar[bool] = True
    """Whether GitHub reported it: what is our own changes neither mirror nor ledger by itself."""

    @property
    def key(self) -> str:
        """`issues.opened`, or `push` for an event without actions: what features subscribe to."""
        return f"{self.name}.{self.action}" if self.action else self.name

    @property
    def number(self) -> int | None:
        """The number of the issue or pull request it is about, if any."""
        return None


class Unknown(Event):
    """An event or action nothing here listens to: stored, ended as ignored."""


class RepositoryEvent(Event):
    """An event inside a repository."""

    repository: Repository


class Written(Value):
    """A text a person wrote that may hold commands.

    `previous` is the text before an edit (None for a new text). `target` and `target_id` say where a
    reaction to it goes; `key` names the text for good, so that the answer to it can be edited.
    """

    body: str
    author: User
    target: Target
    target_id: int
    previous: str | None = None

    @property
    def key(self) -> str:
        """`comment-12`: stable across edits."""
        return f"{self.target}-{self.target_id}"


class SubjectEvent(RepositoryEvent):
    """An event on an issue or pull request, whose state *after* it is `subject`."""

    subject: Subject
    title_from: str | None = None
    body_from: str | None = None
    moved: bool = False
    """Whether the issue came from another repository: GitHub calls it opened."""

    @property
    def number(self) -> int | None:
        return self.subject.number

    @property
    def ref(self) -> str:
        """`owner/repo#7`."""
        return self.repository.ref_of(self.subject.number)

    @property
    def has_new_text(self) -> bool:
        """Whether an edit changed title or body."""
        return self.title_from is not None or self.body_from is not None

    @property
    def before_edit(self) -> Subject:
        """The subject with title and body as they were before an edit."""
        title = self.subject.title if self.title_from is None else self.title_from
        body = self.subject.body if self.body_from is None else self.body_from
        return self.subject.model_copy(update={"title": title, "body": body})

    def written(self) -> Written | None:
        """Return the text to look for commands in; None where this event brings none, or where another than
        its author sent it: nobody commands with somebody else's words."""
        return None

    def _opening(self) -> Written | None:
        subject = self.subject
        if self.action != "opened" or self.moved or self.sender.id != subject.author.id:
            return None
        return Written(body=subject.body, author=subject.author, target="issue", target_id=subject.number)


class IssueEvent(SubjectEvent):
    """`issues.*`. `label`, `assignee` and `type` are set for the actions that carry them.

    `issue_dependencies.*` and `sub_issues.*` too, about the issue in the event's own repository."""

    label: str | None = None
    label_node: Text = ""
    """GraphQL's id of the label."""
    assignee: User | None = None
    type: str | None = None
    """The issue type that was set, or taken away."""

    def written(self) -> Written | None:
        """Return the body of a newly opened issue."""
        return self._opening()


class PullRequestEvent(SubjectEvent):
    """`pull_request.*`. `requested` and `requested_team` are whom a review was requested from."""

    label: str | None = None
    label_node: Text = ""
    assignee: User | None = None
    requested: User | None = None
    requested_team: str | None = None

    def written(self) -> Written | None:
        """Return the body of a newly opened pull request."""
        return self._opening()


class CommentEvent(SubjectEvent):
    """`issue_comment.*`, `pull_request_review_comment.*` and (with a `verdict`) `pull_request_review.*`."""

    comment: Comment
    target: Literal["comment", "review_comment", "review"] = "comment"
    verdict: str = ""
    """Of a review: approved, changes_requested, commented, dismissed."""

    @property
    def is_by_person(self) -> bool:
        """Whether a person wrote it, and nobody else sent the event."""
        return self.comment.author.is_person and self.sender.id == self.comment.author.id

    def written(self) -> Written | None:
        """Return the comment, also when its author edited it."""
        if self.action not in ("created", "submitted", "edited") or self.sender.id != self.comment.author.id:
            return None
        if self.action == "edited" and self.body_from is None:
            return None
        return Written(
            body=self.comment.body,
            author=self.comment.author,
            target=self.target,
            target_id=self.comment.id,
            previous=self.body_from if self.action == "edited" else None,
        )


class PushEvent(RepositoryEvent):
    """`push`. `paths` are all files the commits name (GitHub lists at most 2,048 commits). `created`: the
    branch or tag `ref` is new."""

    ref: str
    created: bool = False
    paths: tuple[str, ...] = ()


class MergeGroupEvent(RepositoryEvent):
    """`merge_group.*`: a queue wants the checks of a commit, and merges what it holds once they are there.

    https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/configuring-pull-request-merges/managing-a-merge-queue
    """

    head_sha: str


class LabelEvent(RepositoryEvent):
    """`label.*`: a label of the repository was created, edited or deleted."""

    label: LabelInfo
    name_from: str | None = None


class MilestoneEvent(RepositoryEvent):
    """`milestone.*`."""

    milestone: MilestoneInfo
    state: IssueState = IssueState.OPEN


class RepositoryChanged(RepositoryEvent):
    """`repository.*`: renamed, transferred, archived, privatized, deleted …"""

    name_from: str | None = None


class PeopleChanged(Event):
    """`member`, `membership`, `team`, `organization`: who may do what has changed."""

    person: User | None = None
    team: str | None = None
    organization_id: int = 0


class Installation(Value):
    """Where the App is installed. `account_id` identifies the owner."""

    id: int
    account: Account = GHOST
    suspended: bool = False
    permissions: Permissions = Field(default_factory=dict)
    """What its owner has granted (`{"issues": "write"}`); empty where it is not told."""


class InstallationEvent(Event):
    """`installation.*`. `repositories` as far as GitHub lists them."""

    installation: Installation
    repositories: tuple[Repository, ...] = ()


class RepositoriesChanged(Event):
    """`installation_repositories.added|removed`."""

    installation: Installation
    added: tuple[Repository, ...] = ()
    removed: tuple[Repository, ...] = ()


class Wake(RepositoryEvent):
    """A timer or job that came due. Not GitHub's: the scheduler makes it."""

    is_githubs: ClassVar[bool] = False
    name: str = "wake"
    feature: str
    timer: TimerKey
    """The key given to `SetTimer`, or the name of the job."""
    data: dict[str, Any] = Field(default_factory=dict)
    subject: Subject | None = None
    subject_number: int | None = None

    @property
    def number(self) -> int | None:
        return self.subject_number


class PageCommand(SubjectEvent):
    """A command that somebody gave by a button on a page of ours: decided as if they had written it there.

    `of_repository`: it concerns the repository, for which the subject only stands. It gets no answer in
    words: who gave it looks at a page.
    """

    is_githubs: ClassVar[bool] = False
    name: str = "page"
    action: str = "commanded"
    command: str
    of_repository: bool = False

    def written(self) -> Written | None:
        """Return the command."""
        number = self.subject.number
        return Written(body=self.command, author=self.sender, target="issue", target_id=number)


class LostCommand(RepositoryEvent):
    """A command that somebody gave by a button, where there is nothing any more to give it on."""

    is_githubs: ClassVar[bool] = False
    name: str = "page"
    action: str = "commanded"
    command: str
    subject_number: int | None = None

    @property
    def number(self) -> int | None:
        return self.subject_number


class PageReplay(RepositoryEvent):
    """Somebody wants a delivery, by its GUID, to be decided again, by a button on a page of ours."""

    is_githubs: ClassVar[bool] = False
    name: str = "page"
    action: str = "replayed"
    delivery: str


def marks(event: SubjectEvent) -> dict[str, bool]:
    """Return what the ledger records of a comment's text: that it `asks` something, that it `answers`
    somebody else's issue, or that it is `wordless`: commands alone. The text itself is not kept."""
    if not isinstance(event, CommentEvent) or event.action not in ("created", "submitted"):
        return {}
    others = not event.subject.is_pull_request and event.subject.author.id != event.comment.author.id
    words = has_words(event.comment.body)
    wordless = event.key == "issue_comment.created" and not words
    marked = {"asks": asks(event.comment.body), "answers": others and words, "wordless": wordless}
    return {mark: True for mark, applies in marked.items() if applies}
