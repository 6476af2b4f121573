"""Requests are money: what the mirror knows is not asked of GitHub, nor anything twice for one decision."""

from __future__ import annotations

from typing import Any

from bot.core.model import LabelInfo
from bot.core.ports.reader import Reader
from bot.store import mirror
from bot.store.database import Database


class MirroredReader:
    """A `Reader` for one decision.

    It takes the repository's labels from the mirror once the first sync has filled it, and asks each other
    question once, however many features put it.
    """

    def __init__(self, reader: Reader, db: Database, repository_id: int) -> None:
        self._reader = reader
        self._db = db
        self._repository_id = repository_id
        self._answers: dict[Any, Any] = {}

    async def labels(self) -> tuple[LabelInfo, ...]:
        """The labels of the repository."""
        known = await self._db.glance(lambda conn: mirror.labels(conn, self._repository_id))
        return await self._reader.labels() if known is None else known

    def __getattr__(self, name: str) -> Any:
        ask = getattr(self._reader, name)

        async def once(*args: Any, **named: Any) -> Any:
            question = (name, args, *sorted(named.items()))
            if question not in self._answers:
                self._answers[question] = await ask(*args, **named)
            return self._answers[question]

        return once
