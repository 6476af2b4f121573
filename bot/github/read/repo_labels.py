"""What a repository offers to choose from, shared by readers and writer: labels, open milestones, types.

https://docs.github.com/en/rest/repos/repos#list-issue-types-for-a-repository
"""

from __future__ import annotations

from bot.core.model import LabelInfo, Value, same
from bot.core.ports.clock import Clock
from bot.core.ports.reader import MilestoneInfo
from bot.github.client import Client
from bot.github.routes import repo_route
from bot.github.single_flight_cache import Memo

SHORTLY = 60.0
"""Seconds for which labels, milestones and files are taken as they were; after that an ETag asks."""


MOST_PAGES = 1_000
"""Repositories of tens of thousands of labels are known."""


class IssueType(Value):
    """A type that issues can have; one that is switched off cannot be set."""

    name: str
    is_enabled: bool = True


class Catalog:
    """Labels, milestones and issue types by repository, kept shortly; `forget` on what changes them."""

    def __init__(self, clock: Clock) -> None:
        self._labels: Memo[str, tuple[LabelInfo, ...]] = Memo(clock, SHORTLY)
        self._milestones: Memo[str, tuple[MilestoneInfo, ...]] = Memo(clock, SHORTLY)
        self._types: Memo[str, tuple[str, ...]] = Memo(clock, SHORTLY)

    async def labels(self, client: Client, repository: str) -> tuple[LabelInfo, ...]:
        """Return the labels of `owner/repo`."""

        async def ask() -> tuple[LabelInfo, ...]:
            path = repo_route(repository, "labels")
            items = client.items(path, LabelInfo, most_pages=MOST_PAGES)
            return tuple([item async for item in items])

        return await self._labels.get(repository.casefold(), ask)

    async def milestones(self, client: Client, repository: str) -> tuple[MilestoneInfo, ...]:
        """Return the open milestones of `owner/repo`."""

        async def ask() -> tuple[MilestoneInfo, ...]:
            items = client.items(repo_route(repository, "milestones"), MilestoneInfo, {"state": "open"})
            return tuple([item async for item in items])

        return await self._milestones.get(repository.casefold(), ask)

    async def issue_types(self, client: Client, repository: str) -> tuple[str, ...]:
        """Return the names of the types that issues of `owner/repo` can have."""

        async def ask() -> tuple[str, ...]:
            types = await client.get(repo_route(repository, "issue-types"), list[IssueType])
            return tuple(item.name for item in types if item.is_enabled)

        return await self._types.get(repository.casefold(), ask)

    def forget(self, repository: str) -> None:
        """They may have changed."""
        self._labels.forget(lambda key: same(key, repository))
        self._milestones.forget(lambda key: same(key, repository))
        self._types.forget(lambda key: same(key, repository))
