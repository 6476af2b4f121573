"""What GraphQL answers to a document of ours, in the shapes that `batch_fields` asks for.

https://docs.github.com/en/graphql/reference/mutations
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from bot.core.model import Text, Value
from bot.github.shapes import ReactionNode


def _path(value: object) -> tuple[str | int, ...]:
    return tuple(part for part in value if isinstance(part, str | int)) if isinstance(value, list) else ()


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


class GraphQLError(Value):
    """One of a document's errors.

    `extensions` with a `code` come of a document that GitHub cannot read, those with `problems` of an input
    that it cannot: it has not begun to execute.
    """

    type: Text = ""
    message: Text = ""
    path: Annotated[tuple[str | int, ...], BeforeValidator(_path)] = ()
    extensions: Annotated[dict[str, Any], BeforeValidator(_mapping)] = Field(default_factory=dict)

    @property
    def alias(self) -> str:
        """The field it is about; empty: the whole document."""
        return str(self.path[0]) if self.path else ""

    @property
    def is_of_reading(self) -> bool:
        """Whether GitHub could not even read what was sent."""
        return not self.extensions.keys().isdisjoint(("code", "problems"))


class GraphQLAnswer(Value):
    """An answer, which may hold both data and errors."""

    data: dict[str, Any] | None = None
    errors: tuple[GraphQLError, ...] = ()


class _Login(Value):
    login: Text = ""


class _Assignees(Value):
    nodes: tuple[_Login | None, ...]


class _Assignable(Value):
    assignees: _Assignees


class Assigned(Value):
    """Who is assigned, after somebody was."""

    assignable: _Assignable

    @property
    def logins(self) -> list[str]:
        """Return their logins."""
        return [node.login for node in self.assignable.assignees.nodes if node]


class _Request(Value):
    reviewer: _Login | None = Field(default=None, alias="requestedReviewer")


class _Requests(Value):
    nodes: tuple[_Request | None, ...]


class _Reviewed(Value):
    requests: _Requests = Field(alias="reviewRequests")


class ReviewsRequested(Value):
    """Who is asked for a review, after somebody was."""

    pull: _Reviewed = Field(alias="pullRequest")

    @property
    def logins(self) -> list[str]:
        """Return the logins of the people among them."""
        return [node.reviewer.login for node in self.pull.requests.nodes if node and node.reviewer]


class _Comment(Value):
    node_id: str = Field(alias="id", min_length=1)
    id: int = Field(alias="fullDatabaseId", gt=0, lt=2**63)


class _Edge(Value):
    node: _Comment


class AddedComment(Value):
    """A comment that was posted."""

    edge: _Edge = Field(alias="commentEdge")


class AddedReaction(Value):
    """A reaction that was made; which one may be unknown."""

    reaction: ReactionNode | None = None
