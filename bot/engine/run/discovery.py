"""Discovery: where the App is installed, asked once at the start.

An App may have been installed before the server ran for the first time, or while it was down: then no event
tells of it. What is found is looked at first like any newly installed repository, by its timer.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Protocol

import structlog

from bot.core.errors import Unreachable
from bot.core.events import Installation
from bot.core.model import Repository
from bot.core.ports.clock import Clock
from bot.engine.installations import note_installation
from bot.store.database import Database, Unavailable
from bot.store.panics import panics_as_failures

log = structlog.get_logger()

FIRST_REST = 30.0
LONGEST_REST = 3600.0
"""Seconds until GitHub is asked again after it could not be reached; each time twice as long, up to this."""
NOT_ASKED = "GitHub cannot be asked for the App's installations; `stewardbot doctor` says what to mend"
NOT_NOTED = "the App's installations cannot be noted in the database; `stewardbot doctor` says what to mend"


class Installations(Protocol):
    """Where the App is installed."""

    def all(self) -> AsyncIterator[tuple[Installation, tuple[Repository, ...]]]:
        """Return every installation and the repositories it covers. Raise `Unreachable`."""
        ...


class Discovery:
    """Plans a first sync of what no event told of; calls `on_found` where there is something."""

    def __init__(
        self,
        db: Database,
        installations: Installations,
        clock: Clock,
        on_found: Callable[[], None] = lambda: None,
    ) -> None:
        self._db, self._installations, self._clock = db, installations, clock
        self._on_found = on_found

    async def run(self) -> int:
        """Ask once, and return how many repositories are to be looked at. Raise `Unreachable`,
        `Unavailable`."""
        count = 0
        async for installation, repositories in self._installations.all():
            note = partial(
                note_installation,
                installation=installation,
                repositories=repositories,
                now=self._clock.now(),
            )
            if new := await self._db.write(note):
                log.info("found repositories", installation=installation.id, repositories=new)
                count += new
                self._on_found()
        return count

    async def run_until_answered(self) -> None:
        """Ask until GitHub has answered once; never in the way of anything else."""
        rest = FIRST_REST
        while True:
            try:
                with panics_as_failures():
                    await self.run()
                return
            except (Unreachable, Unavailable) as reason:
                what = NOT_ASKED if isinstance(reason, Unreachable) else NOT_NOTED
                log.warning(what, reason=str(reason), again_in=f"{rest:.0f} s")
            except Exception:
                log.exception("installations not asked for")
            await self._clock.sleep(rest)
            rest = min(rest * 2, LONGEST_REST)
