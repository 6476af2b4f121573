"""The same client over real HTTP: what the network does to requests, and what is made of it."""

from __future__ import annotations

import asyncio
import tracemalloc
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial

import aiohttp
import pytest
from aiohttp import web

from bot.clock import VirtualClock
from bot.core import effects as fx
from bot.core.markdown import Markdown
from bot.github.connection import Connection
from bot.github.errors import Limited, Outage
from bot.github.service import GitHubService
from bot.github.tokens import AppTokens
from bot.github.transport import LARGEST, HttpTransport, TransportError
from fakegithub import GitHub, Server
from fakegithub.http.faults import Fault
from tests.github.fixed_client import fixed_client
from tests.harness.app_key import pem
from tests.harness.in_process.client import NOON, Rig, rig

Answering = Callable[[asyncio.Event, web.BaseRequest], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def over_http() -> AsyncIterator[tuple[Rig, GitHub]]:
    """A bot whose GitHub is a server on this machine."""
    it = rig()
    server = Server(it.github)
    await server.start()
    async with aiohttp.ClientSession() as session:
        connection = Connection(HttpTransport(session), it.clock, api_url=server.url)
        tokens = AppTokens(connection, it.github.state.app.id, pem())
        try:
            yield Rig(it.github, it.clock, connection, tokens, GitHubService(connection, tokens)), it.github
        finally:
            await server.stop()


async def test_the_walk_from_the_apps_key_to_a_comment_and_a_second_page() -> None:
    async with over_http() as (it, github):
        for number in range(101):
            github.person("eve").comments("acme/widget", 7, f"no {number}")
        found = await it.service.reader(it.installation, it.repository()).comments(7)
        assert len(found) == 101
        tasks = [it.task(fx.PostComment(subject="acme/widget#7", body=Markdown("héllo")))]
        (receipt,) = await it.service.writer.apply(it.place(), tasks)
        assert receipt.state == "done"
        assert (await it.tokens.me()).login == "stewardbot[bot]"


async def test_a_write_through_a_redirect_stays_a_write() -> None:
    async with over_http() as (it, github):
        github.person("alice").renames_repository("acme/widget", "gadget")
        posted = await it.client.post("/repos/acme/widget/issues/7/comments", dict, {"body": "found you"})
        assert posted["body"] == "found you"


async def test_limits_and_lost_answers_are_known_over_the_network_too() -> None:
    async with over_http() as (it, github):
        await it.client.get("/repos/acme/widget", dict)
        github.faults.next("POST", "comments", Fault.LOST_ANSWER)
        with pytest.raises(Outage) as lost:
            await it.client.post("/repos/acme/widget/issues/7/comments", dict, {"body": "x"})
        assert lost.value.maybe_applied
        github.faults.next("GET", "widget", Fault.TOO_MANY)
        with pytest.raises(Limited):
            await it.client.get("/repos/acme/widget", dict)


async def test_nobody_at_home_means_that_nothing_was_sent() -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(TransportError) as caught:
            await HttpTransport(session).send("POST", "http://127.0.0.1:1/x", {}, b"", 5.0)
        assert not caught.value.sent


async def silent(over: asyncio.Event, request: web.BaseRequest) -> web.StreamResponse:
    """Never answer."""
    await over.wait()
    return web.Response()


async def endless(over: asyncio.Event, request: web.BaseRequest) -> web.StreamResponse:
    """Begin an answer at once, and never come to its end."""
    response = web.StreamResponse()
    await response.prepare(request)
    with suppress(ConnectionError):
        while not over.is_set():
            await response.write(b" ")
            await asyncio.sleep(0.01)
    return response


@pytest.mark.parametrize("answering", [silent, endless])
async def test_a_server_that_never_ends_its_answer_is_not_waited_for_forever(answering: Answering) -> None:
    over = asyncio.Event()
    runner = web.ServerRunner(web.Server(partial(answering, over)))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    async with aiohttp.ClientSession() as session:
        here = f"http://{host}:{port}"
        connection = Connection(HttpTransport(session), VirtualClock(NOON), api_url=here, timeout=0.05)
        client = fixed_client(connection, "secret")
        async with asyncio.timeout(5):
            with pytest.raises(Outage) as caught:
                await client.post("/x", dict, {})
    assert caught.value.maybe_applied
    over.set()
    await runner.cleanup()


@pytest.mark.slow
async def test_an_answer_is_unpacked_only_up_to_a_size() -> None:
    async with over_http() as (it, github):
        await it.client.get("/repos/acme/widget", dict)
        github.faults.next("GET", "widget", Fault.BOMB)
        tracemalloc.start()
        with pytest.raises(Outage, match="too large"):
            await it.client.get("/repos/acme/widget", dict)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert most < 3 * LARGEST
