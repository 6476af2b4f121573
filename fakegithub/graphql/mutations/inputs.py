"""What the mutations share: how one is registered, and how the things its input names are found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from fakegithub.graphql.context import ACCOUNTS, Reach
from fakegithub.graphql.errors import unprocessable
from fakegithub.graphql.fields import field
from fakegithub.graphql.nodes import Placed
from fakegithub.model.records import Issue, Label, Milestone, Repository, User

Input = dict[str, Any]
Mutation = Callable[[Reach, Input], dict[str, Any]]
LONGEST_BODY = 65_536
LONGEST_TITLE = 256


def mutation(name: str) -> Callable[[Mutation], Mutation]:
    """Register a mutation; it returns its payload."""

    def register(change: Mutation) -> Mutation:
        def resolve(_: Any, reach: Reach, input: Input) -> dict[str, Any]:
            return {"clientMutationId": input.get("clientMutationId"), **change(reach, input)}

        field(name, "Mutation")(resolve)
        return change

    return register


def subject(reach: Reach, id_: str, mutation_: str, *types: str, wanted: str = "triage") -> Issue:
    """The issue or pull request behind a node id, if the caller may change it. Its own author may, too."""
    found = reach.issue(id_, *types)
    if found.author is not reach.actor or found.repository.archived:
        reach.may(found.repository, wanted, mutation_)
    return found


def labels(reach: Reach, where: Repository, ids: Sequence[str]) -> list[Label]:
    """The repository's labels behind node ids; one unknown label spoils it all."""
    found: list[Label] = []
    for id_ in ids:
        placed = reach.node(id_, "Label")
        if not isinstance(placed, Placed) or not isinstance(placed.it, Label) or placed.where is not where:
            unprocessable("Labels must belong to the repository of what they are put on")
        found.append(placed.it)
    return found


def users(reach: Reach, ids: Sequence[str]) -> list[User]:
    """The accounts behind node ids."""
    return [found for id_ in ids if isinstance(found := reach.node(id_, *ACCOUNTS), User)]


def milestone(reach: Reach, where: Repository, id_: str | None) -> Milestone | None:
    """The repository's milestone behind a node id."""
    if id_ is None:
        return None
    placed = reach.node(id_, "Milestone")
    if not isinstance(placed, Placed) or not isinstance(placed.it, Milestone) or placed.where is not where:
        unprocessable("The milestone must belong to the same repository")
    return placed.it


def body(given: str | None) -> str:
    """A body that may be stored."""
    if not (given or "").strip():
        unprocessable("Body can't be blank")
    return short(given or "")


def short(text: str) -> str:
    """A body that is not too long."""
    if len(text) > LONGEST_BODY:
        unprocessable(f"Body is too long (maximum is {LONGEST_BODY} characters)")
    return text


def title(text: str) -> str:
    """A title that may be stored."""
    if not text.strip():
        unprocessable("Title can't be blank")
    if len(text) > LONGEST_TITLE:
        unprocessable(f"Title is too long (maximum is {LONGEST_TITLE} characters)")
    return text
