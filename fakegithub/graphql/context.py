"""What one GraphQL request may see and do: who asks, and how node ids lead to things."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NoReturn

from fakegithub.graphql.errors import Failure, forbidden, missing
from fakegithub.graphql.nodes import ChildNode, typename
from fakegithub.http.call import Call
from fakegithub.model import permissions
from fakegithub.model.ids import parse_node
from fakegithub.model.records import Issue, Repository, User
from fakegithub.model.state import State

ACCOUNTS = ("User", "Bot", "Organization", "Mannequin")
SUBJECT_NODES: dict[str, Callable[[Issue], Iterable[Any]]] = {
    "IssueComment": lambda issue: issue.comments.values(),
    "PullRequestReview": lambda issue: issue.pull.reviews if issue.pull else (),
    "PullRequestReviewComment": lambda issue: issue.pull.review_comments.values() if issue.pull else (),
}
"""The records on an issue that are nodes, by GraphQL's name of their type."""


class Context:
    """The context of a request's resolvers."""

    def __init__(self, call: Call) -> None:
        self.call = call

    @property
    def state(self) -> State:
        """The simulated GitHub's memory."""
        return self.call.state

    @property
    def actor(self) -> User:
        """Who does it."""
        return self.call.actor

    def sees(self, repo: Repository) -> bool:
        """Whether the repository exists for the caller."""
        return self.call.caller.sees(self.state, repo)

    def require_role(self, repo: Repository, role: str, mutation: str) -> None:
        """Failure unless the caller may write to the repository; a person needs the role `wanted`."""
        if repo.archived:
            forbidden("Repository was archived so is read-only.")
        if self.call.caller.installation is None and not permissions.at_least(
            self.state, repo, self.actor, role
        ):
            forbidden(f"{self.actor.login} does not have the correct permissions to execute `{mutation}`")

    # Node ids

    def node(self, id_: str, *types: str) -> Any:
        """The thing behind a node id, one of these GraphQL types (any, when none is named)."""
        record = self.record_or_none(id_)
        if record is None:
            missing(f"a node with the global id of '{id_}'")
        if types and typename(record) not in types:
            missing(f"{types[0]} node with the global id of '{id_}'")
        return record

    def issue(self, id_: str, *types: str) -> Issue:
        """The issue or pull request behind a node id."""
        record = self.node(id_, *(types or ("Issue", "PullRequest")))
        if not isinstance(record, Issue):
            self._impossible(id_)
        return record

    def record_or_none(self, id_: str) -> Any:
        """The same, or None."""
        parsed = parse_node(id_)
        if parsed is None:
            return None
        kind, number = parsed
        if kind in ACCOUNTS:
            return next((user for user in self.state.users.values() if user.id == number), None)
        for repo in self.visible_repositories():
            for id_number, record in _in_repository(repo, kind):
                if id_number == number:
                    return record
        return None

    def visible_repositories(self) -> Iterator[Repository]:
        """All repositories that exist for the caller."""
        return (repo for repo in self.state.repositories.values() if self.sees(repo))

    @staticmethod
    def _impossible(id_: str) -> NoReturn:
        raise Failure("NOT_FOUND", f"Could not resolve to a node with the global id of '{id_}'.")


def _in_repository(repo: Repository, kind: str) -> Iterator[tuple[int, Any]]:
    """All nodes of a type in a repository, each after its id."""
    if kind == "Repository":
        yield repo.id, repo
    if kind == "Label":
        yield from ((label.id, ChildNode(label, repo)) for label in repo.labels.values())
    if kind == "Milestone":
        yield from ((milestone.id, ChildNode(milestone, repo)) for milestone in repo.milestones)
    on_subject = SUBJECT_NODES.get(kind)
    for issue in repo.issues.values():
        if kind == "Issue" and issue.pull is None:
            yield issue.id, issue
        if kind == "PullRequest" and issue.pull is not None:
            yield issue.pull.id, issue
        if on_subject is not None:
            yield from ((record.id, ChildNode(record, issue)) for record in on_subject(issue))
