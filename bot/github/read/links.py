"""The pull requests that GitHub itself links with an issue, which only GraphQL tells.

https://docs.github.com/en/graphql/reference/objects#issue
"""

from bot.core.model import Repository
from bot.core.ports.reader import LinkedPull
from bot.github.client import Client
from bot.github.read.asking import answer_or
from bot.github.shapes import Links

LINKED = """query($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) { issue(number: $number) {
    closedByPullRequestsReferences(first: 50) { nodes { number state
      author { login ... on User { databaseId } } repository { nameWithOwner isPrivate } } } } } }"""


async def linked_pulls(client: Client, repository: Repository, number: int) -> tuple[LinkedPull, ...]:
    """Return the open ones of people, the first fifty; none where we may not ask."""
    variables = {"owner": repository.owner, "name": repository.name, "number": number}
    return (await answer_or(client.graphql(LINKED, Links, variables), Links())).pulls
