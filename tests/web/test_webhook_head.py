"""The quick reader of a delivery's head says what an HTTP parser says, or leaves the head to it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiohttp.base_protocol import BaseProtocol
from aiohttp.http import HttpRequestParser
from aiohttp.http_exceptions import HttpProcessingError
from hypothesis import example, given
from hypothesis import strategies as st

from bot.web.connections import HEAD_LINE, HEAD_LINES
from bot.web.webhook.head import DeliveryHead, read_head

FIRST = b"POST /api/github/webhooks HTTP/1.1\r\n"
LINES = (
    b"Host: bot.example.org",
    b"Content-Length: 1234",
    b"Content-Type: application/json",
    b"Connection: close",
    b"X-GitHub-Delivery: 72d3162e-cc78-11e3-81ab-4c9367dc0958",
    b"X-Github-Event: issues",
    b"X-Hub-Signature-256: sha256=" + b"0a" * 32,
)
SPLINTERS = (
    *(bytes([byte]) for byte in b' \t\r\n:;,\0\x7f\xe9-+_"{0'),
    *(b"\r\n", b"\r\n ", b"\r\nContent-Length: 1", b"\r\nTransfer-Encoding: chunked", b"\r\n\r\n", b"\n"),
    *(
        b"\r\nExpect: 100-continue",
        b"\r\nUpgrade: h2c",
        b"\r\nX-GitHub-Event: push",
        b"\r\n: ",
        b"\xd9\xa3",
        b": ",
    ),
)


def as_parsed(head: bytes) -> dict[str, Any] | None:
    """What aiohttp's parser reads of a head; None where it refuses it, or reads more than one."""

    async def parse() -> Any:
        loop = asyncio.get_running_loop()
        limits: Any = {"max_headers": HEAD_LINES, "max_field_size": HEAD_LINE}
        parser: Any = HttpRequestParser(BaseProtocol(loop), loop, 0, **limits)
        return parser.feed_data(head)[0]

    try:
        ((message, _),) = asyncio.run(parse())
    except (HttpProcessingError, ValueError):
        return None
    return {"headers": message.headers, "keep_alive": not message.should_close, "chunked": message.chunked}


def agreed(head: bytes) -> DeliveryHead | None:
    """Return what the quick reader says, after seeing that the parser says the same."""
    quick = read_head(head[len(FIRST) : -4])
    if quick is not None:
        parsed = as_parsed(head)
        assert parsed is not None, "the parser refuses what the quick reader takes"
        names = ("Content-Length", "X-Hub-Signature-256", "X-GitHub-Event", "X-GitHub-Delivery")
        values = [parsed["headers"].getall(name) for name in names]
        assert values == [[str(quick.length)], [quick.signature], [quick.event], [quick.guid]]
        assert (parsed["keep_alive"], parsed["chunked"]) == (quick.keep_alive, False)
    return quick


def test_a_head_of_githubs_is_read() -> None:
    read = agreed(FIRST + b"\r\n".join(LINES) + b"\r\n\r\n")
    assert read is not None
    assert (read.length, read.event, read.keep_alive) == (1234, "issues", False)


@pytest.mark.slow
@given(
    st.permutations(LINES),
    st.lists(st.tuples(st.integers(0, 320), st.integers(0, 4), st.sampled_from(SPLINTERS)), max_size=3),
)
@example(list(LINES), [(19, 0, b"\r\nX: y" * HEAD_LINES)])
@example(list(LINES), [(19, 0, b"\r\nX: " + b"y" * HEAD_LINE)])
@example(list(LINES), [(19, 0, b"\r\nX-GitHub-Event: push")])
@example(list(LINES), [(0, 0, b": x\r\n")])
@example(list(LINES), [(0, 0, b"X")])
@example(list(LINES), [(37, 4, "\u0663".encode())])
def test_a_head_broken_anywhere_is_read_as_the_parser_does(
    lines: list[bytes], breaks: list[tuple[int, int, bytes]]
) -> None:
    head = b"\r\n".join(lines)
    for at, gone, splinter in breaks:
        head = head[:at] + splinter + head[at + gone :]
    agreed(FIRST + head + b"\r\n\r\n")
