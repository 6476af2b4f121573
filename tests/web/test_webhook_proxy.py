"""A proxy of webhooks, for developing: what it streams comes in by the door, and only if GitHub signed it."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from datetime import UTC, datetime

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.clock import VirtualClock
from bot.web.server import make_app
from bot.web.webhook_proxy import WebhookProxy
from tests.harness.over_http.door import MemoryInbox, MemoryStore

SECRET = "a-secret-of-the-sandbox"
BODY = {
    "action": "opened",
    "issue": {"number": 7, "title": "Müsli ☃ </script> \u2028"},
    "repository": {"id": 1},
}


def event(body: object, guid: str, *, secret: str = SECRET) -> str:
    """One event of the stream, as smee sends it."""
    raw = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    signature = "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
    headers = {"x-github-event": "issues", "x-github-delivery": guid, "x-hub-signature-256": signature}
    data = {**headers, "content-type": "application/json", "body": body, "query": {}, "timestamp": 1}
    return f"id: 1\ndata: {json.dumps(data)}\n\n"


async def test_what_github_signed_comes_in_and_nothing_else() -> None:
    hung_up = asyncio.Event()
    streams = [
        "event: ready\ndata: {}\n\nevent: ping\ndata: {}\n\n" + event(BODY, "one"),
        "data: no json\n\n: a remark\n\n" + event(BODY, "forged", secret="another") + event(BODY, "two"),
    ]

    async def stream(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        if not streams:
            hung_up.set()
            await asyncio.sleep(3600)
        await response.write(streams.pop(0).encode())
        return response

    proxy = web.Application()
    proxy.router.add_get("/abc", stream)
    clock, inbox, store = VirtualClock(datetime(2026, 3, 2, 9, tzinfo=UTC)), MemoryInbox(), MemoryStore()
    door = make_app(inbox=inbox, readiness=store, numbers=store, clock=clock, webhook_secret=SECRET)
    async with TestServer(proxy) as there, TestServer(door) as here, aiohttp.ClientSession() as session:
        address = str(here.make_url("/api/github/webhooks"))
        work = WebhookProxy(str(there.make_url("/abc")), address, clock, session)
        receiving = asyncio.create_task(work.keep_receiving())
        async with asyncio.timeout(20):
            while not hung_up.is_set():
                clock.advance(1)
                await asyncio.sleep(0.01)
        receiving.cancel()
    assert list(inbox.arrivals) == ["one", "two"]
