"""A delivery needs no web framework, and whatever else comes on its connection gets one."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.harness.over_http.door import PATH, House, open_house, sign

pytestmark = pytest.mark.asyncio(loop_factories=["asyncio", "uvloop"])

BODY = json.dumps({"action": "opened", "issue": {"number": 7}, "repository": {"id": 12}}).encode()


def delivery(guid: str, *headers: str, body: bytes = BODY) -> bytes:
    """A request as GitHub writes it, with more headers if need be."""
    lines = [
        f"POST {PATH} HTTP/1.1",
        "Host: bot.example.org",
        "User-Agent: GitHub-Hookshot/044aadd",
        f"Content-Length: {len(body)}",
        "Accept: */*",
        "Content-Type: application/json",
        f"X-GitHub-Delivery: {guid}",
        "X-GitHub-Event: issues",
        f"X-Hub-Signature: sha1={'0' * 40}",
        f"X-Hub-Signature-256: {sign(body)}",
        *headers,
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


class Line:
    """A connection to the server."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def say(self, *pieces: bytes) -> tuple[int, str]:
        """Send a request, in pieces, and return the answer's status and who gave it."""
        for piece in pieces:
            self.writer.write(piece)
            await self.writer.drain()
            await asyncio.sleep(0.01)
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode()
        headers = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:-2])
        await self.reader.readexactly(int(headers["content-length"]))
        return int(head.split()[1]), "aiohttp" if "server" in headers else "protocol"


@asynccontextmanager
async def line(house: House) -> AsyncIterator[Line]:
    """Call the server."""
    reader, writer = await asyncio.open_connection("127.0.0.1", house.client.port)
    try:
        yield Line(reader, writer)
    finally:
        writer.transport.abort()


@pytest.fixture
async def house() -> AsyncIterator[House]:
    opened = await open_house()
    yield opened
    await opened.client.close()


async def test_deliveries_one_after_the_other_on_one_connection(house: House) -> None:
    async with line(house) as github:
        assert [await github.say(delivery(guid)) for guid in "abc"] == [(202, "protocol")] * 3
    assert [arrival.payload for arrival in house.inbox.arrivals.values()] == [BODY] * 3


async def test_a_body_in_pieces_is_put_together(house: House) -> None:
    whole = delivery("a")
    async with line(house) as github:
        assert await github.say(whole[:-40], whole[-40:-1], whole[-1:]) == (202, "protocol")


async def test_a_page_on_the_same_connection_and_then_a_delivery(house: House) -> None:
    async with line(house) as proxy:
        assert await proxy.say(delivery("a")) == (202, "protocol")
        assert await proxy.say(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n") == (200, "aiohttp")
        assert await proxy.say(delivery("b")) == (202, "aiohttp")
    assert list(house.inbox.arrivals) == ["a", "b"]


@pytest.mark.parametrize(
    ("pieces", "status"),
    [
        ([delivery("a")[:100], delivery("a")[100:]], 202),
        ([delivery("a").replace(b"HTTP/1.1", b"HTTP/1.0")], 202),
        ([delivery("a", "Content-Encoding: identity")], 202),
        ([delivery("a", "Content-Encoding: gzip")], 400),
        ([delivery("a", "X-GitHub-Event: push")], 400),
        ([delivery("a", f"X-Hub-Signature-256: {sign(BODY)}")], 401),
        ([delivery("a", "Content-Length: 1")], 400),
        ([delivery("a", "Transfer-Encoding: chunked")], 400),
        ([delivery("a", "X: \x00")], 400),
        ([delivery("a", " folded: line")], 400),
        ([delivery("a", *["X: y"] * 60)], 400),
        ([delivery("a").replace(b"\r\nHost:", b"\nHost:")], 400),
        ([delivery("a").replace(PATH.encode(), PATH.encode() + b"?a=1")], 202),
    ],
    ids=range(13),
)
async def test_what_is_not_as_github_writes_it_is_judged_by_aiohttp(
    house: House, pieces: list[bytes], status: int
) -> None:
    async with line(house) as stranger:
        assert await stranger.say(*pieces) == (status, "aiohttp")


async def test_who_asks_for_an_end_of_the_connection_gets_it(house: House) -> None:
    async with line(house) as github:
        assert await github.say(delivery("a", "Connection: close")) == (202, "protocol")
        assert await github.reader.read() == b""


async def test_requests_ahead_of_the_answer_end_the_connection(house: House) -> None:
    house.inbox.gate = asyncio.Event()
    async with line(house) as stranger:
        stranger.writer.write(delivery("a"))
        await asyncio.sleep(0.02)
        stranger.writer.write(delivery("b"))
        assert await stranger.reader.read() == b""
    house.inbox.gate.set()
    await house.inbox.settled.wait()
    assert list(house.inbox.arrivals) == ["a"]


async def test_what_has_begun_is_answered_when_the_server_ends(house: House) -> None:
    house.inbox.gate = asyncio.Event()
    async with line(house) as github, line(house) as idle:
        github.writer.write(delivery("b"))
        await asyncio.sleep(0.02)
        ending = asyncio.create_task(house.client.close())
        await asyncio.sleep(0.02)
        assert await idle.reader.read() == b""
        house.inbox.gate.set()
        assert await github.say() == (202, "protocol")
        assert await github.reader.read() == b""
        await ending
