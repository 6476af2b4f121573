"""Reads that the mirror can answer are not asked of GitHub: requests are money."""

from __future__ import annotations

from typing import Any

from bot.core.context import Reader
from bot.core.model import LabelInfo
from bot.store import mirror
from bot.store.database import Database


class MirroredReader:
    """A `Reader` that takes the repository's labels from the mirror once the first sync has filled it."""

    def __init__(self, reader: Reader, db: Database, repository_id: int) -> None:
        self._reader = reader
        self._db = db
        self._repository_id = repository_id

    async def labels(self) -> tuple[LabelInfo, ...]:
        """The labels of the repository."""
        known = await self._db.read(lambda conn: mirror.labels(conn, self._repository_id))
        return await self._reader.labels() if known is None else known

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)
