"""The web application, put together from its parts; whoever calls `make_app` knows the concrete ones."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import hdrs, web

from bot.core.ports.clock import Clock
from bot.web.bodies import Bodies
from bot.web.connections import Connections
from bot.web.health import Health, Readiness
from bot.web.limits import WebLimits
from bot.web.metrics import Metrics, Numbers, Tally
from bot.web.site import Site
from bot.web.webhook import DeliveryStore, Door, WebhookRoute
from bot.web.webhook.protocol import webhook_protocols

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


BODIES = web.AppKey("BODIES", Bodies)
WEBHOOK = web.AppKey("WEBHOOK", WebhookRoute)
FINISHING = 10.0
"""Seconds that connections have to answer what has begun, once the server ends."""
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def make_app(
    *,
    inbox: DeliveryStore | None,
    readiness: Readiness,
    numbers: Numbers,
    clock: Clock,
    webhook_secret: str = "",
    webhook_secret_old: str | None = None,
    webhook_path: str = "/api/github/webhooks",
    on_stored: Callable[[], None] = lambda: None,
    metrics_token: str | None = None,
    site: Site | None = None,
    ready_max_age: float = 3600.0,
    ready_within: float = 3.0,
    store_within: float = 8.0,
    limits: WebLimits | None = None,
) -> web.Application:
    """Return the application. Without an inbox (a worker of its own) there is no door and no page, only
    health.

    `webhook_secret_old` signs as well, while the secret is changed. `ready_max_age`, `ready_within` and
    `store_within` are seconds, see `Health` and `Door`. Without a `site` of its own there are no pages of
    repositories.
    """
    app = web.Application()
    app[BODIES] = bodies = Bodies(limits or WebLimits())
    app.on_response_prepare.append(secure)
    tally = Tally()
    health = Health(readiness, clock, max_age=ready_max_age, within=ready_within)
    app.router.add_get("/healthz", health.alive)
    app.router.add_get("/readyz", health.ready)
    app.router.add_get("/metrics", Metrics(numbers, tally, metrics_token).__call__)
    if inbox is not None:
        secrets = [webhook_secret] if webhook_secret_old is None else [webhook_secret, webhook_secret_old]
        door = Door(
            inbox, secrets, clock, bodies, on_stored=on_stored, store_within=store_within, tally=tally
        )
        app.router.add_post(webhook_path, door.__call__)
        app.router.add_route("*", webhook_path, _only_posts)
        app[WEBHOOK] = WebhookRoute(webhook_path, door)
        (site or Site(clock)).add_to(app)
    return app


@asynccontextmanager
async def listen(app: web.Application, host: str, port: int) -> AsyncIterator[int]:
    """Serve `app` as long as the block runs; gives the port (a free one for 0). OSError if it is taken."""
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    assert runner.server is not None
    connections = Connections(runner.server, app[BODIES])
    protocols: Callable[[], asyncio.Protocol] = connections
    if webhook := app.get(WEBHOOK):
        runner.server.request_handler = _webhook_first(webhook, runner.server.request_handler)
        protocols = webhook_protocols(webhook, connections)
    try:
        server = await asyncio.get_running_loop().create_server(protocols, host, port, backlog=128)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()
            await connections.finish(FINISHING)
    finally:
        await runner.cleanup()


def _webhook_first(webhook: WebhookRoute, others: Handler) -> Handler:
    """Return a handler for the webhook, and for whatever `others` answer.

    What the application does for a page (routes, middlewares, signals) costs as much as a delivery itself.
    """

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        if request.method == hdrs.METH_POST and request.raw_path == webhook.path:
            return await webhook.door(request)
        return await others(request)

    return answer


async def _only_posts(request: web.Request) -> web.StreamResponse:
    raise web.HTTPMethodNotAllowed(request.method, ["POST"])


async def secure(request: web.Request, response: web.StreamResponse) -> None:
    """Give an answer the headers that every answer bears, unless it has its own."""
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
