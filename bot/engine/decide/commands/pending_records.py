"""Records as they will be once what is decided so far is committed: for the commands further down a text."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.core import effects as fx
from bot.core.keys import Scope
from bot.core.model import Subject
from bot.core.ports.records import Deed, EffectRecord, Records


def pending_records(records: Records, decided: Iterable[fx.AnyEffect]) -> Records:
    """Return the records with the memories that `decided` effects leave behind.

    Reads stay guarded: what is stored is read first.
    """
    memories: dict[tuple[str, str, str], Any] = {}
    for effect in decided:
        if isinstance(effect, fx.Remember | fx.Claim):
            memories[effect.scope, effect.feature, effect.key] = effect.value
    return PendingRecords(records, memories) if memories else records


class PendingRecords:
    """`Records` over stored ones: memories as decided, everything else as it is stored."""

    def __init__(self, stored: Records, memories: Mapping[tuple[str, str, str], Any]) -> None:
        self._stored, self._memories = stored, memories

    async def recall(self, scope: Scope, feature: str, key: str) -> object:
        """See `Records`."""
        stored = await self._stored.recall(scope, feature, key)
        return self._memories.get((scope, feature, key), stored)

    async def recall_all(self, scope: Scope, feature: str, prefix: str) -> dict[str, object]:
        """See `Records`."""
        stored = await self._stored.recall_all(scope, feature, prefix)
        pending = {
            key: value
            for (where, owner, key), value in self._memories.items()
            if where == scope and owner == feature and key.startswith(prefix)
        }
        return {key: value for key, value in sorted({**stored, **pending}.items()) if value is not None}

    async def cases(self) -> Mapping[int, object]:
        """As they are stored: jobs alone ask for all cases, and no command goes before a job."""
        return await self._stored.cases()

    async def deeds(
        self, person_id: int, *, what: Sequence[str] = (), everywhere: bool = False
    ) -> tuple[Deed, ...]:
        """See `Records`."""
        return await self._stored.deeds(person_id, what=what, everywhere=everywhere)

    async def deeds_on(
        self, numbers: Collection[int], *, what: Sequence[str] = ()
    ) -> Mapping[int, tuple[Deed, ...]]:
        """See `Records`."""
        return await self._stored.deeds_on(numbers, what=what)

    async def open_subjects(self, *, label: str | None = None) -> tuple[Subject, ...]:
        """See `Records`."""
        return await self._stored.open_subjects(label=label)

    async def subjects(self, numbers: Collection[int]) -> tuple[Subject, ...]:
        """See `Records`."""
        return await self._stored.subjects(numbers)

    async def newest_issues(self, most: int) -> tuple[Subject, ...]:
        """Return the newest issues as stored."""
        return await self._stored.newest_issues(most)

    async def subjects_by(self, person_id: int) -> tuple[Subject, ...]:
        """See `Records`."""
        return await self._stored.subjects_by(person_id)

    async def linked_pulls(self, number: int) -> tuple[int, ...]:
        """See `Records`."""
        return await self._stored.linked_pulls(number)

    async def done_on(self, ref: str) -> tuple[EffectRecord, ...]:
        """See `Records`."""
        return await self._stored.done_on(ref)

    @property
    def can_forget(self) -> bool:
        """See `Records`."""
        return self._stored.can_forget

    async def is_forgotten(self, person_id: int) -> bool:
        """See `Records`."""
        return await self._stored.is_forgotten(person_id)

    async def came_at(self) -> datetime | None:
        """See `Records`."""
        return await self._stored.came_at()

    async def installed_at(self) -> datetime | None:
        """See `Records`."""
        return await self._stored.installed_at()
