"""What a repository offers to choose from: its labels and open milestones, shared by readers and writer."""

from __future__ import annotations

from bot.core.model import LabelInfo, Value, same
from bot.core.ports.clock import Clock
from bot.github.client import Client, repo_route
from bot.github.single_flight_cache import Memo

SHORTLY = 60.0
"""Seconds for which labels, milestones and files are taken as they were; after that an ETag asks."""


class Milestone(Value):
    """An open milestone."""

    number: int
    title: str


class Catalog:
    """Labels and milestones by repository, kept shortly; `forget` on every event that changes them."""

    def __init__(self, clock: Clock) -> None:
        self._labels: Memo[str, tuple[LabelInfo, ...]] = Memo(clock, SHORTLY)
        self._milestones: Memo[str, tuple[Milestone, ...]] = Memo(clock, SHORTLY)

    async def labels(self, client: Client, repository: str) -> tuple[LabelInfo, ...]:
        """The labels of `owner/repo`."""

        async def ask() -> tuple[LabelInfo, ...]:
            items = client.items(repo_route(repository, "labels"), LabelInfo)
            return tuple([item async for item in items])

        return await self._labels.get(repository.casefold(), ask)

    async def milestones(self, client: Client, repository: str) -> tuple[Milestone, ...]:
        """The open milestones of `owner/repo`."""

        async def ask() -> tuple[Milestone, ...]:
            items = client.items(repo_route(repository, "milestones"), Milestone, {"state": "open"})
            return tuple([item async for item in items])

        return await self._milestones.get(repository.casefold(), ask)

    def forget(self, repository: str) -> None:
        """They may have changed."""
        self._labels.forget(lambda key: same(key, repository))
        self._milestones.forget(lambda key: same(key, repository))
