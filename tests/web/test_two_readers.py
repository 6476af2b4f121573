"""A connection is read quickly, or by aiohttp: whatever is sent on it, both answer and store the same."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import pairwise

import pytest
from aiohttp import ClientSession

from bot.clock import VirtualClock
from bot.web import server
from bot.web.server import make_app
from tests.harness.over_http.door import PATH, SECRET, START, MemoryInbox, MemoryStore, sign

pytestmark = pytest.mark.asyncio(loop_factories=["asyncio", "uvloop"])

BODY = b'{"action":"opened","repository":{"id":12},"issue":{"number":7}}'
LENGTH = str(len(BODY)).encode()
FIRST = f"POST {PATH} HTTP/1.1".encode()
PAGE = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
HEAD = {
    b"Host": b"x",
    b"Content-Length": LENGTH,
    b"Content-Type": b"application/json",
    b"X-GitHub-Event": b"issues",
    b"X-GitHub-Delivery": b"one",
    b"X-Hub-Signature-256": sign(BODY).encode(),
}
PAUSE = 0.3
"""Seconds between two pieces, so that they arrive apart, and the first of two deliveries is answered."""
QUIET = 1.0
"""Seconds without another byte after which a connection is taken to be left open."""
Pieces = Sequence[bytes]


def delivery(
    guid: bytes = b"one",
    *more: bytes,
    first: bytes = FIRST,
    body: bytes = BODY,
    end: bytes = b"\r\n",
    **changed: bytes | None,
) -> bytes:
    """A signed delivery; `more` are further lines of its head, `changed` values replace those of `HEAD`, by
    the name in lower case with underscores (None leaves one out)."""
    head: dict[bytes, bytes | None] = {**HEAD, b"X-GitHub-Delivery": guid}
    for name in HEAD:
        head[name] = changed.get(name.decode().lower().replace("-", "_"), head[name])
    lines = [first, *(name + b": " + value for name, value in head.items() if value is not None), *more]
    return end.join(lines) + end + end + body


def cut(data: bytes, *places: int) -> list[bytes]:
    """The same in pieces."""
    bounds = [0, *(place % len(data) for place in places), len(data)]
    return [data[start:end] for start, end in pairwise(bounds)]


FIRST_LINES = (
    *(FIRST.replace(b"1.1", version) for version in (b"1.0", b"1.2", b"2.0")),
    *(
        FIRST.replace(b"POST", method)
        for method in (b"post", b"PUT", b"POST ", b" POST", b"\r\nPOST", b"\nPOST")
    ),
    *(FIRST.replace(b"HTTP", name) for name in (b"http", b"\0 HTTP", b"\tHTTP")),
    *(FIRST.replace(b"/api", path) for path in (b"http://x/api", b"//api", b"/%61pi", b"/api/../api")),
    *(FIRST.replace(b" HTTP", rest + b" HTTP") for rest in (b"?a=1", b"#a", b"/", b";a")),
)
LENGTHS = (
    *(sign_ + LENGTH for sign_ in (b"+", b"-", b"0", b"0" * 16, b" ", b"\t")),
    *(LENGTH + rest for rest in (b" ", b",", b"," + LENGTH, b".0", b"e0", b"\0")),
    *(b"", b"0", b"1", b"6_3", b"0x3f", b"9" * 20, "٦٣".encode(), b"26214401"),
)
LINES = (
    *(b"Content-Length: " + LENGTH, b"content-length: 1", b"Content-Length : 1", b"Content-Length\t: 1"),
    *(b"Transfer-Encoding: " + coding for coding in (b"chunked", b"identity", b"", b"gzip, chunked")),
    *(b"Connection: " + words for words in (b"close", b"Close", b"keep-alive, close", b"upgrade", b"")),
    *(b"Expect: 100-continue", b"Expect: x", b"Upgrade: websocket", b"Trailer: X", b"TE: trailers"),
    *(b"Content-Encoding: gzip", b"Content-Encoding: identity", b"Content-Type: text/plain", b"Host: y"),
    *(b"X-GitHub-Event: push", b"X-GITHUB-DELIVERY: two", b"X-Hub-Signature: sha1=00"),
    *(
        b"X: a" + odd + b"b"
        for odd in (b"\0", b"\r", b"\n", b"\r\n ", b"\r\n\t", b"\x7f", b"\x0b", b"\x85", b"\xff")
    ),
    *(name + b": x" for name in (b"", b"X Y", b"X\0Y", b"X:Y", b"X_Y", b"(X)", b"\xc3\xa9", b" X")),
    *(b"X:", b"X: ", b"X:y", b"X", b"X: " + b"y" * 4093, b"X: " + b"y" * 4094, b"X" * 4000 + b": y"),
    *(b"\r\n".join(b"X%d: y" % n for n in range(count)) for count in (57, 58, 59)),
)
WHOLE = delivery()
AT_END = WHOLE.index(b"\r\n\r\n")
CHUNKED = delivery(b"one", b"Transfer-Encoding: chunked", content_length=None, body=b"")
TALKS: dict[str, Pieces] = {
    "as GitHub sends it": [WHOLE],
    "without any end": [WHOLE[:AT_END]],
    "lines that end with LF": [delivery(end=b"\n")],
    "lines that end with CR": [delivery(end=b"\r")],
    "one line that ends with LF": [WHOLE.replace(b"\r\nX-GitHub-Event", b"\nX-GitHub-Event")],
    "a head in pieces": cut(WHOLE, 1, 4, 40, AT_END, AT_END + 1, AT_END + 2, AT_END + 3),
    "a body in pieces": cut(WHOLE, AT_END + 4, AT_END + 5, -1),
    "one after the other": [WHOLE, delivery(b"two")],
    "two at once": [WHOLE + delivery(b"two")],
    "one and a half": cut(WHOLE + delivery(b"two"), len(WHOLE) + 50),
    "an empty line between": [WHOLE, b"\r\n", delivery(b"two")],
    "an empty line before": [b"\r\n\r\n", WHOLE],
    "then a page, then another": [WHOLE, PAGE, delivery(b"two")],
    "then nonsense": [WHOLE, b"nonsense\r\n\r\n"],
    "the last, and more": [delivery(b"one", b"Connection: close") + b"more"],
    "the same again": [WHOLE, WHOLE],
    "another signature": [WHOLE[:-1] + b" ", delivery(b"two")],
    "no JSON": [delivery(body=b"x" * len(BODY)), delivery(b"two")],
    "chunks": [CHUNKED + b"%x\r\n" % len(BODY) + BODY + b"\r\n0\r\n\r\n"],
    "chunks and trailers": [CHUNKED + b"%x\r\n" % len(BODY) + BODY + b"\r\n0\r\nX: y\r\n\r\n"],
    **{f"without {name.decode()}": [WHOLE.replace(name, b"X-None")] for name in HEAD},
    **{f"first line {line!r}": [delivery(first=line)] for line in FIRST_LINES},
    **{f"length {length!r}": [delivery(content_length=length)] for length in LENGTHS},
    **{f"last line {line[:30]!r}": [delivery(b"one", line)] for line in LINES},
    **{f"second line {line[:30]!r}": [delivery(first=FIRST + b"\r\n" + line)] for line in LINES},
}


@asynccontextmanager
async def open_server() -> AsyncIterator[tuple[int, MemoryInbox]]:
    inbox, store = MemoryInbox(), MemoryStore()
    app = make_app(
        inbox=inbox, readiness=store, numbers=store, clock=VirtualClock(START), webhook_secret=SECRET
    )
    async with server.listen(app, "127.0.0.1", 0) as port:
        yield port, inbox


@pytest.fixture(autouse=True)
async def ready(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who was refused is not waited for long, and what makes pages is there: that takes a while once."""
    monkeypatch.setattr("bot.web.connections.LINGERING", 0.1)
    async with open_server() as (port, _), ClientSession(f"http://127.0.0.1:{port}") as client:
        await client.get("/nowhere")


async def heard(pieces: Pieces) -> tuple[list[str], bytes, list[str]]:
    """Return all statuses, the last words or what became of the connection, and what is stored."""
    async with open_server() as (port, inbox):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        answer = b""
        try:
            for piece in pieces:
                writer.write(piece)
                await asyncio.sleep(PAUSE if len(pieces) > 1 else 0)
            while True:
                async with asyncio.timeout(QUIET):
                    got = await reader.read(65_536)
                answer += got or b" closed"
                if not got:
                    break
        except TimeoutError:
            answer += b" open"
        except ConnectionError:
            answer += b" closed"
        writer.transport.abort()
        statuses = re.findall(rb"HTTP/1\.[01] (\d+)", answer)
        return [status.decode() for status in statuses], answer.rpartition(b"\r\n")[2], list(inbox.arrivals)


async def differing(talks: Mapping[str, Pieces], monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """Return what the two readers say of the talks about which they differ."""
    # Those in pieces by themselves: among too many they would not arrive apart.
    whole = [name for name, pieces in talks.items() if len(pieces) == 1]
    groups = (whole, [name for name in talks if name not in whole])

    async def all_heard() -> dict[str, object]:
        return {
            name: said
            for names in groups
            for name, said in zip(
                names, await asyncio.gather(*(heard(talks[name]) for name in names)), strict=True
            )
        }

    quick = await all_heard()
    with monkeypatch.context() as patch:
        patch.setattr(server, "webhook_protocols", lambda _, connections: connections)
        slow = await all_heard()
    return {
        name: {"quick": quick[name], "aiohttp": slow[name]} for name in talks if quick[name] != slow[name]
    }


@pytest.mark.slow
async def test_both_answer_and_store_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await differing(TALKS, monkeypatch) == {}


@pytest.mark.slow
async def test_more_behind_a_body_that_came_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    # A line, as old browsers send one. Not a second request: none is collected ahead of an answer.
    assert await differing({"a line": [WHOLE[:-5], WHOLE[-5:] + b"\r\n"]}, monkeypatch) == {}
