"""Everything the bot can want done: plain values that a handler returns and the engine carries out.

An outward kind is declared here and nowhere else: its fields, which are the public contract (`stewardbot
plan --json` prints them), and what the engine must know of it: what it replaces in a plan, what it changes on
a subject, how it is taken back, the words for it. Only `bot.github.write` knows each kind besides, because
it carries it out. The order of the classes is the order in which they are carried out on one subject.

The inward kinds (`Remember` … `CancelTimer`) never leave the program: they are committed with the delivery
they come from.

A handler builds an effect with `subject` alone; the engine stamps `feature`, and `because` says in plain
words what moved the bot (`plan`, `explain` and `/why` show it).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from bot.core.keys import CASE_MEMORY, COMMANDS, PROBLEM, REPLY, UNNAMED, Scope, SectionKey, TimerKey
from bot.core.markdown import NOTHING, Markdown
from bot.core.model import Subject, User, contains
from bot.core.states import EffectRank, IssueState

LONGEST_BODY = 65_000
"""Characters of a comment or issue: GitHub takes 65,536, and the marker needs some."""


_CUT = "\n\n…"


def _clipped(body: Markdown) -> Markdown:
    if len(body) <= LONGEST_BODY:
        return body
    cut = body[: LONGEST_BODY - len(_CUT)]
    return Markdown((cut.rpartition("\n")[0] or cut) + _CUT)


Body = Annotated[Markdown, AfterValidator(_clipped)]
"""A text that GitHub takes: what is longer ends with its last whole line."""


class Effect(BaseModel):
    """The fields that all effects have in common."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    subject: str
    """`owner/repo#7`, or `owner/repo` for what belongs to no subject."""
    feature: str = ""
    because: str = ""


KINDS: dict[str, type[Outward]] = {}
"""The outward kinds by name, in the order in which they are carried out on a subject."""


class Outward(Effect):
    """An effect that people see: on GitHub, or in a private channel."""

    effect: str
    commands: tuple[str, ...] = ()
    """The commands that ask for it, as a reply shows them: what becomes of it is their answer."""
    by_triage: bool = False
    """Whether somebody with the triage role gave one of them."""

    family: ClassVar[str] = ""
    """Kinds of one family replace one another; empty: the kind is alone."""
    inverse: ClassVar[str] = ""
    """The kind that takes it back, with the same fields."""
    stays: ClassVar[str] = ""
    """Why it cannot be taken back."""
    creates: ClassVar[bool] = False
    """Whether GitHub counts it as creating content.
    https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api"""
    repeatable: ClassVar[bool] = True
    """Whether it can be sent twice without being there twice."""
    is_speech: ClassVar[bool] = False
    """Whether it says something and changes nothing."""
    words: ClassVar[str] = ""
    """What was done, as in "set {labels}" and also after "I have"; empty: nobody asks."""
    hidden: ClassVar[Mapping[str, Any]] = {}
    """Fields that the contract does not show (as pydantic's `exclude`)."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        kind = cls.model_fields["effect"].default
        if isinstance(kind, str):
            KINDS[kind] = cls

    @property
    def rank(self) -> EffectRank:
        """Return what goes out before it where not all can."""
        return EffectRank.CONTENT if self.creates else EffectRank.CHANGE

    @property
    def purpose(self) -> str:
        """What it is for, among the effects of its kind on a subject: part of the once-only key."""
        return ""

    @property
    def slot(self) -> tuple[str, ...]:
        """What it is about: on one subject, the last effect in a slot replaces those before it."""
        return (self.family or self.effect, self.purpose)

    @property
    def undo_keys(self) -> tuple[str, ...]:
        """What not to do again on the subject once it was taken back. The keys are stored."""
        return (self.effect,) if self.inverse else ()

    def parts(self) -> Iterable[Outward]:
        """Return the effect as effects with one slot each."""
        return (self,)

    def joined(self, others: Iterable[Outward], stamp: Mapping[str, Any]) -> list[Outward]:
        """Return this part and others of its kind as they are carried out; `stamp` is for a joined one."""
        return [self, *others]

    def without(self, keys: Collection[str]) -> Outward | None:
        """Return what is left once the parts with these undo keys are gone; None if nothing is left."""
        own = self.undo_keys
        return None if own and all(key in keys for key in own) else self

    def changes(self, subject: Subject) -> dict[str, Any] | None:
        """Return the fields of a subject that it would change; None if a subject does not show it."""
        return None


class ListEffect(Outward):
    """An effect on lists of names that a subject has, one slot a name."""

    by_command: Mapping[str, tuple[str, ...]] = {}
    """The names that each of several commands asks for."""

    lists: ClassVar[Mapping[str, str]] = {}
    """Own field with names to the subject's field."""
    adds: ClassVar[bool] = True
    most: ClassVar[int] = 0
    """GitHub takes so many on a subject; 0: no limit known."""
    short: ClassVar[str] = ""
    """What would be done, as in "label {names}"; empty: the kind's name."""

    @property
    def names(self) -> tuple[str, ...]:
        """All names, of whatever list."""
        return tuple(name for field in self.lists for name in getattr(self, field))

    def _undo_key(self, field: str, name: str) -> str:
        return f"{self.effect}:{'team ' if field == 'teams' else ''}{name.casefold()}"

    @property
    def undo_keys(self) -> tuple[str, ...]:
        return tuple(self._undo_key(field, name) for field in self.lists for name in getattr(self, field))

    @property
    def slot(self) -> tuple[str, ...]:
        return (
            self.family,
            *(f"{field}:{name.casefold()}" for field in self.lists for name in getattr(self, field)),
        )

    def parts(self) -> Iterable[Outward]:
        if len(self.names) == 1:
            return (self,)
        empty: dict[str, tuple[str, ...]] = dict.fromkeys(self.lists, ())
        return [
            self.model_copy(update=empty | {field: (name,)})
            for field in self.lists
            for name in getattr(self, field)
        ]

    def joined(self, others: Iterable[Outward], stamp: Mapping[str, Any]) -> list[Outward]:
        parts = [self, *(part for part in others if isinstance(part, ListEffect))]
        if len(parts) == 1:
            return [self]
        names = {field: {name for part in parts for name in getattr(part, field)} for field in self.lists}
        lists = {field: tuple(sorted(names[field], key=lambda n: (n.casefold(), n))) for field in names}
        by_command: dict[str, tuple[str, ...]] = {}
        for part in parts:
            for command in part.commands:
                by_command[command] = (*by_command.get(command, ()), *part.names)
        update = {**stamp, **lists, "by_command": by_command if len(by_command) > 1 else {}}
        return [self.model_copy(update=update)]

    def commands_for(self, names: Collection[str]) -> tuple[str, ...]:
        """Return the commands that ask for one of these names."""
        return tuple(
            command
            for command in self.commands
            if command not in self.by_command or any(contains(names, n) for n in self.by_command[command])
        )

    def without(self, keys: Collection[str]) -> Outward | None:
        left: dict[str, tuple[str, ...]] = {
            field: tuple(name for name in getattr(self, field) if self._undo_key(field, name) not in keys)
            for field in self.lists
        }
        return self.model_copy(update=left) if any(left.values()) or not self.undo_keys else None

    def changes(self, subject: Subject) -> dict[str, Any]:
        changed = {}
        for field, attribute in self.lists.items():
            names, before = getattr(self, field), getattr(subject, attribute)
            present = [entry.login if isinstance(entry, User) else entry for entry in before]
            if self.adds:
                new = [name for name in names if not contains(present, name)]
                after = (*before, *(User(id=0, login=name) if field == "logins" else name for name in new))
            else:
                after = tuple(
                    entry for entry, name in zip(before, present, strict=True) if not contains(names, name)
                )
            if len(after) != len(before):
                changed[attribute] = after
        return changed


class AddLabels(ListEffect):
    """Set labels that the repository has; unknown ones are refused, not created in passing.

    `create` lifts that, where the repository's file says so.
    """

    effect: Literal["add_labels"] = "add_labels"
    labels: tuple[str, ...]
    create: bool = False

    family = "label"
    lists = {"labels": "labels"}
    inverse = "remove_labels"
    words = "set {labels}"
    short = "label {names}"
    most = 100
    hidden = {"create": True}


class RemoveLabels(ListEffect):
    """Take labels off."""

    effect: Literal["remove_labels"] = "remove_labels"
    labels: tuple[str, ...]

    family = "label"
    lists = {"labels": "labels"}
    adds = False
    inverse = "add_labels"
    words = "removed {labels}"
    short = "take off {names}"


class Assign(ListEffect):
    """Add assignees."""

    effect: Literal["assign"] = "assign"
    logins: tuple[str, ...]

    family = "assignee"
    lists = {"logins": "assignees"}
    inverse = "unassign"
    words = "assigned {logins}"
    short = "assign {names}"
    most = 10


class Unassign(ListEffect):
    """Take assignees off."""

    effect: Literal["unassign"] = "unassign"
    logins: tuple[str, ...]

    family = "assignee"
    lists = {"logins": "assignees"}
    adds = False
    inverse = "assign"
    words = "unassigned {logins}"


class RequestReview(ListEffect):
    """Ask people and teams (by slug) for a review."""

    effect: Literal["request_review"] = "request_review"
    logins: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()

    family = "reviewer"
    lists = {"logins": "reviewers", "teams": "teams"}
    inverse = "unrequest_review"
    words = "asked {logins} for a review"


class UnrequestReview(ListEffect):
    """Withdraw the request for a review."""

    effect: Literal["unrequest_review"] = "unrequest_review"
    logins: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()

    family = "reviewer"
    lists = {"logins": "reviewers", "teams": "teams"}
    adds = False
    inverse = "request_review"
    words = "cancelled the request for a review from {logins}"


class Overwrite(Outward):
    """An effect that puts a value into a field of a subject; to take it back, the old value is written."""

    overwrites: ClassVar[str]
    value_in: ClassVar[str] = "title"
    """Own field with the value."""

    @property
    def undo_keys(self) -> tuple[str, ...]:
        return (self.effect,)

    def changes(self, subject: Subject) -> dict[str, Any]:
        value = getattr(self, self.value_in)
        return {} if getattr(subject, self.overwrites) == value else {self.overwrites: value}


class SetMilestone(Overwrite):
    """Set the milestone by its title, or clear it with None."""

    effect: Literal["set_milestone"] = "set_milestone"
    title: str | None

    overwrites = "milestone"
    words = "set the milestone to {title}"


class Retitle(Overwrite):
    """Change the title."""

    effect: Literal["retitle"] = "retitle"
    title: str

    overwrites = "title"
    words = "changed the title to {title}"


class Close(Outward):
    """Close; a duplicate names the number it duplicates."""

    effect: Literal["close"] = "close"
    reason: Literal["completed", "not_planned", "duplicate"] = "completed"
    duplicate_of: int | None = None

    family = "state"
    inverse = "reopen"
    words = "closed it"

    def changes(self, subject: Subject) -> dict[str, Any]:
        closed = not subject.is_open
        if closed and (subject.is_pull_request or (subject.state_reason or "completed") == self.reason):
            return {}
        return {"state": IssueState.CLOSED, "state_reason": self.reason}


class Reopen(Outward):
    """Open again."""

    effect: Literal["reopen"] = "reopen"

    family = "state"
    inverse = "close"
    words = "opened it again"

    def changes(self, subject: Subject) -> dict[str, Any]:
        return {} if subject.is_open else {"state": IssueState.OPEN, "state_reason": "reopened"}


class Lock(Outward):
    """Lock the conversation; `reason` as GitHub names them (off-topic, too heated, resolved, spam)."""

    effect: Literal["lock"] = "lock"
    reason: str | None = None

    family = "lock"
    inverse = "unlock"
    words = "locked it"

    def changes(self, subject: Subject) -> dict[str, Any]:
        return {} if subject.locked else {"locked": True}


class Unlock(Outward):
    """Unlock the conversation."""

    effect: Literal["unlock"] = "unlock"

    family = "lock"
    inverse = "lock"
    words = "unlocked it"

    def changes(self, subject: Subject) -> dict[str, Any]:
        return {"locked": False} if subject.locked else {}


class Pin(Outward):
    """Pin the issue to its repository (GraphQL only)."""

    effect: Literal["pin"] = "pin"

    family = "pin"
    inverse = "unpin"
    words = "pinned it"


class Unpin(Outward):
    """Unpin the issue (GraphQL only)."""

    effect: Literal["unpin"] = "unpin"

    family = "pin"
    inverse = "pin"
    words = "unpinned it"


class Transfer(Outward):
    """Move the issue to another repository of the same owner (GraphQL only); `to` is owner/repo."""

    effect: Literal["transfer"] = "transfer"
    to: str

    stays = "a transfer can only be reversed from the other repository"
    creates = True
    words = "moved it to {to}"


class Annotation(BaseModel):
    """One remark of a check, at a line of a file (lines count from 1)."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    path: str
    start_line: int
    end_line: int
    level: Literal["notice", "warning", "failure"] = "warning"
    message: str


class Check(Outward):
    """A check run on a commit."""

    effect: Literal["check"] = "check"
    name: str
    head_sha: str
    conclusion: Literal["success", "failure", "neutral", "action_required"]
    summary: Markdown
    annotations: tuple[Annotation, ...] = ()

    stays = "a check stays until the next push"
    creates = True
    words = "checked {head_sha}"

    @property
    def purpose(self) -> str:
        return self.name


class OpenIssue(Outward):
    """Open a new issue in the repository `subject` names."""

    effect: Literal["open_issue"] = "open_issue"
    title: Markdown
    body: Body
    labels: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()
    key: SectionKey = UNNAMED
    """Tells apart two issues that one delivery opens; part of the once-only key."""

    stays = "an issue that was opened stays; close it where it is"
    creates = True
    repeatable = False
    words = "opened {title}"
    hidden = {"key": True}

    @property
    def purpose(self) -> str:
        return self.key or self.title

    @property
    def slot(self) -> tuple[str, ...]:
        return (self.effect, self.feature, self.purpose)


class CommentSection(BaseModel):
    """One feature's part of a comment.

    `message` is the name of the text in its message file; empty for words of the repository or of a person.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    key: SectionKey
    feature: str
    message: str = ""
    body: Markdown = NOTHING
    reader: str = ""
    """The login of the one person it is for; empty: for anybody."""
    short: Markdown = NOTHING
    """What stands for the body beside another section for the same reader."""
    done: tuple[str, ...] = ()
    """Commands that it says are done, as it shows them."""
    refused: tuple[str, ...] = ()
    """Lines with commands that it refuses, as they were written."""
    facts: dict[str, Any] = Field(default_factory=dict)
    """What it says, as JSON: it goes unseen into the comment, for a database that was restored and lacks it.
    Nothing that the comment does not say."""


class CommentPin(Outward):
    """Which comment stands at the top of its issue: the one under a `sticky` key, or the one with GitHub's id
    `comment_id`. An issue has one at most, a pull request none."""

    comment_id: int | None = None
    sticky: SectionKey | None = None

    family = "pinned_comment"

    @property
    def purpose(self) -> str:
        return self.sticky or f"comment {self.comment_id}"

    @property
    def slot(self) -> tuple[str, ...]:
        return (self.family,)


class UnpinComment(CommentPin):
    """Take the pin off a comment; before anything becomes of the comment itself."""

    effect: Literal["unpin_comment"] = "unpin_comment"

    inverse = "pin_comment"
    words = "unpinned my comment"


class PostComment(Outward):
    """A comment. Handlers write one section each (`say`); reduce joins those of a subject into one.

    `sticky` is the key of a comment that is edited in place whenever its section is said again; None is a
    comment that is only ever posted. `body` carries no marker: the executor adds it.
    """

    effect: Literal["comment"] = "comment"
    body: Body
    sticky: SectionKey | None = None
    sections: tuple[CommentSection, ...] = ()
    outdates: SectionKey | None = None
    """Key of an earlier comment of the same kind, to be minimised once this one is up."""
    chosen: bool = False
    """Whether the words are a person's choice (a saved reply): they count as that person's comment."""
    edits: bool = False
    """Whether it changes the comment that stands under its sticky key."""
    apart: bool = False
    """Whether it is a notice beside a new lasting comment."""

    creates = True
    repeatable = False
    is_speech = True
    words = "commented"
    hidden = {
        "outdates": True,
        "chosen": True,
        "edits": True,
        "apart": True,
        "sections": {"__all__": {"body", "reader", "short", "done", "refused", "facts"}},
    }

    @property
    def rank(self) -> EffectRank:
        return EffectRank.EDIT if self.edits else EffectRank.CONTENT

    @property
    def is_reply(self) -> bool:
        """Whether it answers one text of a person, or one event."""
        return bool(self.sections) and all(
            section.key.startswith((REPLY, PROBLEM)) for section in self.sections
        )

    @property
    def is_notice(self) -> bool:
        """Whether it calls somebody for now: what outdates it folds all of its comment."""
        return self.sticky is None and self.outdates is not None

    def with_facts(self, facts: Mapping[str, Any]) -> PostComment:
        """Return it with what its only section says, as JSON."""
        (section,) = self.sections
        return self.model_copy(update={"sections": (section.model_copy(update={"facts": dict(facts)}),)})

    @property
    def place(self) -> str:
        """Which of the new comments of one decision it is: the one of what there is to say, or one beside."""
        return "reply" if self.is_reply else "notice" if self.apart else ""

    @property
    def purpose(self) -> str:
        return self.sticky or "+".join(f"{section.feature}.{section.key}" for section in self.sections)

    @property
    def undo_keys(self) -> tuple[str, ...]:
        return tuple(f"comment:{section.feature or self.feature}.{section.key}" for section in self.sections)


class DeleteComment(Outward):
    """Remove what was said under a sticky key (the section; the comment with it if it was the last).

    `comment_id` instead of a key: one comment of ours, such as one that GitHub made twice.
    """

    effect: Literal["delete_comment"] = "delete_comment"
    sticky: SectionKey = UNNAMED
    comment_id: int | None = None

    stays = "the text of a removed comment is not kept"
    is_speech = True
    words = "removed a comment of mine"
    hidden = {"comment_id": True}

    @property
    def rank(self) -> EffectRank:
        return EffectRank.EDIT

    @property
    def purpose(self) -> str:
        return self.sticky or f"comment {self.comment_id}"


class MinimizeComment(Outward):
    """Fold a comment away (GraphQL only).

    `pending` instead of an id: the once-only key of the effect that posts it, which GitHub has not taken yet.
    """

    effect: Literal["minimize_comment"] = "minimize_comment"
    comment_id: int | None
    reason: Literal["outdated", "resolved", "off_topic", "duplicate"] = "outdated"
    pending: str = ""

    stays = "a folded comment; people with the write role can show it again"
    words = "folded my comment"
    hidden = {"pending": True}

    @property
    def rank(self) -> EffectRank:
        return EffectRank.EDIT

    @property
    def purpose(self) -> str:
        return self.pending or str(self.comment_id)


Target = Literal["issue", "comment", "review_comment", "review"]


class ReactionEffect(Outward):
    """A reaction of ours on what somebody wrote; `content` as GitHub names them (`+1`, `confused` …)."""

    content: str
    target: Target
    target_id: int

    family = "reaction"
    is_speech = True

    @property
    def purpose(self) -> str:
        return f"{self.target}.{self.target_id}.{self.content}"

    @property
    def undo_keys(self) -> tuple[str, ...]:
        return (f"{self.effect}:{self.content}",)


class React(ReactionEffect):
    """React to what somebody wrote."""

    effect: Literal["react"] = "react"

    inverse = "unreact"
    creates = True


class Unreact(ReactionEffect):
    """Take our own reaction back."""

    effect: Literal["unreact"] = "unreact"

    inverse = "react"


class SetType(Overwrite):
    """Set GitHub's issue type by its name, or clear it with None."""

    effect: Literal["set_type"] = "set_type"
    type: str | None

    overwrites = "type"
    value_in = "type"
    words = "set the type to {type}"


class ConvertToDraft(Outward):
    """Make a pull request a draft again (GraphQL only). GitHub lets only an App do so that has
    `contents: write`; some plans have no drafts.

    https://docs.github.com/en/graphql/reference/mutations#convertpullrequesttodraft
    """

    effect: Literal["convert_to_draft"] = "convert_to_draft"

    family = "draft"
    inverse = "mark_ready"
    words = "made it a draft"

    def changes(self, subject: Subject) -> dict[str, Any]:
        return {} if subject.draft or not subject.is_pull_request else {"draft": True}


class MarkReady(Outward):
    """Mark a draft as ready for review (GraphQL only), with the same right."""

    effect: Literal["mark_ready"] = "mark_ready"

    family = "draft"
    inverse = "convert_to_draft"
    words = "marked it as ready for review"

    def changes(self, subject: Subject) -> dict[str, Any]:
        return {"draft": False} if subject.draft else {}


class PinComment(CommentPin):
    """Pin a comment. One of ours is pinned once, and not where people have pinned another."""

    effect: Literal["pin_comment"] = "pin_comment"

    inverse = "unpin_comment"
    words = "pinned my comment"

    def changes(self, subject: Subject) -> dict[str, Any]:
        pinned = subject.pinned_comment
        if subject.is_pull_request or (pinned is not None and self.comment_id in (None, pinned)):
            return {}
        return {"pinned_comment": self.comment_id or 0}


class Notify(Outward):
    """Tell a private channel that the operator has named."""

    effect: Literal["notify"] = "notify"
    channel: str
    text: Markdown

    stays = "a message to a private channel cannot be called back"

    @property
    def purpose(self) -> str:
        return f"{self.channel}:{self.text}"


class Inward(Effect):
    """An effect on our own records."""

    effect: str

    @property
    def slot(self) -> tuple[str, ...]:
        """What it writes: the last effect in a slot replaces those before it."""
        raise NotImplementedError


class MemoryEffect(Inward):
    """An effect on one memory. `scope` says whose it is (`bot.core.keys`)."""

    scope: Scope
    key: str

    @property
    def slot(self) -> tuple[str, ...]:
        return ("memory", self.scope, self.feature, self.key)


class Remember(MemoryEffect):
    """Write one memory of a feature: `value` None forgets it.

    The commit fails and the delivery is decided again if the row changed since the handler read it. What
    `stays` was found out, not promised: it holds although the rest of its decision is taken back.
    """

    effect: Literal["remember"] = "remember"
    value: Any
    stays: bool = False


class Case(Remember):
    """The memory of a subject's support case (`bot.community.cases.CaseState` as JSON); None ends it."""

    feature: str = CASE_MEMORY[0]
    key: str = CASE_MEMORY[1]


class Record(Inward):
    """One line of the ledger: who did what, when. `at` in UTC; None is the time of the delivery."""

    effect: Literal["record"] = "record"
    what: str
    person_id: int
    person: str
    at: datetime | None = None
    detail: dict[str, Any] = Field(default_factory=dict)

    @property
    def slot(self) -> tuple[str, ...]:
        return ("record", self.subject, self.what, str(self.person_id), str(self.at))


class Claim(MemoryEffect):
    """A fact that must be true once in the world, whatever runs at the same time: `greeted`, `offer` …

    It is a memory row that must not exist yet. On conflict the delivery is decided afresh, and this time
    the handler reads the winner. `release_if_dead` takes it back should the comment never get out.
    """

    effect: Literal["claim"] = "claim"
    value: Any = True
    release_if_dead: bool = False


class TimerEffect(Inward):
    """An effect on one timer of the feature."""

    key: TimerKey

    @property
    def slot(self) -> tuple[str, ...]:
        return ("timer", self.subject, self.feature, self.key)


class SetTimer(TimerEffect):
    """Wake the feature at `due` (UTC) with `data`; the same (feature, subject, key) is replaced."""

    effect: Literal["set_timer"] = "set_timer"
    due: datetime
    data: dict[str, Any] = Field(default_factory=dict)


class CancelTimer(TimerEffect):
    """Forget a timer."""

    effect: Literal["cancel_timer"] = "cancel_timer"


AnyEffect = Outward | Inward
Effects = Iterable[AnyEffect]
"""The return type of a handler; None and () both mean that nothing is wanted."""


def is_answer(kind: str, feature: str) -> bool:
    """Return whether an effect of this kind and feature answers a text with commands: by a reaction, or in
    words."""
    return kind in KINDS and KINDS[kind].is_speech and COMMANDS in feature.split(", ")


def parse(stored: Mapping[str, Any]) -> Outward:
    """Return an outward effect from its stored JSON. Raise ValueError for what is none."""
    kind = KINDS.get(str(stored.get("effect")))
    if kind is None:
        raise ValueError(f"there is no effect {stored.get('effect')}")
    return kind.model_validate(stored)


def public(effect: Outward) -> dict[str, Any]:
    """Return the effect as the contract shows it: without what only the engine needs."""
    engines = dict.fromkeys(("commands", "by_command", "by_triage"), True)
    shown = effect.model_dump(mode="json", exclude={**effect.hidden, **engines})
    lead = ("effect", "subject", "feature", "because")
    return {key: shown[key] for key in lead} | {k: v for k, v in shown.items() if k not in lead}


def say(
    subject: str,
    key: SectionKey,
    body: Markdown,
    *,
    sticky: bool = False,
    because: str = "",
    outdates: SectionKey | None = None,
    chosen: bool = False,
    reader: str = "",
    short: Markdown = NOTHING,
    facts: Mapping[str, Any] | None = None,
) -> PostComment:
    """Return one section of a comment on `subject`, under the feature's own `key`.

    `reader` is the login of the one person it is for, and `short` what stands for it in a comment that has
    another section for them. `facts` is what it says, as JSON.
    """
    section = CommentSection(
        key=key,
        feature="",
        message=body.message,
        body=body,
        reader=reader,
        short=short,
        facts=dict(facts or {}),
    )
    return PostComment(
        subject=subject,
        body=body,
        because=because,
        sticky=key if sticky else None,
        sections=(section,),
        outdates=outdates,
        chosen=chosen,
    )
