"""`/healthz`: the process answers. `/readyz`: it can also do its work, and if not, why."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime
from typing import Any, Protocol

from aiohttp import web

from bot.core.clock import Clock

log = logging.getLogger("bot.web.health")


class Readiness(Protocol):
    """What the store can say about itself."""

    async def at_head(self) -> bool:
        """Whether all migrations are applied; raises when the database cannot be reached."""
        ...

    async def oldest_open(self) -> datetime | None:
        """When the oldest delivery not yet done came in; None when all are done."""
        ...


class Health:
    """Handles both; `max_age` is the age in seconds at which an open delivery turns readiness red."""

    def __init__(self, readiness: Readiness, clock: Clock, *, max_age: float, within: float = 3.0) -> None:
        self._readiness = readiness
        self._clock = clock
        self._max_age = max_age
        self._within = within

    async def alive(self, request: web.Request) -> web.Response:
        """200 as long as the process can answer at all."""
        return web.json_response({"alive": True})

    async def ready(self, request: web.Request) -> web.Response:
        """200 when every check is green, else 503; each check says what it saw."""
        checks: dict[str, dict[str, Any]] = {}
        try:
            async with asyncio.timeout(self._within):
                at_head = await self._readiness.at_head()
                oldest = await self._readiness.oldest_open()
        except Exception:
            # Said in the log only: an error of a database may name its host and user.
            log.warning("the database cannot be reached", exc_info=True)
            checks["database"] = {"ok": False, "detail": "cannot be reached; the log says why"}
        else:
            checks["database"] = {"ok": True}
            checks["migrations"] = {"ok": at_head}
            age = None if oldest is None else (self._clock.now() - oldest).total_seconds()
            checks["oldest_open_delivery"] = {
                "ok": age is None or age <= self._max_age,
                "seconds": None if age is None else round(age, 3),
                "limit": self._max_age,
            }
        ready = all(check["ok"] for check in checks.values())
        return web.json_response({"ready": ready, "checks": checks}, status=200 if ready else 503)
