"""GraphQL's answers about the past, in the shapes that `documents` asks for.

https://docs.github.com/en/graphql/reference/objects
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AliasChoices, AwareDatetime, BeforeValidator, ConfigDict, Field

from bot.core.model import GHOST, Subject, Text, User, Value
from bot.core.states import IssueState


def _account(value: object) -> object:
    """Return an account as REST tells it: a bot's login ends in `[bot]` there. Nobody's is the ghost's."""
    if not isinstance(value, dict) or not value.get("databaseId"):
        return GHOST
    kind, login = value.get("__typename") or "User", value.get("login")
    return {"id": value["databaseId"], "login": f"{login}[bot]" if kind == "Bot" else login, "type": kind}


def _nodes(value: object) -> tuple[object, ...]:
    nodes = value.get("nodes") if isinstance(value, dict) else None
    return tuple(node for node in nodes or () if node)


def _name(value: object) -> object:
    return (value.get("name") or value.get("title")) if isinstance(value, dict) else None


def _names(value: object) -> object:
    return tuple(map(_name, _nodes(value)))


def _verdict(value: object) -> str:
    """Return what a review said; one that was dismissed since does not tell it any more."""
    return "" if value in (None, "DISMISSED") else str(value).lower()


Who = Annotated[User, BeforeValidator(_account)]


class _Answer(Value):
    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class PageInfo(_Answer):
    """Where a list goes on."""

    more: bool = Field(alias="hasNextPage")
    cursor: str | None = Field(default=None, alias="endCursor")

    @property
    def next(self) -> str | None:
        """The cursor of the next page; None after the last."""
        return self.cursor if self.more else None


class ThreadLine(_Answer):
    """One line of a thread: a comment, a review, or that somebody did something."""

    kind: str = Field(alias="__typename")
    at: AwareDatetime = Field(validation_alias=AliasChoices("submittedAt", "createdAt"))
    who: Who = Field(default=GHOST, validation_alias=AliasChoices("actor", "author"))
    body: Text = ""
    verdict: Annotated[str, BeforeValidator(_verdict)] = Field(default="", alias="state")
    label: Annotated[str | None, BeforeValidator(_name)] = None


class Lines(_Answer):
    """A page of a thread."""

    page: PageInfo = Field(alias="pageInfo")
    lines: Annotated[
        tuple[ThreadLine, ...], BeforeValidator(lambda nodes: tuple(filter(None, nodes or ())))
    ] = Field(default=(), alias="nodes")


class SubjectNode(_Answer):
    """An issue or a pull request; `merged_at` and what follows only a pull request has."""

    node_id: str = Field(alias="id")
    number: int
    title: Text = ""
    body: Text = ""
    closed: bool
    reason: Text = Field(default="", alias="stateReason")
    created_at: AwareDatetime = Field(alias="createdAt")
    updated_at: AwareDatetime = Field(alias="updatedAt")
    closed_at: AwareDatetime | None = Field(default=None, alias="closedAt")
    locked: bool = False
    association: Text = Field(default="", alias="authorAssociation")
    author: Who = GHOST
    milestone: Annotated[str | None, BeforeValidator(_name)] = None
    labels: Annotated[tuple[str, ...], BeforeValidator(_names)] = ()
    assignees: Annotated[tuple[Who, ...], BeforeValidator(_nodes)] = ()
    draft: bool = Field(default=False, alias="isDraft")
    merged_at: AwareDatetime | None = Field(default=None, alias="mergedAt")
    head_ref: Text = Field(default="", alias="headRefName")
    head_sha: Text = Field(default="", alias="headRefOid")
    base_ref: Text = Field(default="", alias="baseRefName")

    def subject(self, *, pull: bool) -> Subject:
        """Return the subject with what is asked for; of the rest the mirror keeps what it knows."""
        of_pull: dict[str, Any] = {
            "draft": self.draft,
            "merged": self.merged_at is not None,
            "head_sha": self.head_sha,
            "head_ref": self.head_ref,
            "base_ref": self.base_ref,
        }
        return Subject(
            number=self.number,
            title=self.title,
            body=self.body,
            author=self.author,
            state=IssueState.CLOSED if self.closed else IssueState.OPEN,
            state_reason=self.reason.lower() or None,
            labels=self.labels,
            assignees=self.assignees,
            milestone=self.milestone,
            locked=self.locked,
            is_pull_request=pull,
            author_association=self.association,
            created_at=self.created_at,
            updated_at=self.updated_at,
            closed_at=self.closed_at,
            node_id=self.node_id,
            **(of_pull if pull else {}),
        )


class PastNode(SubjectNode):
    """An issue or a pull request, and what happened on it."""

    thread: Lines = Field(alias="timelineItems")


class _List(_Answer):
    total: int = Field(alias="totalCount")
    page: PageInfo = Field(alias="pageInfo")
    nodes: Annotated[
        tuple[PastNode, ...], BeforeValidator(lambda nodes: tuple(filter(None, nodes or ())))
    ] = ()


class _Repository(_Answer):
    subjects: _List


class PageAnswer(_Answer):
    """A page of issues or pull requests."""

    repository: _Repository


class _Rest(_Answer):
    thread: Lines = Field(alias="timelineItems")


RestsAnswer = dict[str, _Rest]
"""What follows in some threads, by the alias each was asked under."""
