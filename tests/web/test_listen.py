"""Listening: on a port of one's own, and never silently on nobody's."""

from __future__ import annotations

import errno

import pytest
from aiohttp import ClientSession
from aiohttp.web import Application

from bot.clock import VirtualClock
from bot.web.server import listen, make_app
from tests.harness.over_http.door import START, MemoryStore


async def test_a_worker_has_health_but_no_door() -> None:
    store = MemoryStore()
    app = make_app(inbox=None, readiness=store, numbers=store, clock=VirtualClock(START))
    async with listen(app, "127.0.0.1", 0) as port, ClientSession(f"http://127.0.0.1:{port}") as client:
        assert (await client.get("/readyz")).status == 200
        assert (await client.post("/api/github/webhooks", data=b"{}")).status == 404


async def test_a_port_that_is_taken_is_an_error() -> None:
    store = MemoryStore()

    def app() -> Application:
        return make_app(inbox=None, readiness=store, numbers=store, clock=VirtualClock(START))

    async with listen(app(), "127.0.0.1", 0) as port:
        with pytest.raises(OSError, match=r"\S") as caught:
            async with listen(app(), "127.0.0.1", port):
                pass
    assert caught.value.errno == errno.EADDRINUSE
