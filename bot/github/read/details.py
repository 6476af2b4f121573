"""What a pull request changes and which issues it is linked with, in one request, which only GraphQL answers.

https://docs.github.com/en/graphql/reference/objects#pullrequest
"""

from typing import Any

from pydantic import model_validator

from bot.core.model import Repository, Value, same
from bot.core.ports.reader import PullDetails
from bot.github.client import Client
from bot.github.read.asking import answer_or
from bot.github.shapes import inner

DETAILS = """query($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) { additions deletions
    files(first: 100) { totalCount nodes { path } }
    closingIssuesReferences(first: 20) { nodes { number repository { nameWithOwner } } } } } }"""


class Details(Value):
    """The answer: issues with their repositories, paths, and lines."""

    issues: tuple[tuple[str, int], ...] = ()
    paths: tuple[str, ...] | None = None
    lines: int | None = None

    @model_validator(mode="before")
    @classmethod
    def _flatten(cls, data: Any) -> Any:
        pull = inner(inner(data, "repository"), "pullRequest")
        if not pull:
            return {}
        files = inner(pull, "files")
        paths = [node.get("path") for node in files.get("nodes") or () if node]
        linked = inner(pull, "closingIssuesReferences").get("nodes") or ()
        places = ((inner(node, "repository").get("nameWithOwner"), node.get("number")) for node in linked)
        return {
            "issues": tuple(places),
            "paths": paths if files.get("totalCount") == len(paths) else None,
            "lines": (pull.get("additions") or 0) + (pull.get("deletions") or 0),
        }


async def pull_details(client: Client, repository: Repository, number: int) -> PullDetails:
    """Return the details of a pull request; empty ones where we may not ask."""
    variables = {"owner": repository.owner, "name": repository.name, "number": number}
    details = await answer_or(client.graphql(DETAILS, Details, variables), Details())
    here = [issue for place, issue in details.issues if same(place, repository.full_name)]
    return PullDetails(issues=tuple(here), paths=details.paths, lines=details.lines)
