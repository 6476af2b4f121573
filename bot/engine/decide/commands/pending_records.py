"""Records as they will be once what is decided so far is committed: for the commands further down a text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from bot.core import effects as fx
from bot.core.keys import Scope
from bot.core.model import same
from bot.core.ports.records import Records


def foreseen(records: Records, feature: str, decided: Iterable[fx.AnyEffect]) -> Records:
    """The records of one feature with the memories and cases that `decided` effects leave behind.

    Reads stay guarded: what is stored is read first.
    """
    inward = [effect for effect in decided if isinstance(effect, fx.Inward)]
    return cast("Records", _Foreseen(records, feature, inward)) if inward else records


class _Foreseen:
    def __init__(self, records: Records, feature: str, decided: Iterable[fx.Inward]) -> None:
        self._records = records
        self._feature = feature
        self._memories: dict[tuple[str, str, str], Any] = {}
        self._cases: dict[str, dict[str, Any] | None] = {}
        for effect in decided:
            if isinstance(effect, fx.Remember | fx.Claim):
                self._memories[effect.scope, effect.feature, effect.key] = effect.value
            elif isinstance(effect, fx.Case):
                self._cases[effect.subject.casefold()] = effect.state

    def __getattr__(self, name: str) -> Any:
        return getattr(self._records, name)  # What no decision changes is as it is stored.

    async def recall(self, scope: Scope, key: str, *, feature: str | None = None) -> Any:
        stored = await self._records.recall(scope, key, feature=feature)
        return self._memories.get((scope, feature or self._feature, key), stored)

    async def recall_all(
        self, scope: Scope, prefix: str = "", *, feature: str | None = None
    ) -> dict[str, Any]:
        stored = await self._records.recall_all(scope, prefix, feature=feature)
        name = feature or self._feature
        later = {
            key: value
            for (where, whose, key), value in self._memories.items()
            if where == scope and whose == name and key.startswith(prefix)
        }
        return {key: value for key, value in sorted({**stored, **later}.items()) if value is not None}

    async def case(self, ref: str) -> dict[str, Any] | None:
        stored = await self._records.case(ref)
        return self._cases.get(ref.casefold(), stored)

    async def cases(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any] | None] = {**await self._records.cases()}
        for ref, state in self._cases.items():
            found[next((each for each in found if same(each, ref)), ref)] = state
        return {ref: state for ref, state in found.items() if state is not None}
