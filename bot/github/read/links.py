"""The pull requests that GitHub itself links with an issue, which only GraphQL tells.

https://docs.github.com/en/graphql/reference/objects#issue
"""

from __future__ import annotations

from typing import Any

from pydantic import model_validator

from bot.core.model import Repository, Value
from bot.core.ports.reader import LinkedPull
from bot.github.client import Client
from bot.github.read.asking import answer_or
from bot.github.shapes import inner

LINKED = """query($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) { issue(number: $number) {
    closedByPullRequestsReferences(first: 50) { nodes { number state
      author { login ... on User { databaseId } } repository { nameWithOwner isPrivate } } } } } }"""


class Links(Value):
    """The open pull requests of people that GitHub links with an issue, out of a GraphQL answer."""

    pulls: tuple[LinkedPull, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _flatten(cls, data: Any) -> Any:
        issue = inner(inner(data, "repository"), "issue")
        nodes = inner(issue, "closedByPullRequestsReferences").get("nodes") or ()
        open_ones = (node for node in nodes if isinstance(node, dict) and node.get("state") == "OPEN")
        return {
            "pulls": tuple(_linked(node) for node in open_ones if inner(node, "author").get("databaseId"))
        }


async def linked_pulls(client: Client, repository: Repository, number: int) -> tuple[LinkedPull, ...]:
    """Return the open ones of people, the first fifty; none where we may not ask."""
    variables = {"owner": repository.owner, "name": repository.name, "number": number}
    return (await answer_or(client.graphql(LINKED, Links, variables), Links())).pulls


def _linked(node: dict[str, Any]) -> dict[str, Any]:
    author, place = inner(node, "author"), inner(node, "repository")
    return {
        "repository": place.get("nameWithOwner"),
        "private": place.get("isPrivate"),
        "number": node.get("number"),
        "author": {"id": author.get("databaseId"), "login": author.get("login")},
    }
