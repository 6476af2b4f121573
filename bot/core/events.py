"""The door: a webhook's JSON becomes a typed event. Past here there are no raw dicts.

`parse` is lenient where GitHub's schema is (optional, null, cut down) and says why where it cannot go on:
`Malformed` carries a sentence for the log and the delivery's outcome.
"""

from __future__ import annotations

from typing import Any, Literal, TypeVar

from pydantic import Field, ValidationError

from bot.core.effects import Target
from bot.core.markdown import asks, has_words
from bot.core.model import GHOST, Account, Comment, LabelInfo, Repository, Subject, User, Value


class Malformed(ValueError):
    """A payload that lacks what its event cannot do without."""


class Event(Value):
    """What all webhooks have. `sender` is the ghost when GitHub does not say who."""

    name: str
    action: str = ""
    sender: Account = GHOST
    installation_id: int | None = None
    organization: str | None = None
    repository: Repository | None = None

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
    edited_by: User | None = None

    @property
    def key(self) -> str:
        """`comment-12`: stable across edits."""
        return f"{self.target}-{self.target_id}"


class SubjectEvent(RepositoryEvent):
    """An event on an issue or pull request, whose state *after* it is `subject`."""

    subject: Subject
    title_from: str | None = None
    body_from: str | None = None

    @property
    def number(self) -> int | None:
        return self.subject.number

    @property
    def ref(self) -> str:
        """`owner/repo#7`."""
        return f"{self.repository.full_name}#{self.subject.number}"

    def written(self) -> Written | None:
        """The text to look for commands in; None where this event brings none."""
        return None


class IssueEvent(SubjectEvent):
    """`issues.*`. `label`, `assignee` and `milestone` are set for the actions that carry them."""

    label: str | None = None
    assignee: User | None = None
    transferred_to: str | None = None

    def written(self) -> Written | None:
        """The body of a newly opened issue."""
        if self.action != "opened":
            return None
        return Written(
            body=self.subject.body, author=self.subject.author, target="issue", target_id=self.subject.number
        )


class PullRequestEvent(SubjectEvent):
    """`pull_request.*`. `asked` and `asked_team` are whom a review was requested from."""

    label: str | None = None
    assignee: User | None = None
    asked: User | None = None
    asked_team: str | None = None

    def written(self) -> Written | None:
        """The body of a newly opened pull request."""
        if self.action != "opened":
            return None
        return Written(
            body=self.subject.body, author=self.subject.author, target="issue", target_id=self.subject.number
        )


class CommentEvent(SubjectEvent):
    """`issue_comment.*`, `pull_request_review_comment.*` and (with a `verdict`) `pull_request_review.*`."""

    comment: Comment
    target: Literal["comment", "review_comment", "review"] = "comment"
    verdict: str = ""
    """Of a review: approved, changes_requested, commented, dismissed."""

    def written(self) -> Written | None:
        """The comment, also when its author edited it; nobody else's edit counts."""
        if self.action not in ("created", "submitted", "edited"):
            return None
        if self.action == "edited" and (self.body_from is None or self.sender.id != self.comment.author.id):
            return None
        return Written(
            body=self.comment.body,
            author=self.comment.author,
            target=self.target,
            target_id=self.comment.id,
            previous=self.body_from if self.action == "edited" else None,
        )


class PushEvent(RepositoryEvent):
    """`push`. `paths` are all files the commits name (GitHub lists at most 2,048 commits)."""

    ref: str
    paths: tuple[str, ...] = ()


class LabelEvent(RepositoryEvent):
    """`label.*`: a label of the repository was created, edited or deleted."""

    label: LabelInfo
    name_from: str | None = None


class MilestoneEvent(RepositoryEvent):
    """`milestone.*`."""

    title: str
    state: str = "open"


class RepositoryChanged(RepositoryEvent):
    """`repository.*`: renamed, transferred, archived, privatized, deleted …"""

    name_from: str | None = None
    owner_from: str | None = None


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

    name: str = "wake"
    feature: str
    timer: str
    """The key given to `SetTimer`, or the name of the job."""
    data: dict[str, Any] = Field(default_factory=dict)
    subject: Subject | None = None
    subject_number: int | None = None

    @property
    def number(self) -> int | None:
        return self.subject_number


def marks(event: SubjectEvent) -> dict[str, bool]:
    """What the ledger keeps of a comment's text: that it `asks` something, that it `answers` somebody else's
    issue. The text itself is not kept."""
    if not isinstance(event, CommentEvent) or event.action not in ("created", "submitted"):
        return {}
    found = {"asks": True} if asks(event.comment.body) else {}
    others = not event.subject.is_pull_request and event.subject.author.id != event.comment.author.id
    return found | ({"answers": True} if others and has_words(event.comment.body) else {})


E = TypeVar("E", bound=Event)


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _changed(payload: dict[str, Any], field: str) -> str | None:
    before = _dict(_dict(payload.get("changes")).get(field)).get("from")
    return before if isinstance(before, str) else None


def _common(name: str, payload: dict[str, Any]) -> dict[str, Any]:
    action = payload.get("action")
    installation = _dict(payload.get("installation")).get("id")
    return {
        "name": name,
        "action": action if isinstance(action, str) else "",
        "sender": payload.get("sender"),
        "installation_id": installation if isinstance(installation, int) else None,
        "organization": _dict(payload.get("organization")).get("login"),
        "repository": payload.get("repository"),
    }


def _subject(payload: dict[str, Any], key: str) -> dict[str, Any]:
    subject = _dict(payload.get(key))
    if "number" not in subject and isinstance(payload.get("number"), int):
        subject = {**subject, "number": payload["number"]}
    milestone = payload.get("milestone")
    return {
        "subject": subject,
        "title_from": _changed(payload, "title"),
        "body_from": _changed(payload, "body"),
        "label": _dict(payload.get("label")).get("name"),
        "assignee": payload.get("assignee") or None,
        "milestone": _dict(milestone).get("title"),
    }


def _issue(common: dict[str, Any], payload: dict[str, Any]) -> Event:
    moved = _dict(_dict(payload.get("changes")).get("new_repository")).get("full_name")
    return IssueEvent.model_validate(common | _subject(payload, "issue") | {"transferred_to": moved})


def _pull(common: dict[str, Any], payload: dict[str, Any]) -> Event:
    return PullRequestEvent.model_validate(
        common
        | _subject(payload, "pull_request")
        | {
            "asked": payload.get("requested_reviewer") or None,
            "asked_team": _dict(payload.get("requested_team")).get("slug"),
        }
    )


def _comment(common: dict[str, Any], payload: dict[str, Any]) -> Event:
    return CommentEvent.model_validate(
        common | _subject(payload, "issue") | {"comment": _dict(payload.get("comment")), "target": "comment"}
    )


def _review_comment(common: dict[str, Any], payload: dict[str, Any]) -> Event:
    return CommentEvent.model_validate(
        common
        | _subject(payload, "pull_request")
        | {"comment": _dict(payload.get("comment")), "target": "review_comment"}
    )


def _review(common: dict[str, Any], payload: dict[str, Any]) -> Event:
    review = _dict(payload.get("review"))
    verdict = review.get("state")
    return CommentEvent.model_validate(
        common
        | _subject(payload, "pull_request")
        | {
            "comment": {**review, "created_at": review.get("submitted_at")},
            "target": "review",
            "verdict": verdict.lower() if isinstance(verdict, str) else "",
        }
    )


def _push(common: dict[str, Any], payload: dict[str, Any]) -> Event:
    paths: set[str] = set()
    commits = payload.get("commits")
    for commit in commits if isinstance(commits, list) else ():
        for field in ("added", "modified", "removed"):
            listed = _dict(commit).get(field)
            paths.update(
                path for path in (listed if isinstance(listed, list) else ()) if isinstance(path, str)
            )
    return PushEvent.model_validate(common | {"ref": payload.get("ref"), "paths": tuple(sorted(paths))})


def _label(common: dict[str, Any], payload: dict[str, Any]) -> Event:
    return LabelEvent.model_validate(
        common | {"label": payload.get("label"), "name_from": _changed(payload, "name")}
    )


def _milestone(common: dict[str, Any], payload: dict[str, Any]) -> Event:
    milestone = _dict(payload.get("milestone"))
    return MilestoneEvent.model_validate(
        common | {"title": milestone.get("title"), "state": milestone.get("state") or "open"}
    )


def _repository(common: dict[str, Any], payload: dict[str, Any]) -> Event:
    changes = _dict(payload.get("changes"))
    owner = _dict(_dict(changes.get("owner")).get("from"))
    renamed = _dict(_dict(_dict(changes.get("repository")).get("name"))).get("from")
    return RepositoryChanged.model_validate(
        common
        | {
            "name_from": renamed if isinstance(renamed, str) else None,
            "owner_from": _dict(owner.get("user") or owner.get("organization")).get("login"),
        }
    )


def _people(common: dict[str, Any], payload: dict[str, Any]) -> Event:
    person = payload.get("member") or _dict(payload.get("membership")).get("user")
    return PeopleChanged.model_validate(
        common
        | {
            "person": person or None,
            "team": _dict(payload.get("team")).get("slug"),
            "organization_id": _dict(payload.get("organization")).get("id") or 0,
        }
    )


def _installation_of(payload: dict[str, Any]) -> dict[str, Any]:
    installation = _dict(payload.get("installation"))
    return {**installation, "suspended": bool(installation.get("suspended_at"))}


def _installation(common: dict[str, Any], payload: dict[str, Any]) -> Event:
    return InstallationEvent.model_validate(
        common
        | {
            "installation": _installation_of(payload),
            "repositories": tuple(payload.get("repositories") or ()),
        }
    )


def _repositories(common: dict[str, Any], payload: dict[str, Any]) -> Event:
    return RepositoriesChanged.model_validate(
        common
        | {
            "installation": _installation_of(payload),
            "added": tuple(payload.get("repositories_added") or ()),
            "removed": tuple(payload.get("repositories_removed") or ()),
        }
    )


_READERS = {
    "issues": _issue,
    "pull_request": _pull,
    "issue_comment": _comment,
    "pull_request_review": _review,
    "pull_request_review_comment": _review_comment,
    "push": _push,
    "label": _label,
    "milestone": _milestone,
    "repository": _repository,
    "member": _people,
    "membership": _people,
    "team": _people,
    "organization": _people,
    "installation": _installation,
    "installation_repositories": _repositories,
}

EVENTS = tuple(sorted(_READERS))
"""The webhook events that something here understands."""


def parse(name: str, payload: dict[str, Any]) -> Event:
    """The typed event of webhook `name`; `Unknown` where nothing listens.

    Raises `Malformed` with the place of the first fault.
    """
    common = _common(name, payload)
    reader = _READERS.get(name)
    try:
        if reader is None:
            return Unknown.model_validate({**common, "repository": common["repository"] or None})
        return reader(common, payload)
    except ValidationError as failure:
        first = failure.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "payload"
        raise Malformed(f"{name}: {place}: {first['msg']}") from None
    except (TypeError, AttributeError, KeyError, RecursionError) as failure:
        raise Malformed(f"{name}: {type(failure).__name__} while reading it") from None
