"""`/healthz`: the process answers. `/readyz`: it can also do its work, and if not, why.

Anybody may ask, so the store is looked at once a second at most, however many do.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from aiohttp import web

from bot.core.ports.clock import Clock
from bot.store.database import NewerDatabase, Replaced, Unavailable

if TYPE_CHECKING:
    from bot.store.backlog import Backlog

log = logging.getLogger("bot.web.health")

FRESH = 1.0
"""Seconds for which an answer of `/readyz` is given again."""


class Readiness(Protocol):
    """What the store can say about itself."""

    async def at_head(self) -> bool:
        """Return whether all migrations are applied; raises when the database cannot be reached or
        written."""
        ...

    async def backlog(self) -> Backlog:
        """Return what waits, and why."""
        ...


class Health:
    """Handles both. An open delivery older than `max_age` turns readiness red, as does a store that has not
    answered `within` so long; both in seconds."""

    def __init__(self, readiness: Readiness, clock: Clock, *, max_age: float, within: float) -> None:
        self._readiness = readiness
        self._clock = clock
        self._max_age = max_age
        self._within = within
        self._turn = asyncio.Lock()
        self._report: dict[str, Any] = {}
        self._stale_at = float("-inf")

    async def alive(self, request: web.Request) -> web.Response:
        """200 as long as the process can answer at all."""
        return web.json_response({"alive": True})

    async def ready(self, request: web.Request) -> web.Response:
        """200 when every check is green, else 503; each check says what it saw."""
        async with self._turn:
            if self._clock.monotonic() >= self._stale_at:
                self._report = await self._look()
                self._stale_at = self._clock.monotonic() + FRESH
        return web.json_response(self._report, status=200 if self._report["ready"] else 503)

    async def _look(self) -> dict[str, Any]:
        checks: dict[str, dict[str, Any]] = {}
        left: Backlog | None = None
        try:
            async with asyncio.timeout(self._within):
                at_head = await self._readiness.at_head()
                left = await self._readiness.backlog()
        except Exception as error:
            # Said in the log only: an error of a database may name its host and user. These two name neither.
            if isinstance(error, Unavailable):
                log.warning("the database cannot be used", extra={"reason": str(error)})
            else:
                log.warning("the database cannot be used", exc_info=True)
            known = isinstance(error, Replaced | NewerDatabase)
            detail = str(error) if known else "cannot be read or written; the log says why"
            checks["database"] = {"ok": False, "detail": detail}
        else:
            checks["database"] = {"ok": True}
            checks["migrations"] = {"ok": at_head}
            age = self._age(left.delivery) if left else None
            checks["oldest_open_delivery"] = {
                "ok": age is None or age <= self._max_age,
                "seconds": age,
                "limit": self._max_age,
            }
            # Not which comment: it may stand in a private repository, and this page is open to everybody.
            other = "another process writes in the App's name: nothing is written; see `stewardbot doctor`"
            checks["no_other_process"] = {"ok": not left.rival} | ({"detail": other} if left.rival else {})
        ready = all(check["ok"] for check in checks.values())
        report: dict[str, Any] = {"ready": ready, "checks": checks}
        if left is not None:
            # Told, not judged: what waits for GitHub's limits waits rightly. No reasons of GitHub's in here,
            # for this page is open to everybody.
            report["waiting"] = {
                "effects": left.effects,
                "pauses": left.pauses,
                "oldest_effect_seconds": self._age(left.effect),
            }
            report["dead"] = left.dead
        return report

    def _age(self, since: datetime | None) -> float | None:
        return None if since is None else round((self._clock.now() - since).total_seconds(), 3)
