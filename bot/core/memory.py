"""What a feature remembers: one typed handle for each kind of memory, by which every feature reads it.

    REQUESTS = Memory("reviews", "asked", Requests)
    requests = await REQUESTS.read(ctx.records, ctx.subject_scope) or Requests()
    return [REQUESTS.remember(ctx.ref, ctx.subject_scope, requests)]

A kind of which there are many in one scope has a key that ends in a colon; `GREETED.of(person.id)` is one of
them. Values are stored as JSON under (scope, feature, key): neither feature nor key may change.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

from pydantic import PlainSerializer, TypeAdapter

from bot.core.effects import Claim, Remember
from bot.core.keys import Scope
from bot.core.ports.records import Records

T = TypeVar("T")

Moment = Annotated[datetime, PlainSerializer(datetime.isoformat, when_used="json")]
"""A time as `datetime.isoformat` writes it."""


class Memory(Generic[T]):
    """A kind of memory of one feature, each a value of one type.

    What is stored and is no such value raises `ValidationError`: the feature fails behind its error boundary,
    and what somebody else wrote stays as it is.
    """

    def __init__(self, feature: str, key: str, model: type[T] | TypeAdapter[T]) -> None:
        self.feature = feature
        self.key = key
        self._adapter: TypeAdapter[T] = model if isinstance(model, TypeAdapter) else TypeAdapter(model)

    def of(self, *parts: object) -> Memory[T]:
        """Return one memory among many: its key goes on with `parts`, joined by colons."""
        return Memory(self.feature, self.key + ":".join(map(str, parts)), self._adapter)

    def parse(self, stored: object) -> T | None:
        """Return the value in stored JSON; None for None. Raise `ValidationError` for another shape."""
        return None if stored is None else self._adapter.validate_python(stored)

    async def read(self, records: Records, scope: Scope) -> T | None:
        """Return what is remembered; None if there is nothing."""
        return self.parse(await records.recall(scope, self.feature, self.key))

    async def exists(self, records: Records, scope: Scope) -> bool:
        """Return whether anything is remembered, whatever it is."""
        return await records.recall(scope, self.feature, self.key) is not None

    async def read_all(self, records: Records, scope: Scope) -> dict[str, T]:
        """Return all memories whose keys begin with this one's, by the rest of their keys."""
        stored = await records.recall_all(scope, self.feature, self.key)
        parse = self._adapter.validate_python
        return {key.removeprefix(self.key): parse(value) for key, value in stored.items()}

    def remember(self, ref: str, scope: Scope, value: T | None, *, stays: bool = False) -> Remember:
        """Return the effect that writes the value, or forgets it (None). `ref` is the subject it is about."""
        return Remember(
            subject=ref,
            feature=self.feature,
            scope=scope,
            key=self.key,
            value=self.dump(value),
            stays=stays,
        )

    def claim(self, ref: str, scope: Scope, value: T, *, release_if_dead: bool = False) -> Claim:
        """Return the effect that writes what may be true once only: it fails if there is any."""
        return Claim(
            subject=ref,
            feature=self.feature,
            scope=scope,
            key=self.key,
            value=self.dump(value),
            release_if_dead=release_if_dead,
        )

    def dump(self, value: T | None) -> Any:
        """Return the JSON that is stored of a value; None for None."""
        return None if value is None else self._adapter.dump_python(value, mode="json")
