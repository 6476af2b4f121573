"""What people wrote on a subject and how they reacted to it, in one question, which only GraphQL answers.

What it does not hold whole is left to REST.

https://docs.github.com/en/graphql/reference/objects#issuecomment
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.core.model import GHOST, Comment, Repository, User
from bot.github.client import Client
from bot.github.errors import GitHubError
from bot.github.shapes import inner

Json = dict[str, Any]
Reactions = tuple[tuple[str, User], ...]
REACTIONS = {
    "+1": "THUMBS_UP",
    "-1": "THUMBS_DOWN",
    "laugh": "LAUGH",
    "hooray": "HOORAY",
    "confused": "CONFUSED",
    "heart": "HEART",
    "rocket": "ROCKET",
    "eyes": "EYES",
}
"""What GraphQL calls the reactions that REST knows by these names."""
_CONTENT = {graphql: rest for rest, graphql in REACTIONS.items()}
_REACTIONS = "reactions(first: 50) { totalCount nodes { content user { databaseId login } } }"
_COMMENTS = f"""comments(first: 100) {{ totalCount nodes {{ id fullDatabaseId body createdAt updatedAt url
  author {{ __typename login ... on User {{ databaseId }} ... on Bot {{ databaseId }} }} {_REACTIONS} }} }}"""
THREAD = f"{_COMMENTS} {_REACTIONS}"
"""What is asked of an issue or pull request."""
CONVERSATION = " ".join(
    [
        "query($owner: String!, $name: String!, $number: Int!)",
        "{ repository(owner: $owner, name: $name) { issueOrPullRequest(number: $number) {",
        f"... on Issue {{ {THREAD} }}",
        f"... on PullRequest {{ {THREAD} }} }} }} }}",
    ]
)


@dataclass(frozen=True)
class Conversation:
    """`comments`, oldest first; None where not all of them are told. `reactions` by the comment they are on
    (None: the subject itself), as far as all of them are told."""

    comments: tuple[Comment, ...] | None = None
    reactions: Mapping[int | None, Reactions] = field(default_factory=dict)


NOTHING_TOLD = Conversation()


class Conversations:
    """Those that somebody looks into for one decision, each asked for once, unless not `by_graphql`."""

    def __init__(self, client: Client, repository: Repository, *, by_graphql: bool) -> None:
        self._client, self._repository, self._by_graphql = client, repository, by_graphql
        self._answers: dict[int, Conversation] = {}

    async def comments(self, number: int) -> tuple[Comment, ...] | None:
        """Return the comments of a subject, oldest first; None where REST is to tell them."""
        if self._by_graphql and number not in self._answers:
            self._answers[number] = await conversation(self._client, self._repository, number)
        return self._answers.get(number, NOTHING_TOLD).comments

    def note(self, number: int, conversation: Conversation) -> None:
        """It was told together with something else."""
        self._answers[number] = conversation

    def reactions(self, number: int, comment_id: int | None) -> Reactions | None:
        """Return reactions that came with the comments; None where REST is to tell them."""
        return self._answers.get(number, NOTHING_TOLD).reactions.get(comment_id)


async def conversation(client: Client, repository: Repository, number: int) -> Conversation:
    """Return what was said and how people reacted; nothing where GraphQL does not answer that."""
    variables = {"owner": repository.owner, "name": repository.name, "number": number}
    try:
        data = await client.graphql(CONVERSATION, dict[str, Any], variables)
        return read_conversation(inner(inner(data, "repository"), "issueOrPullRequest"))
    except (GitHubError, ValueError):
        return NOTHING_TOLD


def read_conversation(subject: Json) -> Conversation:
    """Return what is told whole of the `THREAD` of a subject. Raise ValueError where it is of another shape
    than GitHub's."""
    nodes = _whole(subject.get("comments"))
    reactions: dict[int | None, Reactions | None] = {None: _reactions(subject)}
    comments: list[Comment] | None = None if nodes is None else []
    for node in nodes or ():
        comment = _comment(node)
        if comment is None or comments is None:
            return NOTHING_TOLD
        comments.append(comment)
        reactions[comment.id] = _reactions(node)
    complete = {place: given for place, given in reactions.items() if given is not None}
    return Conversation(None if comments is None else tuple(comments), complete)


def _whole(connection: object) -> list[Json] | None:
    """Return the nodes of a connection; None unless all of them are there."""
    if not isinstance(connection, dict) or not isinstance(nodes := connection.get("nodes"), list):
        return None
    whole = [node for node in nodes if isinstance(node, dict)]
    return whole if len(whole) == connection.get("totalCount") else None


def _comment(node: Json) -> Comment | None:
    author, number = _account(node.get("author")), str(node.get("fullDatabaseId"))
    if author is None or not number.isdecimal():
        return None
    return Comment.model_validate(
        {
            "id": int(number),
            "body": node.get("body"),
            "user": author,
            "created_at": node.get("createdAt"),
            "updated_at": node.get("updatedAt"),
            "html_url": node.get("url"),
            "node_id": node.get("id"),
        }
    )


def _account(node: object) -> User | None:
    """Return an account; None where GraphQL does not tell its id."""
    if node is None:
        return GHOST
    if not isinstance(node, dict) or not isinstance(node.get("databaseId"), int):
        return None
    kind, login = str(node.get("__typename") or "User"), str(node.get("login"))
    return User(id=node["databaseId"], login=f"{login}[bot]" if kind == "Bot" else login, type=kind)


def _reactions(place: Json) -> Reactions | None:
    nodes = _whole(place.get("reactions"))
    if nodes is None:
        return None
    given = []
    for node in nodes:
        content, user = _CONTENT.get(str(node.get("content"))), node.get("user")
        account = _account(user) if user is not None else None
        if content is None or (user is not None and account is None):
            return None
        if account is not None:
            given.append((content, account))
    return tuple(given)
