"""What one GraphQL request may see and do: who asks, and how node ids lead to things."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NoReturn

from fakegithub.graphql.errors import Failure, forbidden, missing
from fakegithub.graphql.nodes import ChildNode, typename
from fakegithub.http.call import Call
from fakegithub.model import permissions
from fakegithub.model.ids import parse_node
from fakegithub.model.records import Issue, Repository, User
from fakegithub.model.state import State

ACCOUNTS = ("User", "Bot", "Organization", "Mannequin")


class Context:
    """The context of a request's resolvers. `cost` and `nodes` are what GitHub charges the document."""

    def __init__(self, call: Call, cost: int = 1, nodes: int = 0) -> None:
        self.call, self.cost, self.node_count = call, cost, nodes

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
        if kind == "Team":
            teams = (team for org in self.state.organizations.values() for team in org.teams.values())
            return next((team for team in teams if team.id == number), None)
        for repo in self._repositories():
            if (record := _in_repository(repo, kind, number)) is not None:
                return record
        return None

    def _repositories(self) -> Iterator[Repository]:
        return (repo for repo in self.state.repositories.values() if self.sees(repo))

    @staticmethod
    def _impossible(id_: str) -> NoReturn:
        raise Failure("NOT_FOUND", f"Could not resolve to a node with the global id of '{id_}'.")


def _in_repository(repo: Repository, kind: str, id_: int) -> Any:
    match kind:
        case "Repository":
            return repo if repo.id == id_ else None
        case "Label":
            return next((ChildNode(label, repo) for label in repo.labels.values() if label.id == id_), None)
        case "Milestone":
            return next(
                (ChildNode(milestone, repo) for milestone in repo.milestones if milestone.id == id_), None
            )
        case "Issue":
            return next((issue for issue in repo.issues.values() if issue.id == id_ and not issue.pull), None)
    for issue in repo.issues.values():
        if (record := _on_issue(issue, kind, id_)) is not None:
            return record
    return None


def _on_issue(issue: Issue, kind: str, id_: int) -> Any:
    pull = issue.pull
    match kind:
        case "IssueComment":
            comment = issue.comments.get(id_)
            return ChildNode(comment, issue) if comment else None
        case "PullRequest" if pull is not None:
            return issue if pull.id == id_ else None
        case "PullRequestReview" if pull is not None:
            return next((ChildNode(review, issue) for review in pull.reviews if review.id == id_), None)
        case "PullRequestReviewComment" if pull is not None:
            review_comment = pull.review_comments.get(id_)
            return ChildNode(review_comment, issue) if review_comment else None
        case "Event":
            return next((ChildNode(event, issue) for event in issue.timeline if event.id == id_), None)
    return None
