"""The tempo of created content where several processes write for one App: kept in rows, for all of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.core.keys import PROGRAM_SCOPE
from bot.core.schedule.pace import HOUR, Ceilings
from bot.store import memory

GITHUBS = Ceilings()
_PLACE = (PROGRAM_SCOPE, "pace")


class SharedPace:
    """The tempo as one transaction sees it; of two that create at the same time the second begins anew."""

    def __init__(self, conn: Connection, now: datetime, ceilings: Ceilings = GITHUBS) -> None:
        self._conn = conn
        self._now = now
        self._ceilings = ceilings

    def wait(self, installation_id: int) -> float:
        """Seconds until the installation may create something again; 0 when it may now."""
        return self._ceilings.wait(self._taken(installation_id), self._now.timestamp())

    def took(self, installation_id: int) -> None:
        """Something is being created just now."""
        taken = [*self._taken(installation_id), self._now.timestamp()]
        memory.put(self._conn, *_PLACE, str(installation_id), taken, self._now)

    def _taken(self, installation_id: int) -> list[float]:
        moment = self._now.timestamp()
        stored = memory.read(self._conn, *_PLACE, str(installation_id)).value or []
        return sorted(at for at in stored if moment - HOUR < at <= moment + HOUR)
