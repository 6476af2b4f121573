"""Memories are guarded: whoever decided on what is no longer so decides again."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.core.keys import CASE_MEMORY
from bot.store import memory
from bot.store.database import Conflict, Database
from tests.store.conftest import NOW

PLACE = ("owner:1", "claims", "eve")


async def remember(db: Database, value: Any, expected: int | None) -> None:
    await db.write(lambda conn: memory.remember(conn, *PLACE, value, expected, NOW))


async def version(db: Database) -> int:
    return (await db.read(lambda conn: memory.read(conn, *PLACE))).version


async def test_who_read_an_older_version_may_not_write(db: Database) -> None:
    await remember(db, {"open": 1}, 0)
    seen = await version(db)
    await remember(db, {"open": 2}, seen)
    with pytest.raises(Conflict):
        await remember(db, {"open": 9}, seen)
    with pytest.raises(Conflict):
        await remember(db, {"open": 9}, 0)
    kept = await db.read(lambda conn: memory.get(conn, *PLACE))
    assert kept is not None
    assert kept.value == {"open": 2}


async def test_forgetting_and_remembering_again_is_a_change(db: Database) -> None:
    await remember(db, "first", 0)
    seen = await version(db)
    await remember(db, None, seen)
    assert await db.read(lambda conn: memory.get(conn, *PLACE)) is None
    await remember(db, "second", await version(db))
    with pytest.raises(Conflict):
        await remember(db, "third", seen)


async def test_a_fact_is_claimed_once_whoever_runs_at_the_same_time(db: Database) -> None:
    claims = [
        db.write(lambda conn, who=who: memory.claim(conn, *PLACE, who, NOW))  # type: ignore[misc]
        for who in ("a", "b", "c")
    ]
    answers = await asyncio.gather(*claims, return_exceptions=True)
    assert sorted(type(answer).__name__ for answer in answers) == ["Conflict", "Conflict", "NoneType"]


async def test_a_released_fact_can_be_claimed_again(db: Database) -> None:
    for _ in range(2):
        await db.write(lambda conn: memory.claim(conn, *PLACE, True, NOW))
        await db.write(lambda conn: memory.release(conn, *PLACE))
    await db.write(lambda conn: memory.release(conn, "owner:1", "claims", "nobody"))
    assert await db.read(lambda conn: memory.get(conn, *PLACE)) is None


async def test_what_was_read_is_proved_at_the_commit(db: Database) -> None:
    absent = ("owner:1", "claims", "nobody")
    await remember(db, 1, 0)
    reads = {PLACE: await version(db), absent: 0}
    await db.write(lambda conn: memory.verify(conn, reads))
    await db.write(lambda conn: memory.put(conn, *absent, "now there", NOW))
    with pytest.raises(Conflict, match="nobody has changed"):
        await db.write(lambda conn: memory.verify(conn, reads))


async def test_many_reads_are_proved_too(db: Database) -> None:
    reads = {("owner:1", "claims", str(n)): 0 for n in range(1_000)}
    await db.write(lambda conn: memory.verify(conn, reads))
    await db.write(lambda conn: memory.put(conn, "owner:1", "claims", "999", "now there", NOW))
    with pytest.raises(Conflict, match="999 has changed"):
        await db.write(lambda conn: memory.verify(conn, reads))


async def test_scanning_takes_a_prefix_literally(db: Database) -> None:
    for key in ("offer:1", "offer:12", "offer_", "off%r", "other"):
        await db.write(lambda conn, key=key: memory.put(conn, "repo:1", "x", key, key, NOW))  # type: ignore[misc]
    await db.write(lambda conn: memory.put(conn, "repo:1", "y", "offer:2", 0, NOW))
    found = await db.read(lambda conn: memory.scan(conn, "repo:1", "x", "offer:"))
    assert list(found) == ["offer:1", "offer:12"]
    assert len(await db.read(lambda conn: memory.scan(conn, "repo:1", "x"))) == 5


async def test_scopes_of_one_repository_are_not_those_of_another(db: Database) -> None:
    for scope in ("subject:1#2", "subject:1#10", "subject:12#1", "repo:1"):
        await db.write(lambda conn, scope=scope: memory.put(conn, scope, *CASE_MEMORY, {}, NOW))  # type: ignore[misc]
    found = await db.read(lambda conn: memory.scan_scopes(conn, "subject:1#", *CASE_MEMORY))
    assert list(found) == ["subject:1#10", "subject:1#2"]


async def test_every_change_gives_a_version_that_never_was(db: Database) -> None:
    seen = [await version(db)]
    for _ in range(2):
        await db.write(lambda conn: memory.claim(conn, *PLACE, True, NOW))
        seen.append(await version(db))
        await db.write(lambda conn: memory.put(conn, *PLACE, True, NOW))
        seen.append(await version(db))
        await db.write(lambda conn: memory.release(conn, *PLACE))
        seen.append(await version(db))
    assert len(set(seen)) == 7
