"""The process in which the server learns: seconds of pure Python would stop everything else.

`python -m bot.operations.training.night` reads the address of the database from its standard input, for in
its arguments anybody on the host could read it.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping

import structlog

from bot.clock import SystemClock
from bot.logs import configure
from bot.operations.training.learner import Learner, LearnResult
from bot.store.database import Database
from handlers import FEATURES

log = structlog.get_logger()

PASSED_ON = ("PATH", "PYTHONPATH", "VIRTUAL_ENV", "HOME", "LANG", "TMPDIR")
"""What the process is told of the server's surroundings: no secret."""


class NightProcess:
    """Learns over a database in a process of its own."""

    def __init__(self, url: str, environment: Mapping[str, str] = os.environ) -> None:
        self._url = url
        self._environment = {name: environment[name] for name in PASSED_ON if name in environment}

    async def learn(self) -> None:
        """Learn wherever it is due. Who cancels this ends the process; it goes on another time."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", __name__, stdin=asyncio.subprocess.PIPE, env=self._environment
        )
        try:
            await process.communicate(self._url.encode())
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode:
            log.error("learning failed", code=process.returncode)


async def _learn(url: str) -> None:
    async with Database(url, SystemClock()) as db:
        async for repository, result in Learner(db, FEATURES).learn_all():
            if result in (LearnResult.LEARNT, LearnResult.UNCHANGED):
                log.info("learnt labels", repository=repository.full_name, result=result.value)


if __name__ == "__main__":
    os.nice(10)
    configure("INFO")
    asyncio.run(_learn(sys.stdin.read().strip()))
