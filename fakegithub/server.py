"""The simulated GitHub over real HTTP: it answers requests and delivers its webhooks, signed and in order."""

from __future__ import annotations

from dataclasses import replace

from aiohttp import ClientError, ClientSession, ClientTimeout, web

from fakegithub.github import GitHub
from fakegithub.webhooks.deliveries import Delivery
from fakegithub.webhooks.delivery_chaos import DeliveryChaos
from fakegithub.webhooks.webhook import Webhook

LARGEST = 26_214_400
PATIENCE = ClientTimeout(total=10)
"""GitHub gives a receiver ten seconds to answer a webhook."""


class Server:
    """A `GitHub` behind a port of its own. Start it, use `url`, and stop it.

    `chaos` lets webhooks come twice, late or not at all.
    """

    def __init__(
        self, github: GitHub, webhook_url: str | None = None, chaos: DeliveryChaos | None = None
    ) -> None:
        self.github, self.chaos = github, chaos or DeliveryChaos()
        self.webhook_url = webhook_url
        self.url = ""
        self._runner: web.AppRunner | None = None
        self._session: ClientSession | None = None

    @property
    def webhook_url(self) -> str | None:
        """Where webhooks are delivered: the App's own setting."""
        return self.github.state.app.webhook_url

    @webhook_url.setter
    def webhook_url(self, url: str | None) -> None:
        self.github.state.app.webhook_url = url

    @property
    def deliveries(self) -> list[Delivery]:
        """Every attempt to deliver a webhook, oldest first."""
        return self.github.state.deliveries.made

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen; port 0 takes a free one. From now on the URLs in answers lead to this server."""
        app = web.Application(client_max_size=LARGEST)
        app.router.add_route("*", "/{path:.*}", self._serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        bound = self._runner.addresses[0][1]
        self.url = f"http://{host}:{bound}"
        self.github.state.api_url = self.url
        self._session = ClientSession(timeout=PATIENCE)

    async def stop(self) -> None:
        """Close everything."""
        if self._session is not None:
            await self._session.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        try:
            reply = await self.github.api.handle(request.method, request.raw_path, request.headers, body)
        except (TimeoutError, ConnectionResetError):
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=500)
        return web.Response(status=reply.status, body=reply.body, headers=reply.headers)

    async def deliver_all(self) -> int:
        """Deliver waiting webhooks, oldest first, and those that come up meanwhile, until none waits.

        Returns how many attempts were made. A webhook that is refused is not tried again: GitHub does not
        either.
        """
        count = 0
        while self.github.webhooks:
            for webhook, arrives in self.chaos.take(self.github.webhooks):
                await self._deliver(webhook, arrives=arrives)
                count += 1
        return count

    async def redeliver(self, guid: str) -> Delivery:
        """Send a webhook again under its old GUID; LookupError when there was none."""
        for delivery in self.deliveries:
            if delivery.webhook.guid == guid:
                return await self._deliver(replace(delivery.webhook, redelivery=True))
        raise LookupError(f"no webhook {guid} was ever delivered")

    async def _deliver(self, webhook: Webhook, *, arrives: bool = True) -> Delivery:
        if self._session is None or self.webhook_url is None:
            raise RuntimeError("start the server and set `webhook_url` before webhooks can be delivered")
        state, status = self.github.state, 0
        headers = webhook.headers(self.github.secret, state.app.id)
        try:
            if arrives:
                async with self._session.post(self.webhook_url, data=webhook.body, headers=headers) as answer:
                    status = answer.status
        except (ClientError, TimeoutError):
            pass  # nobody answered
        return state.deliveries.record(webhook, status, state.now())
