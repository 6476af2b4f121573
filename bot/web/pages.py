"""Pages for people: the landing page, and every refusal in words and in the same dress.

Templates escape everything. Pages under `/r/` show what happens in repositories: strangers are refused
there unless the operator has made the dashboard public. How to command the bot in a public repository is for
everybody.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from aiohttp import hdrs, web

from bot.web import static_files

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

    from bot.core.commands.command_catalog import CommandCatalog

log = logging.getLogger("bot.web.pages")

HERE = Path(__file__).parent
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

OPEN = frozenset({"commands", "rota"})
"""Names of those pages under `/r/` that strangers may see; the rota asks for a token of its own."""


class Queries(Protocol):
    """What the pages read of the store."""

    async def commands(self, full_name: str, /) -> CommandCatalog | None:
        """Return the commands of a public repository; None for one that is private or unknown."""
        ...

    async def rota_calendar(self, full_name: str, token: str, /) -> bytes | None:
        """Return the rota of a repository as iCalendar; None if the token does not open it."""
        ...


QUERIES: web.AppKey[Queries] = web.AppKey("queries", Queries)

REFUSALS = {
    403: ("Not for everybody", "The pages of this repository are open only to people who work on it."),
    404: ("Nothing here", "There is no page at this address."),
    405: ("Not this way", "This address cannot be used like that."),
    500: ("Something broke", "The server made a mistake here. It has been noted; please try again later."),
}


def add(app: web.Application, *, public: bool, queries: Queries | None = None) -> None:
    """Give `app` the pages; `public` opens those under `/r/` to strangers."""
    app.middlewares.append(_refuse_in_words)
    if not public:
        app.middlewares.append(_refuse_strangers)
    app.router.add_get("/", landing)
    if queries is not None:
        app[QUERIES] = queries
        route = r"/r/{owner:[\w.-]+}/{name:[\w.-]+}/commands{format:(\.json)?}"
        app.router.add_get(route, commands, name="commands")
    static_files.add(app)


@cache
def _templates() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415  for the first page

    made = Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined
    )
    made.filters["spans"] = _spans
    made.globals["static"] = static_files.address
    return made


def _spans(text: str) -> Markup:
    """Return our own one-line Markdown as HTML: what stands between backticks is code, all else is
    escaped."""
    from markupsafe import Markup  # noqa: PLC0415  for the first page

    parts = enumerate(text.split("`"))
    return Markup().join(Markup("<code>{}</code>").format(part) if at % 2 else part for at, part in parts)


def render(template: str, *, status: int = 200, **values: object) -> web.Response:
    """Return a page from its template; every value is escaped."""
    return web.Response(
        text=_templates().get_template(template).render(values), status=status, content_type="text/html"
    )


async def landing(request: web.Request) -> web.Response:
    """Answer what this server is, for somebody who followed a link to it."""
    return render("landing.html")


async def commands(request: web.Request) -> web.Response:
    """Answer what may be commanded in a public repository, as a page or (`.json`, `?format=json`) as JSON."""
    owner, name = request.match_info["owner"], request.match_info["name"]
    catalog = await request.app[QUERIES].commands(f"{owner}/{name}")
    if catalog is None:
        raise web.HTTPNotFound
    if request.match_info["format"] or request.query.get("format") == "json":
        return web.json_response(catalog.model_dump(mode="json"))
    return render("commands.html", catalog=catalog)


@web.middleware
async def _refuse_strangers(request: web.Request, handler: Handler) -> web.StreamResponse:
    # The same answer for every address, so that none tells whether a repository exists.
    inside = request.path == "/r" or request.path.startswith("/r/")
    if inside and request.match_info.route.name not in OPEN:
        raise web.HTTPForbidden
    return await handler(request)


@web.middleware
async def _refuse_in_words(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPException as refusal:
        if refusal.status not in REFUSALS:
            raise
        return _refusal(request, refusal.status, refusal.headers.get(hdrs.ALLOW))
    except Exception:
        log.exception("a page failed", extra={"path": request.path})
        return _refusal(request, 500)


def _refusal(request: web.Request, status: int, allow: str | None = None) -> web.Response:
    """HTML for people, JSON for programs."""
    title, text = REFUSALS[status]
    if "text/html" in request.headers.get(hdrs.ACCEPT, ""):
        response = render("refusal.html", status=status, title=title, text=text)
    else:
        response = web.json_response({"error": text}, status=status)
    if allow:
        response.headers[hdrs.ALLOW] = allow
    return response
