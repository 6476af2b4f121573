"""A process that slept through its lease and wakes up again must not say what another has said meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.github import Place, Receipt, Task, Writer
from bot.engine.executor import Executor
from bot.engine.times import Times
from bot.github.limits import Pace
from bot.store import inbox
from tests.e2e.town import Town

LATER = timedelta(days=1)


class Sleeper:
    """A writer that falls asleep between the claim and the write, until it is woken."""

    def __init__(self, writer: Writer, *, ignores_deadlines: bool = False) -> None:
        self._writer = writer
        self._ignores_deadlines = ignores_deadlines
        self.asleep = asyncio.Event()
        self.woken = asyncio.Event()

    async def apply(self, place: Place, tasks: Sequence[Task]) -> list[Receipt]:
        """See `Writer.apply`."""
        self.asleep.set()
        await self.woken.wait()
        if self._ignores_deadlines:
            tasks = [replace(task, deadline=task.deadline + LATER) for task in tasks]
        return await self._writer.apply(place, tasks)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """A town whose newcomer has just opened an issue; what to say is decided, not said."""
    async with Town(tmp_path) as place:
        await place.works()
        yield place


async def _haunted(town: Town, *, ignores_deadlines: bool) -> int:
    """How often a comment was sent."""
    number = town.person("eve").opens_issue("acme/widget", "It crashes", "There is a crash.")
    await town.hears()
    for lane in await town.db.read(lambda conn: inbox.open_lanes(conn, town.clock.now(), 10)):
        await town.bot.worker.take(lane)
    lanes = await town.bot.executor.lanes()
    sleeper = Sleeper(town.bot.github.writer, ignores_deadlines=ignores_deadlines)
    zombie = Executor(town.db, sleeper, Pace(town.clock), town.clock, Times())
    walking = asyncio.create_task(zombie.carry_out(lanes[0]))
    await sleeper.asleep.wait()
    town.clock.advance(Times().lease + 1)
    await town.works()
    sleeper.woken.set()
    await walking
    await town.works()
    assert len(town.comments(number)) == 1, "of twins the younger goes"
    return town.asked("POST", "/comments$")


async def test_a_zombie_fails_its_deadline_instead_of_posting_twice(town: Town) -> None:
    assert await _haunted(town, ignores_deadlines=False) == 1


async def test_without_its_deadline_the_zombie_posts_twice(town: Town) -> None:
    assert await _haunted(town, ignores_deadlines=True) == 2
