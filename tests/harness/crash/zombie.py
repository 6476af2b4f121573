"""A process that sleeps through its lease between the claim and the write, and then wakes up."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.core.ports.writer import Place, Receipt, Task, Writer
from bot.engine.execute.executor import Executor
from bot.engine.timeouts import Timeouts
from bot.github.limits import Pace
from bot.store import inbox
from tests.harness.over_http.town import Town

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


async def haunted(folder: Path, *, ignores_deadlines: bool) -> int:
    """How often one comment was sent, although another process had taken the zombie's work over."""
    async with Town(folder) as town:
        await town.works()
        return await _haunt(town, ignores_deadlines)


async def _haunt(town: Town, ignores_deadlines: bool) -> int:
    number = town.person("eve").opens_issue("acme/widget", "It crashes", "There is a crash.")
    await town.hears()
    for lane in await town.db.read(lambda conn: inbox.open_lanes(conn, town.clock.now(), 10)):
        await town.bot.worker.take(lane)
    lanes = await town.bot.executor.lanes()
    sleeper = Sleeper(town.bot.github.writer, ignores_deadlines=ignores_deadlines)
    zombie = Executor(town.db, sleeper, Pace(town.clock), town.clock, Timeouts(), town.bot.life)
    walking = asyncio.create_task(zombie.carry_out(lanes[0]))
    await sleeper.asleep.wait()
    town.clock.advance(Timeouts().lease + 1)
    await town.works()
    sleeper.woken.set()
    await walking
    await town.works()
    assert len(town.comments(number)) == 1, "of twins the younger goes"
    return town.asked("POST", "/comments$")
