"""One ordeal for each safeguard: what it is there for, and what without it ends in saying something twice.

Time is virtual. Each returns how often the bot sent its one comment.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.core.ports.writer import Place, Receipt, Task, Writer
from bot.engine.execute.budget import WriteBudget
from bot.engine.execute.executor import Executor
from bot.engine.timeouts import Timeouts
from bot.store import inbox
from fakegithub import Fault, Reply
from tests.harness.crash.safeguards import Safeguard
from tests.harness.over_http.town import REPO, Town

TIMES = Timeouts()
POST = "/(comments|graphql)$"
"""By which a comment is posted; whoever batches posts it in a document, unless one had no answer."""


class Sleeper:
    """A writer that falls asleep before the write, or after it, until it is woken."""

    def __init__(self, writer: Writer, *, after: bool = False) -> None:
        self._writer = writer
        self._after = after
        self.asleep = asyncio.Event()
        self.woken = asyncio.Event()

    async def apply(self, place: Place, tasks: Sequence[Task]) -> list[Receipt]:
        """See `Writer.apply`."""
        if not self._after:
            await self._sleep()
        receipts = await self._writer.apply(place, tasks)
        if self._after:
            await self._sleep()
        return receipts

    async def _sleep(self) -> None:
        self.asleep.set()
        await self.woken.wait()


def lists_lag(town: Town, seconds: float) -> None:
    """From now on GitHub lists a comment or an issue only so many seconds after it was made."""
    handle = town.github.api.handle

    async def late(
        method: str, path_with_query: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> Reply:
        reply = await handle(method, path_with_query, headers, body)
        rows = None
        if method == "GET" and reply.status == 200:
            with suppress(ValueError):  # Half an answer stays what it is.
                rows = json.loads(reply.body)
        if not isinstance(rows, list) or not all("created_at" in row for row in rows):
            return reply
        until = town.clock.now() - timedelta(seconds=seconds)
        old = [row for row in rows if datetime.fromisoformat(row["created_at"]) <= until]
        fresh = {name: value for name, value in reply.headers.items() if name != "etag"}
        return replace(reply, headers=fresh, body=json.dumps(old).encode())

    town.github.api.handle = late  # type: ignore[method-assign]


def question(town: Town) -> int:
    """Somebody new asks something; the number of the issue."""
    return town.person("eve").opens_issue(REPO, "It crashes", "There is a crash.")


async def decided(town: Town) -> str:
    """Decide all that has come in, without sending anything; the lane that has something to send."""
    await town.hears()
    for lane in await town.db.read(lambda conn: inbox.open_lanes(conn, town.clock.now(), 10)):
        await town.bot.worker.take(lane)
    (lane,) = await town.bot.executor.lanes()
    return lane


async def falls_asleep(town: Town, lane: str, *, after: bool = False) -> tuple[Sleeper, asyncio.Task[bool]]:
    """Another process takes the lane, and falls asleep before the write or after it."""
    sleeper = Sleeper(town.bot.github.writer, after=after)
    process = Executor(town.db, sleeper, WriteBudget(), town.clock, TIMES, town.bot.life)
    walking = asyncio.create_task(process.carry_out(lane))
    asleep = asyncio.create_task(sleeper.asleep.wait())
    # With a safeguard off there may be nothing left to do: then it never falls asleep.
    await asyncio.wait((asleep, walking), return_when=asyncio.FIRST_COMPLETED)
    asleep.cancel()
    return sleeper, walking


async def killed_after_the_write(town: Town) -> None:
    """The process dies after the write, and GitHub's word of it is lost."""
    town.is_deaf = True
    question(town)
    await town.crashes("POST", POST, "after")
    await town.later(minutes=10)


async def applied_but_listed_late(town: Town) -> None:
    """An answer is lost, GitHub's word too, and its lists show the comment only after a minute."""
    town.is_deaf = True
    lists_lag(town, TIMES.lease)
    question(town)
    town.breaks("POST", POST, Fault.LOST_ANSWER, writes=True)
    await town.later(minutes=10)


async def applied_but_never_listed(town: Town) -> None:
    """An answer is lost, and GitHub's lists do not show the comment for a day."""
    lists_lag(town, 86_400)
    question(town)
    town.breaks("POST", POST, Fault.LOST_ANSWER, writes=True)
    await town.later(minutes=10)


async def slept_through_the_lease(town: Town) -> None:
    """A process sleeps between claim and write until another has done its work, and wakes up."""
    question(town)
    sleeper, walking = await falls_asleep(town, await decided(town))
    town.clock.advance(TIMES.lease + 1)
    await town.later(minutes=5)
    assert town.asked("POST", POST, writes=True) == 1
    sleeper.woken.set()
    await walking
    await town.works()


async def woke_while_another_writes(town: Town) -> None:
    """A process wakes up while the one that took over writes, and GitHub does not list that for a day."""
    town.is_deaf = True
    lists_lag(town, 86_400)
    question(town)
    lane = await decided(town)
    sleeper, walking = await falls_asleep(town, lane)
    town.clock.advance(TIMES.lease + 1)
    await town.works()
    town.clock.advance(TIMES.grace + 1)
    writer, writing = await falls_asleep(town, lane, after=True)
    assert town.asked("POST", POST, writes=True) == 1
    for process, work in ((sleeper, walking), (writer, writing)):
        process.woken.set()
        await work
    await town.later(minutes=10)


ORDEALS: Mapping[Safeguard, Callable[[Town], Awaitable[None]]] = {
    Safeguard.LOOKUP: killed_after_the_write,
    Safeguard.FENCE: woke_while_another_writes,
    Safeguard.GRACE: applied_but_listed_late,
    Safeguard.DEADLINE: slept_through_the_lease,
    Safeguard.ADOPTION: applied_but_never_listed,
}


AT_ONCE = (Safeguard.LOOKUP, Safeguard.GRACE, Safeguard.ADOPTION)
"""Where the first write is sent when it is due; what is sent later is alone by then, which is REST's."""


async def undergo(folder: Path, ordeal: Safeguard, url: str = "", *, batches: bool = False) -> int:
    """Go through the ordeal of a safeguard, over that database; how often the one comment was sent."""
    async with Town(folder, url=url, batches=batches) as town:
        await town.syncs()
        await town.works()
        await town.meets("eve")
        await ORDEALS[ordeal](town)
        if ordeal in AT_ONCE:
            assert batches == (town.asked("POST", "/graphql$", writes=True) > 0), (
                "what is tried is the writer meant"
            )
        return town.asked("POST", POST, writes=True)
