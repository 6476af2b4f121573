"""What changed in a repository since a moment, a page a request: for closing a gap after an outage."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from bot.core.model import Comment, LabelInfo, Subject, User
from bot.github.client import Client
from bot.github.read.asking import asking
from bot.github.routes import repo_route
from bot.github.shapes import LocatedComment

T = TypeVar("T")


@dataclass(frozen=True)
class ChangedComment:
    """A comment, and the number of the issue or pull request it is on."""

    number: int
    comment: Comment


class Changes:
    """Reads one repository, oldest change first, so that whoever stops can go on from the last one seen."""

    def __init__(self, client: Client, repository: str) -> None:
        self._client, self._repository = client, repository

    async def labels(self) -> list[LabelInfo]:
        """Return all labels."""
        with asking():
            path = repo_route(self._repository, "labels")
            return [label async for label in self._client.items(path, LabelInfo)]

    async def subjects(self, since: datetime) -> AsyncIterator[Sequence[Subject]]:
        """Return issues and pull requests that changed at or after `since` (UTC), page by page."""
        params = {"state": "all", "sort": "updated", "direction": "asc", "since": _stamp(since)}
        async for page in self._pages(Subject, "issues", params):
            yield page

    async def comments(self, since: datetime) -> AsyncIterator[Sequence[ChangedComment]]:
        """Return comments that were written or changed at or after `since` (UTC), page by page."""
        params = {"sort": "updated", "direction": "asc", "since": _stamp(since)}
        async for page in self._pages(LocatedComment, "issues/comments", params):
            yield [
                ChangedComment(int(number), located.comment)
                for located in page
                if (number := located.issue_url.rpartition("/")[2]).isdecimal()
            ]

    async def writers(self, number: int) -> list[User]:
        """Return who has written on an issue or pull request, on its first hundred comments."""
        params = {"per_page": "100"}
        with asking():
            path = repo_route(self._repository, "issues", number, "comments")
            page, _ = await self._client.page(path, Comment, params)
        return [comment.author for comment in page]

    async def _pages(self, shape: type[T], what: str, query: dict[str, str]) -> AsyncIterator[Sequence[T]]:
        path: str | None = repo_route(self._repository, *what.split("/"))
        params: dict[str, str | int] | None = {"per_page": 100, **query}
        while path is not None:
            with asking():
                page, path = await self._client.page(path, shape, params)
            params = None  # the next page's address is complete
            yield page


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
