"""Somebody met for the first time: role, membership and what they opened before, in one question.

Only GraphQL answers it; what it leaves open, REST is asked for.

https://docs.github.com/en/graphql/reference/objects#repository
"""

from __future__ import annotations

from typing import Any

from bot.core.model import Repository, Value
from bot.core.permissions import Role
from bot.github.client import Client
from bot.github.read.people.contributions import OpenedItem
from bot.github.shapes import inner

MEETING = """query($owner: String!, $name: String!, $login: String!, $issues: String!, $pulls: String!) {
  repository(owner: $owner, name: $name) {
    collaborators(login: $login, first: 1) { edges { permission node { databaseId } } } }
  user(login: $login) { databaseId organization(login: $owner) { databaseId } }
  issues: search(query: $issues, type: ISSUE, first: 2) {
    nodes { __typename ... on Issue { number createdAt repository { nameWithOwner } } } }
  pulls: search(query: $pulls, type: ISSUE, first: 2) {
    nodes { __typename ... on PullRequest { number createdAt repository { nameWithOwner } } } } }"""
Json = dict[str, Any]


class Meeting(Value):
    """The answer; None for what it leaves open. `account_id` is whose the login is now (0: not known), and
    role and membership are that account's; `issues` and `pulls` are their two oldest with this owner."""

    account_id: int = 0
    role: Role | None = None
    is_member: bool | None = None
    issues: tuple[OpenedItem, ...] | None = None
    pulls: tuple[OpenedItem, ...] | None = None

    @property
    def contributions(self) -> tuple[OpenedItem, ...] | None:
        """Their oldest issues and pull requests together."""
        return None if self.issues is None or self.pulls is None else (*self.issues, *self.pulls)


UNKNOWN = Meeting()


async def meet(client: Client, repository: Repository, login: str) -> Meeting:
    """Ask who somebody is. Raise a `GitHubError` where nothing of it is answered, ValueError where the answer
    is of another shape than GitHub's."""
    by = f"author:{login} user:{repository.owner} sort:created-asc"
    variables = {
        "owner": repository.owner,
        "name": repository.name,
        "login": login,
        "issues": f"{by} is:issue",
        "pulls": f"{by} is:pull-request",
    }
    fields = await client.fields(MEETING, variables)
    user = fields.get("user", {})
    account_id = user.get("databaseId")
    if not isinstance(account_id, int):  # An id too large for GraphQL's numbers, or no person.
        user, account_id = {}, 0
    return Meeting(
        account_id=account_id,
        role=_role(fields.get("repository", {}), account_id) if account_id else None,
        is_member=bool(user.get("organization")) if "organization" in user else None,
        issues=_opened(fields.get("issues")),
        pulls=_opened(fields.get("pulls")),
    )


def _role(repository: Json, account_id: int) -> Role | None:
    edges = inner(repository, "collaborators").get("edges")
    if not isinstance(edges, list):
        return None
    if not edges:
        return Role.NONE
    edge = edges[0] if isinstance(edges[0], dict) else {}
    is_theirs = inner(edge, "node").get("databaseId") == account_id
    return Role.__members__.get(str(edge.get("permission"))) if is_theirs else None


def _opened(search: Json | None) -> tuple[OpenedItem, ...] | None:
    nodes = search.get("nodes") if search is not None else None
    if not isinstance(nodes, list):
        return None
    return tuple(
        OpenedItem(
            ref=f"{inner(node, 'repository').get('nameWithOwner')}#{node.get('number')}",
            created_at=node["createdAt"],
        )
        for node in nodes
        if isinstance(node, dict) and node.get("createdAt")
    )
