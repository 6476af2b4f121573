"""The rota as a calendar that people subscribe to: `/r/{owner}/{repo}/rota.ics?token=`."""

from __future__ import annotations

from typing import Protocol

from aiohttp import web


class Feed(Protocol):
    """Gives a repository's calendar to whoever has the token."""

    async def __call__(self, repository: str, token: str) -> bytes | None:
        """The calendar; None when the token opens nothing."""
        ...


def add(app: web.Application, feed: Feed) -> None:
    """Give `app` the feed. It needs the token also where the dashboard is public."""

    async def answer(request: web.Request) -> web.StreamResponse:
        name = f"{request.match_info['owner']}/{request.match_info['repo']}"
        found = await feed(name, request.query.get("token", ""))
        if found is None:
            raise web.HTTPForbidden
        return web.Response(
            body=found,
            content_type="text/calendar",
            charset="utf-8",
            headers={"Cache-Control": "private, max-age=900"},
        )

    app.router.add_get("/r/{owner}/{repo}/rota.ics", answer, name="rota")
