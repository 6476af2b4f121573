"""Everything the bot can want done: plain values that a handler returns and the engine carries out.

The outward kinds and their fields are the public contract (`stewardbot plan --json` prints them); the
order of `ORDER` is the order in which they are carried out on one subject. The internal kinds (`Remember`
… `CancelTimer`) never leave the house: they are committed together with the delivery they come from.

A handler builds an effect with `subject` alone; dispatch stamps `feature`, and `because` says in plain
words what moved the bot (it is shown by `plan`, `explain` and `/why`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from bot.core.keys import Scope


class Effect(BaseModel):
    """What is common to all effects."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    subject: str
    """`owner/repo#7`, or `owner/repo` for what belongs to no subject."""
    feature: str = ""
    because: str = ""


class AddLabels(Effect):
    """Set labels that the repository has; unknown ones are refused, not created in passing.

    `create` lifts that, where the repository's file says so.
    """

    effect: Literal["add_labels"] = "add_labels"
    labels: tuple[str, ...]
    create: bool = False


class RemoveLabels(Effect):
    """Take labels off."""

    effect: Literal["remove_labels"] = "remove_labels"
    labels: tuple[str, ...]


class Assign(Effect):
    """Add assignees."""

    effect: Literal["assign"] = "assign"
    logins: tuple[str, ...]


class Unassign(Effect):
    """Take assignees off."""

    effect: Literal["unassign"] = "unassign"
    logins: tuple[str, ...]


class RequestReview(Effect):
    """Ask people and teams (by slug) for a review."""

    effect: Literal["request_review"] = "request_review"
    logins: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()


class UnrequestReview(Effect):
    """Withdraw the request for a review."""

    effect: Literal["unrequest_review"] = "unrequest_review"
    logins: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()


class SetMilestone(Effect):
    """Set the milestone by its title, or clear it with None."""

    effect: Literal["set_milestone"] = "set_milestone"
    title: str | None


class Retitle(Effect):
    """Change the title."""

    effect: Literal["retitle"] = "retitle"
    title: str


class Close(Effect):
    """Close; a duplicate names the number it duplicates."""

    effect: Literal["close"] = "close"
    reason: Literal["completed", "not_planned", "duplicate"] = "completed"
    duplicate_of: int | None = None


class Reopen(Effect):
    """Open again."""

    effect: Literal["reopen"] = "reopen"


class Lock(Effect):
    """Lock the conversation; `reason` as GitHub names them (off-topic, too heated, resolved, spam)."""

    effect: Literal["lock"] = "lock"
    reason: str | None = None


class Unlock(Effect):
    """Unlock the conversation."""

    effect: Literal["unlock"] = "unlock"


class Pin(Effect):
    """Pin the issue to its repository (GraphQL only)."""

    effect: Literal["pin"] = "pin"


class Unpin(Effect):
    """Unpin the issue (GraphQL only)."""

    effect: Literal["unpin"] = "unpin"


class Transfer(Effect):
    """Move the issue to another repository of the same owner (GraphQL only); `to` is owner/repo."""

    effect: Literal["transfer"] = "transfer"
    to: str


class Annotation(BaseModel):
    """One remark of a check, at a line of a file (lines count from 1)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str
    start_line: int
    end_line: int
    level: Literal["notice", "warning", "failure"] = "warning"
    message: str


class Check(Effect):
    """A check run on a commit."""

    effect: Literal["check"] = "check"
    name: str
    head_sha: str
    conclusion: Literal["success", "failure", "neutral", "action_required"]
    summary: str
    annotations: tuple[Annotation, ...] = ()


class OpenIssue(Effect):
    """Open a new issue in the repository `subject` names."""

    effect: Literal["open_issue"] = "open_issue"
    title: str
    body: str
    labels: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()
    key: str = ""
    """Tells apart two issues that one delivery opens; part of the once-only key."""


class CommentSection(BaseModel):
    """One feature's part of a comment."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    feature: str
    body: str = ""


class PostComment(Effect):
    """A comment. Handlers write one section each (`say`); reduce joins those of a subject into one.

    `sticky` is the key of a comment that is edited in place whenever its section is said again; None is a
    comment that is only ever posted. `body` carries no marker: the executor adds it.
    """

    effect: Literal["comment"] = "comment"
    body: str
    sticky: str | None = None
    sections: tuple[CommentSection, ...] = ()
    outdates: str | None = None
    """Key of an earlier comment of the same kind, to be minimised once this one is up."""
    chosen: bool = False
    """Whether the words are a person's choice (a saved reply): they count as that person's comment."""


class DeleteComment(Effect):
    """Remove what was said under a sticky key (the section; the comment with it if it was the last)."""

    effect: Literal["delete_comment"] = "delete_comment"
    sticky: str


class MinimizeComment(Effect):
    """Fold a comment away (GraphQL only)."""

    effect: Literal["minimize_comment"] = "minimize_comment"
    comment_id: int
    reason: Literal["outdated", "resolved", "off_topic", "duplicate"] = "outdated"


Target = Literal["issue", "comment", "review_comment", "review"]


class React(Effect):
    """React to what somebody wrote; `content` as GitHub names reactions (`+1`, `confused`, `eyes` …)."""

    effect: Literal["react"] = "react"
    content: str
    target: Target
    target_id: int


class Unreact(Effect):
    """Take our own reaction back."""

    effect: Literal["unreact"] = "unreact"
    content: str
    target: Target
    target_id: int


class Notify(Effect):
    """Tell a private channel that the operator has named."""

    effect: Literal["notify"] = "notify"
    channel: str
    text: str


class Remember(Effect):
    """Write one memory of a feature: `value` None forgets it.

    `scope` says whose memory it is (`subject:<ref>`, `repo:<id>`, `owner:<id>`, `person:<id>`); the commit
    fails and the delivery is decided again if the row changed since the handler read it.
    """

    effect: Literal["remember"] = "remember"
    scope: Scope
    key: str
    value: Any


class Record(Effect):
    """One line of the ledger: who did what, when. `at` in UTC; None is the time of the delivery."""

    effect: Literal["record"] = "record"
    what: str
    person_id: int
    person: str
    at: datetime | None = None
    detail: dict[str, Any] = Field(default_factory=dict)


class Claim(Effect):
    """A fact that must be true once in the world, whatever runs at the same time: `greeted`, `offer` …

    It is a memory row that must not exist yet. On conflict the delivery is decided afresh, and this time
    the handler reads the winner. `release_if_dead` takes it back should the comment never get out.
    """

    effect: Literal["claim"] = "claim"
    scope: Scope
    key: str
    value: Any = True
    release_if_dead: bool = False


class Case(Effect):
    """The state of a subject's support case (`bot.community.cases.CaseState` as JSON); None ends it."""

    effect: Literal["case"] = "case"
    state: dict[str, Any] | None


class SetTimer(Effect):
    """Wake the feature at `due` (UTC) with `data`; the same (feature, subject, key) is replaced."""

    effect: Literal["set_timer"] = "set_timer"
    key: str
    due: datetime
    data: dict[str, Any] = Field(default_factory=dict)


class CancelTimer(Effect):
    """Forget a timer."""

    effect: Literal["cancel_timer"] = "cancel_timer"
    key: str


Outward = (
    AddLabels
    | RemoveLabels
    | Assign
    | Unassign
    | RequestReview
    | UnrequestReview
    | SetMilestone
    | Retitle
    | Close
    | Reopen
    | Lock
    | Unlock
    | Pin
    | Unpin
    | Transfer
    | Check
    | OpenIssue
    | PostComment
    | DeleteComment
    | MinimizeComment
    | React
    | Unreact
    | Notify
)
Inward = Remember | Record | Claim | Case | SetTimer | CancelTimer
AnyEffect = Outward | Inward

Effects = Iterable[AnyEffect]
"""What a handler returns; None and () both mean that nothing is wanted."""

ORDER: tuple[str, ...] = (
    "add_labels",
    "remove_labels",
    "assign",
    "unassign",
    "request_review",
    "unrequest_review",
    "set_milestone",
    "retitle",
    "close",
    "reopen",
    "lock",
    "unlock",
    "pin",
    "unpin",
    "transfer",
    "check",
    "open_issue",
    "comment",
    "delete_comment",
    "minimize_comment",
    "react",
    "unreact",
    "notify",
)
"""The outward kinds in the order in which they are carried out on a subject."""

OUTWARD: TypeAdapter[Outward] = TypeAdapter(Annotated[Outward, Field(discriminator="effect")])
"""Reads an outward effect back from its stored JSON."""


def public(effect: Outward) -> dict[str, Any]:
    """The effect as the contract shows it: without what only the engine needs."""
    hidden: Any = set()
    if isinstance(effect, PostComment):
        hidden = {"outdates": True, "chosen": True, "sections": {"__all__": {"body"}}}
    elif isinstance(effect, OpenIssue):
        hidden = {"key"}
    elif isinstance(effect, AddLabels):
        hidden = {"create"}
    shown = effect.model_dump(mode="json", exclude=hidden)
    lead = ("effect", "subject", "feature", "because")
    return {key: shown[key] for key in lead} | {k: v for k, v in shown.items() if k not in lead}


def say(
    subject: str,
    key: str,
    body: str,
    *,
    sticky: bool = False,
    because: str = "",
    outdates: str | None = None,
    chosen: bool = False,
) -> PostComment:
    """One section of a comment on `subject`, under the feature's own `key`."""
    return PostComment(
        subject=subject,
        body=body,
        because=because,
        sticky=key if sticky else None,
        sections=(CommentSection(key=key, feature="", body=body),),
        outdates=outdates,
        chosen=chosen,
    )
