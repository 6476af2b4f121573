"""What one GraphQL request may see and do: who asks, and how node ids lead to things."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NoReturn

from fakegithub.graphql.errors import Failure, forbidden, missing
from fakegithub.graphql.nodes import Placed, typename
from fakegithub.http.call import Call
from fakegithub.model import permissions
from fakegithub.model.ids import parse_node
from fakegithub.model.records import Issue, Repository, User
from fakegithub.model.state import State

ACCOUNTS = ("User", "Bot", "Organization", "Mannequin")


class Reach:
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

    def sees(self, repository: Repository) -> bool:
        """Whether the repository exists for the caller."""
        return self.call.caller.sees(self.state, repository)

    def may(self, where: Repository, wanted: str, mutation: str) -> None:
        """Failure unless the caller may write to the repository; a person needs the role `wanted`."""
        if where.archived:
            forbidden("Repository was archived so is read-only.")
        if self.call.caller.installation is None and not permissions.at_least(
            self.state, where, self.actor, wanted
        ):
            forbidden(f"{self.actor.login} does not have the correct permissions to execute `{mutation}`")

    # Node ids

    def node(self, id_: str, *types: str) -> Any:
        """The thing behind a node id, one of these GraphQL types (any, when none is named)."""
        found = self.find(id_)
        if found is None:
            missing(f"a node with the global id of '{id_}'")
        if types and typename(found) not in types:
            missing(f"{types[0]} node with the global id of '{id_}'")
        return found

    def issue(self, id_: str, *types: str) -> Issue:
        """The issue or pull request behind a node id."""
        found = self.node(id_, *(types or ("Issue", "PullRequest")))
        if not isinstance(found, Issue):
            self._impossible(id_)
        return found

    def find(self, id_: str) -> Any:
        """The same, or None."""
        parsed = parse_node(id_)
        if parsed is None:
            return None
        kind, number = parsed
        if kind in ACCOUNTS:
            return next((each for each in self.state.users.values() if each.id == number), None)
        if kind == "Team":
            teams = (team for each in self.state.organizations.values() for team in each.teams.values())
            return next((team for team in teams if team.id == number), None)
        for where in self._repositories():
            if (found := _inside(where, kind, number)) is not None:
                return found
        return None

    def _repositories(self) -> Iterator[Repository]:
        return (each for each in self.state.repositories.values() if self.sees(each))

    @staticmethod
    def _impossible(id_: str) -> NoReturn:
        raise Failure("NOT_FOUND", f"Could not resolve to a node with the global id of '{id_}'.")


def _inside(where: Repository, kind: str, id_: int) -> Any:
    match kind:
        case "Repository":
            return where if where.id == id_ else None
        case "Label":
            return next((Placed(each, where) for each in where.labels.values() if each.id == id_), None)
        case "Milestone":
            return next((Placed(each, where) for each in where.milestones if each.id == id_), None)
        case "Issue":
            return next((each for each in where.issues.values() if each.id == id_ and not each.pull), None)
    for issue in where.issues.values():
        if (found := _on(issue, kind, id_)) is not None:
            return found
    return None


def _on(issue: Issue, kind: str, id_: int) -> Any:
    pull = issue.pull
    match kind:
        case "IssueComment":
            comment = issue.comments.get(id_)
            return Placed(comment, issue) if comment else None
        case "PullRequest" if pull is not None:
            return issue if pull.id == id_ else None
        case "PullRequestReview" if pull is not None:
            return next((Placed(each, issue) for each in pull.reviews if each.id == id_), None)
        case "PullRequestReviewComment" if pull is not None:
            given = pull.review_comments.get(id_)
            return Placed(given, issue) if given else None
        case "Event":
            return next((Placed(each, issue) for each in issue.timeline if each.id == id_), None)
    return None
