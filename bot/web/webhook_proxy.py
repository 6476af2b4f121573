"""While developing: webhooks that a proxy such as smee.io received come in by our own door, as GitHub's do.

The proxy streams what it got (server-sent events) and has read the body already, so the bytes are made again
as GitHub writes them. The door checks the signature over them: what the proxy changed is refused.

https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
"""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Mapping
from typing import Any

import aiohttp

from bot.core.ports.clock import Clock

log = logging.getLogger("bot.web.webhook_proxy")

REST = 5.0
"""Seconds until a proxy that hung up is asked again."""
LARGEST_LINE = 32 * 1024 * 1024
"""Bytes of one event: a webhook of 25 MB, escaped."""
SILENCE = aiohttp.ClientTimeout(total=None, sock_connect=10, sock_read=120)
"""smee sends a sign of life every half minute."""
HEADERS = ("x-github-event", "x-github-delivery", "x-hub-signature-256", "content-type", "user-agent")


class WebhookProxy:
    """Receives at `proxy` and hands on to `door`, both addresses, as long as it is let run."""

    def __init__(self, proxy: str, door: str, clock: Clock, session: aiohttp.ClientSession) -> None:
        self._proxy, self._door, self._clock, self._session = proxy, door, clock, session

    async def keep_receiving(self) -> None:
        """Receive until cancelled; a proxy that is away is asked again."""
        while True:
            try:
                await self._receive()
            except (aiohttp.ClientError, TimeoutError, ValueError) as trouble:
                log.warning("the webhook proxy hung up", extra={"reason": type(trouble).__name__})
            await self._clock.sleep(REST)

    async def _receive(self) -> None:
        headers = {"Accept": "text/event-stream"}
        async with self._session.get(
            self._proxy, headers=headers, timeout=SILENCE, read_bufsize=LARGEST_LINE
        ) as stream:
            stream.raise_for_status()
            log.info("webhooks come by the proxy of WEBHOOK_PROXY_URL")
            async for event in _events(stream.content):
                await self._hand_on(event)

    async def _hand_on(self, event: Mapping[str, Any]) -> None:
        body = event.get("body")
        if body is None:
            return  # A sign of life, or its greeting.
        sent = {name: str(event[name]) for name in HEADERS if name in event}
        raw = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        async with self._session.post(self._door, data=raw, headers=sent) as answer:
            if answer.status >= 400:
                log.warning("a webhook by the proxy was refused", extra={"status": answer.status})


async def _events(stream: aiohttp.StreamReader) -> AsyncIterator[Mapping[str, Any]]:
    """Return the data of each event, as far as it is a JSON object."""
    data: list[str] = []
    async for line in stream:
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        if text.startswith("data:"):
            data.append(text[5:].removeprefix(" "))
        elif not text and data:
            try:
                event = json.loads("\n".join(data))
            except ValueError:
                event = None
            data = []
            if isinstance(event, dict):
                yield event
