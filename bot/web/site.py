"""The pages at the end of the door: whatever is no webhook and no health check comes here.

The pages, their templates and all that they read are imported a while after the start, or with the first
visitor: before the door is open they would delay the first 202 (measured: a sixth more processor time for
the queries, three quarters with the features).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING

from aiohttp import hdrs, web

from bot.core.ports.clock import Clock
from bot.store.database import Unavailable
from bot.web import static_files

if TYPE_CHECKING:
    from bot.web.visits.backstage import OpenBackstage
    from bot.web.visits.reception import Reception

log = logging.getLogger("bot.web.site")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Site:
    """Answers with pages, and every refusal in words.

    Without `backstage` there are none of repositories. `public_dashboard`: strangers see the counts of public
    repositories. `public_url` is where links to us begin.
    """

    def __init__(
        self,
        clock: Clock,
        backstage: OpenBackstage | None = None,
        *,
        public_dashboard: bool = False,
        public_url: str | None = None,
    ) -> None:
        self._clock, self._backstage = clock, backstage
        self._public_dashboard = public_dashboard
        self.public_url = public_url
        """Read with the first page: until then somebody may still learn it."""
        self._reception: Reception | None = None
        self._opening = asyncio.Lock()

    def add_to(self, app: web.Application) -> None:
        """Give `app` the pages, below all that it answers already."""
        app.middlewares.append(_refuse_in_words)
        static_files.add(app)
        app.router.add_route("*", "/{path:.*}", self.answer)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer one request; raises `web.HTTPException` for what is refused."""
        return await (await self._open()).answer(request)

    async def warm(self) -> None:
        """Do what the first visitor would wait for: import, compile, connect. What fails is met again, and
        told, with the first visitor."""
        with suppress(Exception):
            await (await self._open()).warm()

    async def _open(self) -> Reception:
        async with self._opening:
            if self._reception is None:
                await asyncio.to_thread(import_module, "bot.web.pages")
                from bot.web.pages import PAGES
                from bot.web.visits.reception import Reception
                from bot.web.visits.templates import compile_all

                await asyncio.to_thread(compile_all)

                self._reception = Reception(
                    PAGES,
                    self._clock,
                    None if self._backstage is None else await self._backstage(),
                    public_dashboard=self._public_dashboard,
                    public_url=self.public_url,
                )
        return self._reception


@web.middleware
async def _refuse_in_words(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPException as refusal:
        if refusal.status < 400:
            raise
        return await _refusal(request, refusal.status, refusal.headers.get(hdrs.ALLOW))
    except Unavailable as outage:
        log.warning("a page without the database", extra={"path": request.path, "reason": str(outage)})
        return await _refusal(request, 503, is_store_away=True)
    except Exception:
        log.exception("a page failed", extra={"path": request.path})
        return await _refusal(request, 500)


async def _refusal(
    request: web.Request, status: int, allow: str | None = None, *, is_store_away: bool = False
) -> web.Response:
    await asyncio.to_thread(import_module, "bot.web.visits.refusal")
    from bot.web.visits.refusal import STORE_AWAY, refusal

    as_page = "text/html" in request.headers.get(hdrs.ACCEPT, "")
    response = refusal(status, as_page=as_page, words=STORE_AWAY if is_store_away else None)
    if allow:
        response.headers[hdrs.ALLOW] = allow
    return response
