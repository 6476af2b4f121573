"""What pull requests change and which issues they are linked with, in one request that only GraphQL answers.

https://docs.github.com/en/graphql/reference/objects#pullrequest
"""

from collections.abc import Collection
from typing import Any

from pydantic import Field, model_validator

from bot.core.model import Repository, Value, same
from bot.core.ports.reader import PullDetails
from bot.github.client import Client
from bot.github.read.asking import answer_or
from bot.github.shapes import inner

_FIELDS = """additions deletions files(first: 100) { totalCount nodes { path } }
    closingIssuesReferences(first: 20) { nodes { number repository { nameWithOwner } } }"""


def details_query(numbers: Collection[int]) -> str:
    """Return the document that asks about pull requests of one repository."""
    pulls = " ".join(f"p{number}: pullRequest(number: {number}) {{ {_FIELDS} }}" for number in numbers)
    head = "query($owner: String!, $name: String!)"
    return f"{head} {{ repository(owner: $owner, name: $name) {{ {pulls} }} }}"


class Details(Value):
    """The answer: issues with their repositories, paths, and lines."""

    issues: tuple[tuple[str, int], ...] = ()
    paths: tuple[str, ...] | None = None
    lines: int | None = None

    @model_validator(mode="before")
    @classmethod
    def _flatten(cls, data: Any) -> Any:
        pull = data if isinstance(data, dict) else {}
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


class DetailsByPull(Value):
    """The answer about several pull requests, by `p` and the number of each."""

    repository: dict[str, Details] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _without_gone(cls, data: Any) -> Any:
        return {"repository": {key: pull for key, pull in inner(data, "repository").items() if pull}}


async def pull_details(
    client: Client, repository: Repository, numbers: Collection[int]
) -> dict[int, PullDetails]:
    """Return the details of pull requests by number; nothing of those about which we may not ask."""
    if not numbers:
        return {}
    variables = {"owner": repository.owner, "name": repository.name}
    question = client.graphql(details_query(numbers), DetailsByPull, variables)
    answer = await answer_or(question, DetailsByPull())
    return {int(key[1:]): _here(details, repository) for key, details in answer.repository.items()}


def _here(details: Details, repository: Repository) -> PullDetails:
    here = tuple(issue for place, issue in details.issues if same(place, repository.full_name))
    return PullDetails(issues=here, paths=details.paths, lines=details.lines)
