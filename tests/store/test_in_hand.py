"""What was in hand when the process died is counted in the next life, and forgotten once it ends well."""

from __future__ import annotations

import asyncio
import stat
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from bot.store.sql.in_hand import SIZE, WAITS, InHand

DYING: list[AbstractAsyncContextManager[int]] = []
"""What nobody ended, kept from being tidied away."""


async def dies_over(database: Path, *work: str) -> None:
    """A life that ends while it has this in hand."""
    life = InHand(database)
    for key in work:
        DYING.append(life.hold(key))
        await DYING[-1].__aenter__()


async def deaths(database: Path, *work: str) -> list[int]:
    """What the next life would know, without living it."""
    file = database.with_name("steward.db.hand")
    before = file.read_bytes()
    life, counts = InHand(database), []
    for key in work:
        async with life.hold(key) as count:
            counts.append(count)
    file.write_bytes(before)
    return counts


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "steward.db"


async def test_of_what_was_in_hand_together_each_is_suspected(database: Path) -> None:
    await dies_over(database, "one", "two")
    assert await deaths(database, "one", "two", "three") == [1, 1, 0]


async def test_what_was_alone_in_hand_is_blamed_each_time(database: Path) -> None:
    await dies_over(database, "one", "two")
    await dies_over(database, "two")
    await dies_over(database, "two")
    assert await deaths(database, "one", "two") == [1, 3]


async def test_what_ends_well_is_forgotten_also_by_the_next_life(database: Path) -> None:
    await dies_over(database, "one", "two")
    life = InHand(database)
    for key in ("one", "new"):
        async with life.hold(key):
            pass
    async with life.hold("one") as count:
        assert count == 0
    assert await deaths(database, "one", "two", "new") == [0, 1, 0]


async def test_a_suspect_is_tried_alone_and_the_others_wait(database: Path) -> None:
    await dies_over(database, "guilty", "innocent")
    life, said = InHand(database), []

    async def work(key: str) -> None:
        async with life.hold(key):
            said.append(f"{key} begins")
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            said.append(f"{key} ends")

    await asyncio.gather(*(work(key) for key in ("first", "second", "guilty", "innocent", "third")))
    for suspect in ("guilty", "innocent"):
        at = said.index(f"{suspect} begins")
        assert said[at + 1] == f"{suspect} ends", said
        assert len({name.split()[0] for name in said[:at]}) * 2 == at, "nothing else is in hand then"
    assert said[:2] == ["first begins", "second begins"], "what is above suspicion goes side by side"


async def test_what_fails_is_counted_until_it_ends_well(database: Path) -> None:
    for expected in (1, 2):
        life = InHand(database)
        with pytest.raises(ZeroDivisionError):
            async with life.hold("one"):
                raise ZeroDivisionError
        assert life.failed("one") == expected
    async with life.hold("one"):
        pass
    assert life.failed("one") == 1


async def test_what_nobody_takes_up_again_is_forgotten_in_time(database: Path) -> None:
    await dies_over(database, "one")
    for _ in range(WAITS + 1):
        assert await deaths(database, "one") == [1]
        InHand(database)
    assert await deaths(database, "one") == [0]


async def test_what_is_broken_off_keeps_its_deaths_and_lets_the_others_go_on(database: Path) -> None:
    await dies_over(database, "one")
    life = InHand(database)
    with pytest.raises(KeyboardInterrupt):
        async with life.hold("one"):
            raise KeyboardInterrupt
    assert await deaths(database, "one") == [1]
    async with life.hold("two"):
        waiting = asyncio.ensure_future(life.hold("one").__aenter__())
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    async with life.hold("three"):
        pass


async def test_the_file_grows_no_further_than_what_is_in_hand_at_once(database: Path) -> None:
    life = InHand(database)
    for key in range(1000):
        async with life.hold(f"a{key}"), life.hold(f"b{key}"):
            pass
    file = database.with_name("steward.db.hand")
    assert file.stat().st_size == 2 * SIZE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_a_file_that_cannot_be_read_stops_nobody(database: Path) -> None:
    await dies_over(database, "one")
    file = database.with_name("steward.db.hand")
    file.write_bytes(file.read_bytes() + b"\xff\x00 what is this\n" * 100)
    assert await deaths(database, "one") == [1]
    file.unlink()
    file.mkdir()
    life = InHand(database)
    async with life.hold("one") as count:
        assert count == 0
