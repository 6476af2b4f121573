"""What features remember has a type, and stands in databases as it always did."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

import pytest
from pydantic import ValidationError

from bot.core.keys import Scope, repository_scope
from bot.core.memory import Memory, Moment
from bot.core.model import Value
from bot.core.ports.records import Records

HERE = repository_scope(12)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Note(Value):
    by: str
    at: Moment


NOTES = Memory("notes", "note:", Note)


class Rows:
    """Records with a few rows."""

    def __init__(self, rows: dict[tuple[str, str, str], Any]) -> None:
        self.rows = rows

    async def recall(self, scope: Scope, feature: str, key: str) -> Any:
        return self.rows.get((scope, feature, key))

    async def recall_all(self, scope: Scope, feature: str, prefix: str) -> dict[str, Any]:
        keys = {
            key: value
            for (where, whose, key), value in self.rows.items()
            if (where, whose) == (scope, feature)
        }
        return {key: value for key, value in keys.items() if key.startswith(prefix)}


def records(*effects: Any) -> Records:
    return cast("Records", Rows({(each.scope, each.feature, each.key): each.value for each in effects}))


async def test_what_is_remembered_is_read_back() -> None:
    note = Note(by="eve", at=NOON)
    effect = NOTES.of(7, "x").remember("acme/widget", HERE, note)
    assert effect.value == {"by": "eve", "at": "2026-03-02T12:00:00+00:00"}
    assert (effect.feature, effect.scope, effect.key) == ("notes", "repo:12", "note:7:x")
    stored = records(effect)
    assert await NOTES.of(7, "x").read(stored, HERE) == note
    assert await NOTES.read_all(stored, HERE) == {"7:x": note}
    assert await NOTES.of(7, "x").exists(stored, HERE)


async def test_what_is_not_there_is_none() -> None:
    assert await NOTES.of(7).read(records(), HERE) is None
    assert not await NOTES.of(7).exists(records(), HERE)
    assert NOTES.of(7).remember("acme/widget", HERE, None).value is None


async def test_a_memory_of_another_shape_fails_the_feature_that_reads_it() -> None:
    stored = records(Memory("notes", "note:7", str).claim("acme/widget", HERE, "eve"))
    with pytest.raises(ValidationError):
        await NOTES.of(7).read(stored, HERE)
