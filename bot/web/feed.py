"""The rota as a calendar that people subscribe to: `/r/{owner}/{repo}/rota.ics?token=`."""

from aiohttp import web

from bot.web.pages import QUERIES


def add(app: web.Application) -> None:
    """Give `app` the feed. It needs the token also where the dashboard is public."""

    async def answer(request: web.Request) -> web.StreamResponse:
        name = f"{request.match_info['owner']}/{request.match_info['repo']}"
        calendar = await request.app[QUERIES].rota_calendar(name, request.query.get("token", ""))
        if calendar is None:
            raise web.HTTPForbidden
        return web.Response(
            body=calendar,
            content_type="text/calendar",
            charset="utf-8",
            headers={"Cache-Control": "private, max-age=900"},
        )

    app.router.add_get("/r/{owner}/{repo}/rota.ics", answer, name="rota")
