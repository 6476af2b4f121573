"""What the mutations share: how one is registered, and how the things its input names are found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from fakegithub.graphql.context import ACCOUNTS, Context
from fakegithub.graphql.errors import unprocessable
from fakegithub.graphql.fields import field
from fakegithub.model.records import Issue, Label, Milestone, Repository, User

Input = dict[str, Any]
Mutation = Callable[[Context, Input], dict[str, Any]]
SubjectChange = Callable[[Context, Issue, Input], None]
LONGEST_BODY = 65_536
LONGEST_TITLE = 256


def mutation(name: str) -> Callable[[Mutation], Mutation]:
    """Register a mutation; it returns its payload."""

    def register(change: Mutation) -> Mutation:
        def resolve(_: Any, context: Context, input: Input) -> dict[str, Any]:
            return {"clientMutationId": input.get("clientMutationId"), **change(context, input)}

        field(name, "Mutation")(resolve)
        return change

    return register


def subject_mutation(
    name: str, id_name: str, result: str, *types: str, role: str = "triage"
) -> Callable[[SubjectChange], SubjectChange]:
    """Register a mutation of the issue or pull request behind the id `id_name`, of one of these types: its
    payload names it as `result`. Its author, or who has `role`, may do it."""

    def register(change: SubjectChange) -> SubjectChange:
        @mutation(name)
        def changed(context: Context, input_: Input) -> dict[str, Any]:
            issue = subject(context, input_[id_name], name[0].upper() + name[1:], *types, role=role)
            change(context, issue, input_)
            return {result: issue}

        return change

    return register


def subject(context: Context, id_: str, mutation_: str, *types: str, role: str = "triage") -> Issue:
    """The issue or pull request behind a node id, if the caller may change it. Its own author may, too."""
    issue = context.issue(id_, *types)
    if issue.author is not context.actor or issue.repository.archived:
        context.require_role(issue.repository, role, mutation_)
    return issue


def labels(context: Context, repo: Repository, ids: Sequence[str]) -> list[Label]:
    """The repository's labels behind node ids; one unknown label spoils it all."""
    nodes = [context.node(id_, "Label") for id_ in ids]
    if any(node.parent is not repo for node in nodes):
        unprocessable("Labels must belong to the repository of what they are put on")
    return [node.record for node in nodes]


def milestone(context: Context, repo: Repository, id_: str | None) -> Milestone | None:
    """The repository's milestone behind a node id."""
    if id_ is None:
        return None
    node = context.node(id_, "Milestone")
    if node.parent is not repo:
        unprocessable("The milestone must belong to the same repository")
    record: Milestone = node.record
    return record


def users(context: Context, ids: Sequence[str]) -> list[User]:
    """The accounts behind node ids."""
    return [user for id_ in ids if isinstance(user := context.node(id_, *ACCOUNTS), User)]


def body(text: str) -> str:
    """A body that may be stored."""
    return _fitting("Body", text, LONGEST_BODY)


def title(text: str) -> str:
    """A title that may be stored."""
    return _fitting("Title", text, LONGEST_TITLE)


def _fitting(name: str, text: str, longest: int) -> str:
    if not text.strip():
        unprocessable(f"{name} can't be blank")
    if len(text) > longest:
        unprocessable(f"{name} is too long (maximum is {longest} characters)")
    return text
