"""Strangers at the door: what they may cost us before they have shown a signature, over real connections."""

from __future__ import annotations

import asyncio
import io
import json
import socket
import tracemalloc
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import ClientSession, web

from bot.clock import VirtualClock
from bot.web.limits import LARGEST_BODY, WebLimits
from bot.web.server import BODIES, listen, make_app
from tests.harness.over_http.door import PATH, SECRET, START, MemoryInbox, MemoryStore, sign

pytestmark = [pytest.mark.usefixtures("http"), pytest.mark.asyncio(loop_factories=["asyncio", "uvloop"])]

MB = 1024 * 1024
SOON = 10.0
"""Seconds after which something that should happen at once never will."""


@pytest.fixture(autouse=True)
def short_lingering(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who was refused and still sends is not waited for long: each end of a server would wait so."""
    monkeypatch.setattr("bot.web.connections.LINGERING", 0.1)


@dataclass
class Stranger:
    """A connection of somebody who knows no secret."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def sends(self, data: bytes) -> None:
        if self.writer.is_closing():
            return
        self.writer.write(data)
        try:
            async with asyncio.timeout(SOON):
                await self.writer.drain()
        except (ConnectionError, TimeoutError):
            pass  # refused meanwhile

    async def announces(self, length: int) -> None:
        """Begin a delivery whose signature looks like one."""
        await self.sends(
            f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n"
            f"X-GitHub-Event: issues\r\nX-GitHub-Delivery: {uuid.uuid4()}\r\n"
            f"X-Hub-Signature-256: sha256={'0' * 64}\r\n\r\n".encode()
        )

    async def status(self) -> int:
        """Return the status of the next answer; 0 when the connection is closed without one."""
        try:
            async with asyncio.timeout(SOON):
                line = await self.reader.readline()
        except ConnectionError:
            return 0
        return int(line.split()[1]) if line else 0

    async def header(self, name: str) -> str:
        """Return a header of the answer whose status was read."""
        async with asyncio.timeout(SOON):
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode()
        return next((line.partition(": ")[2] for line in head.split("\r\n") if line.startswith(name)), "")

    async def is_closed(self) -> bool:
        """Whether the server hangs up soon."""
        try:
            async with asyncio.timeout(SOON):
                while await self.reader.read(MB):
                    pass
        except ConnectionError:
            return True
        except TimeoutError:
            return False
        return True


@dataclass
class Site:
    """A server on a port of its own."""

    port: int
    app: web.Application
    inbox: MemoryInbox
    store: MemoryStore
    clock: VirtualClock
    strangers: list[Stranger] = field(default_factory=list)

    async def stranger(self) -> Stranger:
        stranger = Stranger(*await asyncio.open_connection("127.0.0.1", self.port))
        self.strangers.append(stranger)
        return stranger

    async def github(self, size: int = 16 * 1024) -> int:
        """Return the status of a signed delivery of about `size` bytes, over a connection of its own."""
        body = json.dumps({"repository": {"id": 12}, "padding": "x" * size}).encode()
        headers = {
            "X-GitHub-Event": "issues",
            "X-GitHub-Delivery": str(uuid.uuid4()),
            "X-Hub-Signature-256": sign(body),
        }
        async with (
            ClientSession(f"http://127.0.0.1:{self.port}") as client,
            client.post(PATH, data=io.BytesIO(body), headers=headers) as answer,
        ):
            return answer.status

    @property
    def free(self) -> int:
        return self.app[BODIES].free


@asynccontextmanager
async def open_site(answer: bytes = b"", **limits: Any) -> AsyncIterator[Site]:
    """Open a server, with a page `/answer` of those bytes."""

    async def page(_: web.Request) -> web.Response:
        return web.Response(body=answer)

    inbox, store, clock = MemoryInbox(), MemoryStore(), VirtualClock(START)
    app = make_app(
        inbox=inbox,
        readiness=store,
        numbers=store,
        clock=clock,
        webhook_secret=SECRET,
        limits=WebLimits(**limits),
    )
    app.router.add_get("/answer", page)
    async with listen(app, "127.0.0.1", 0) as port:
        site = Site(port, app, inbox, store, clock)
        try:
            yield site
        finally:
            for stranger in site.strangers:
                stranger.writer.transport.abort()


async def eventually_free(site: Site, size: int) -> None:
    async with asyncio.timeout(SOON):
        while site.free != size:  # noqa: ASYNC110  the server has no event for its guests
            await asyncio.sleep(0.01)
    assert site.free == size


@pytest.mark.slow
async def test_sixty_strangers_with_large_bodies_take_no_more_than_the_budget_and_github_is_served() -> None:
    async with open_site(body_memory=32 * MB, quick=0.5) as site:
        tracemalloc.start()
        try:
            for _ in range(60):
                stranger = await site.stranger()
                await stranger.announces(4 * MB)
                await stranger.sends(b"x" * (4 * MB - 1))
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        # Without a budget 240 MB; beside the budget there is what the strangers themselves keep in here.
        assert peak < 64 * MB, f"{peak // MB} MB"
        assert [await site.github() for _ in range(30)] == [202] * 30
        await asyncio.sleep(0.5)
        assert await site.github(5 * MB) == 202


async def test_who_finds_no_room_is_refused_at_once_without_being_read() -> None:
    async with open_site(body_memory=32 * MB, quick=8.0) as site:
        first = await site.stranger()
        await first.announces(24 * MB)
        second = await site.stranger()
        await second.announces(24 * MB)
        assert await second.status() == 503
        assert int(await second.header("Retry-After")) > 0
        assert site.free == 8 * MB


async def test_a_smaller_body_turns_out_a_larger_one_and_no_more_than_it_needs() -> None:
    async with open_site(body_memory=32 * MB) as site:
        large, middle = await site.stranger(), await site.stranger()
        await large.announces(20 * MB)
        await middle.announces(11 * MB)
        await middle.sends(b"x")
        assert await site.github(10 * MB) == 202
        assert await large.status() == 503
        assert site.free == 21 * MB


@pytest.mark.slow
async def test_a_larger_body_gets_the_room_of_those_that_have_had_their_time() -> None:
    async with open_site(body_memory=32 * MB, quick=0.05) as site:
        strangers = [await site.stranger() for _ in range(32)]
        for stranger in strangers:
            await stranger.announces(MB)
        await eventually_free(site, 0)
        await asyncio.sleep(0.1)
        assert await site.github(20 * MB) == 202


async def test_a_body_of_unsaid_length_counts_as_the_largest_there_may_be() -> None:
    async with open_site(body_memory=32 * MB) as site:
        stranger = await site.stranger()
        head = f"X-Hub-Signature-256: sha256={'0' * 64}\r\nTransfer-Encoding: chunked\r\n\r\n"
        await stranger.sends(f"POST {PATH} HTTP/1.1\r\nHost: x\r\n{head}".encode())
        await eventually_free(site, 32 * MB - LARGEST_BODY)


@pytest.mark.parametrize("end", ["pause", "drip", "leave"])
async def test_a_body_that_pauses_drips_or_breaks_off_gives_its_room_back(end: str) -> None:
    limits = {"pause": (0.2, 5.0), "drip": (0.2, 0.3), "leave": (3.0, 5.0)}[end]
    async with open_site(body_memory=32 * MB, quick=0.1, body_idle=limits[0], body=limits[1]) as site:
        stranger = await site.stranger()
        await stranger.announces(20 * MB)
        await eventually_free(site, 12 * MB)
        await stranger.sends(b"x")
        if end == "drip":
            async with asyncio.timeout(SOON):
                while site.free != 32 * MB:
                    await asyncio.sleep(0.05)
                    await stranger.sends(b"x")
        elif end == "pause":
            assert await stranger.status() == 408
        elif end == "leave":
            stranger.writer.transport.abort()
        await eventually_free(site, 32 * MB)


async def test_a_wrong_signature_and_a_stored_delivery_give_their_room_back() -> None:
    async with open_site(body_memory=32 * MB) as site:
        stranger = await site.stranger()
        await stranger.announces(2)
        await stranger.sends(b"{}")
        assert await stranger.status() == 401
        assert await site.github() == 202
        await eventually_free(site, 32 * MB)


async def test_what_waits_for_a_store_that_hangs_counts_until_it_is_stored() -> None:
    inbox, store, clock = MemoryInbox(gate=asyncio.Event()), MemoryStore(), VirtualClock(START)
    app = make_app(
        inbox=inbox, readiness=store, numbers=store, clock=clock, webhook_secret=SECRET, store_within=0.01
    )
    async with listen(app, "127.0.0.1", 0) as port:
        site = Site(port, app, inbox, store, clock)
        assert await site.github(MB) == 503
        assert site.free < WebLimits().body_memory - MB
        assert inbox.gate is not None
        inbox.gate.set()
        await eventually_free(site, WebLimits().body_memory)


async def test_a_head_that_never_ends_is_not_waited_for() -> None:
    async with open_site(header=0.2) as site:
        stranger = await site.stranger()
        for _ in range(6):
            await stranger.sends(b"POST / HTTP/1.1\r\n" if not _ else b"X-Slow: 1\r\n")
            await asyncio.sleep(0.05)
        assert await stranger.is_closed()


async def test_a_connection_between_two_requests_may_rest_only_so_long() -> None:
    async with open_site(header=0.3, keepalive=0.8) as site:
        stranger = await site.stranger()
        await stranger.sends(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert await stranger.status() == 200
        await asyncio.sleep(0.35)  # longer than a head may take: it is a known one by now
        await stranger.sends(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert await stranger.is_closed()


async def test_idle_connections_make_room_for_github_the_unused_ones_first() -> None:
    async with open_site(connections=16) as site:
        proxy = await site.stranger()
        await proxy.sends(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert await proxy.status() == 200
        strangers = [await site.stranger() for _ in range(40)]
        assert [await site.github() for _ in range(5)] == [202] * 5
        assert await strangers[0].is_closed()
        await proxy.sends(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b"200" in await proxy.reader.readuntil(b"HTTP/1.1 200")


async def test_slow_bodies_on_all_connections_make_room_for_github() -> None:
    async with open_site(connections=16, quick=0.05) as site:
        for _ in range(16):
            await (await site.stranger()).announces(10)
        await asyncio.sleep(0.1)
        assert [await site.github() for _ in range(5)] == [202] * 5


async def test_requests_sent_ahead_of_the_answers_are_not_collected() -> None:
    async with open_site() as site:
        stranger = await site.stranger()
        await stranger.sends(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n" * 32)
        assert await stranger.is_closed()


@pytest.mark.parametrize(
    "data",
    [
        b"\x00\xff<script>x</script>\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"a" * 10_000,
        b"GET / HTTP/1.1\r\n" + b"X: a\r\n" * 100 + b"\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: \xff\x00<script>x</script>\r\n\r\n",
        b"GET http://[::1 HTTP/1.1\r\nHost: x\r\n\r\n",
        f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n".encode(),
        f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{{}}".encode(),
        f"POST {PATH} HTTP/1.1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n".encode(),
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        bytes.fromhex("16030100c8010000c40303") + bytes(100),
    ],
    ids=range(10),
)
async def test_what_is_no_request_is_refused_without_being_repeated_or_logged(
    data: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_site() as site:
        stranger = await site.stranger()
        await stranger.sends(data)
        async with asyncio.timeout(SOON):
            answer = await stranger.reader.read()
        assert answer.startswith((b"HTTP/1.0 400", b"HTTP/1.1 400"))
        assert answer.endswith(b'{"error": "this is no request that can be read"}')
        assert await site.github() == 202
    assert [each.message for each in caplog.records if each.levelname != "DEBUG"] == []


@pytest.mark.slow
async def test_one_who_takes_no_answers_is_not_waited_for() -> None:
    async with open_site(answer=b"x" * 16 * MB, quick=0.01, body_idle=0.1, body=0.2) as site:
        narrow = socket.socket()
        narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        narrow.setblocking(False)
        await asyncio.get_running_loop().sock_connect(narrow, ("127.0.0.1", site.port))
        stranger = Stranger(*await asyncio.open_connection(sock=narrow, limit=1024))
        await stranger.sends(b"GET /answer HTTP/1.1\r\nHost: x\r\n\r\n")
        await asyncio.sleep(0.5)
        got = 0
        with suppress(ConnectionError):
            async with asyncio.timeout(SOON):
                while chunk := await stranger.reader.read(MB):
                    got += len(chunk)
        assert got < 16 * MB
        stranger.writer.transport.abort()


async def test_many_who_ask_for_readiness_have_the_store_looked_at_once_a_second() -> None:
    async with open_site() as site, ClientSession(f"http://127.0.0.1:{site.port}") as client:

        async def ready() -> int:
            async with client.get("/readyz") as answer:
                return answer.status

        assert await asyncio.gather(*(ready() for _ in range(60))) == [200] * 60
        assert site.store.looks == 1
        site.store.head = False
        assert await ready() == 200
        site.clock.advance(1)
        assert await ready() == 503
        assert site.store.looks == 2
