"""What REST does not have: pins, transfers, drafts and folded comments, each a single GraphQL call.

GraphQL names things by node ids, which REST tells. An installation may refuse any of these; the refusal's
words reach whoever asked.
"""

from __future__ import annotations

from bot.core import effects as fx
from bot.core.model import same
from bot.core.ports.writer import Place
from bot.github.client import Client
from bot.github.errors import Gone, RequestRefused
from bot.github.routes import repo_route
from bot.github.shapes import LocatedNode, Mutated, Node
from bot.github.write.paths import Paths

MINIMIZE = """mutation($id: ID!, $reason: ReportedContentClassifiers!) {
  minimizeComment(input: {subjectId: $id, classifier: $reason}) { minimizedComment { isMinimized } } }"""
PIN = "mutation($id: ID!) { pinIssue(input: {issueId: $id}) { issue { id } } }"
UNPIN = "mutation($id: ID!) { unpinIssue(input: {issueId: $id}) { issue { id } } }"
TRANSFER = """mutation($id: ID!, $to: ID!) {
  transferIssue(input: {issueId: $id, repositoryId: $to}) { issue { number } } }"""

DRAFT = """mutation($id: ID!) {
  convertPullRequestToDraft(input: {pullRequestId: $id}) { pullRequest { id } } }"""
READY = """mutation($id: ID!) {
  markPullRequestReadyForReview(input: {pullRequestId: $id}) { pullRequest { id } } }"""


class GraphQLWrites:
    """The kinds of one place that need GraphQL."""

    def __init__(self, client: Client, place: Place) -> None:
        self._client, self._place, self._paths = client, place, Paths(place)

    async def one(self, effect: fx.MinimizeComment | fx.Pin | fx.Unpin | fx.Transfer) -> None:
        """Carry out one of them."""
        match effect:
            case fx.MinimizeComment(comment_id=int(comment)):
                path = self._paths.repo("issues", "comments", comment)
                variables = {"id": await self._node(path), "reason": effect.reason.upper()}
                await self._client.graphql(MINIMIZE, Mutated, variables)
            case fx.MinimizeComment():
                raise RequestRefused("it is not known which comment this is")
            case fx.Pin():
                await self._client.graphql(PIN, Mutated, {"id": await self._issue()})
            case fx.Unpin():
                await self._client.graphql(UNPIN, Mutated, {"id": await self._issue()})
            case fx.Transfer():
                await self._transfer(effect.to)

    async def draft(self, effect: fx.ConvertToDraft | fx.MarkReady) -> None:
        """Make a draft of a pull request, or mark it ready."""
        document = DRAFT if isinstance(effect, fx.ConvertToDraft) else READY
        pull = self._paths.repo("pulls", self._paths.number())
        await self._client.graphql(document, Mutated, {"id": await self._node(pull)})

    async def _transfer(self, to: str) -> None:
        try:
            there = await self._node(repo_route(to))
        except Gone as error:
            raise RequestRefused(f"{to} is not to be seen from here") from error
        issue = await self._client.get(self._paths.issue(), LocatedNode)
        if same(issue.repository, to) and not same(to, self._place.repository):
            return  # It has moved: by an attempt without an answer, or by a person.
        await self._client.graphql(TRANSFER, Mutated, {"id": issue.node_id, "to": there})

    async def _issue(self) -> str:
        return await self._node(self._paths.issue())

    async def _node(self, path: str) -> str:
        return (await self._client.get(path, Node)).node_id
