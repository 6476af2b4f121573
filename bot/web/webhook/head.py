"""The head of a delivery, where it is just as GitHub writes it."""

from __future__ import annotations

import asyncio
from typing import Any, NamedTuple

from aiohttp import hdrs
from aiohttp.base_protocol import BaseProtocol
from aiohttp.http import HttpRequestParser
from aiohttp.http_exceptions import HttpProcessingError

from bot.web.connections import HEAD_LINE, HEAD_LINES
from bot.web.webhook import EVENT, GUID, SIGNATURE, USUAL_TYPES

_ONCE = (hdrs.CONTENT_LENGTH, "X-GitHub-Delivery", "X-GitHub-Event", "X-Hub-Signature-256")
_NEVER = (hdrs.TRANSFER_ENCODING, hdrs.CONTENT_ENCODING, hdrs.EXPECT, hdrs.UPGRADE)


class DeliveryHead(NamedTuple):
    """What a delivery's head says."""

    length: int
    signature: str
    event: str
    guid: str
    keep_alive: bool


def read_head(data: bytes, protocol: BaseProtocol) -> DeliveryHead | None:
    """Return what a whole head says; None where it is not one as GitHub sends it.

    It is read by the parser that reads it for aiohttp's server, within the same limits.
    """
    parser: Any = HttpRequestParser(
        protocol, asyncio.get_running_loop(), 0, max_headers=HEAD_LINES, max_field_size=HEAD_LINE
    )
    try:
        ((message, _),), _, _ = parser.feed_data(data)
    except HttpProcessingError:
        return None
    headers = message.headers
    values = [headers.getall(name, ()) for name in _ONCE]
    if any(len(value) != 1 for value in values) or any(name in headers for name in _NEVER):
        return None
    length, guid, event, signature = (value[0] for value in values)
    is_usual = (
        SIGNATURE.fullmatch(signature)
        and EVENT.fullmatch(event)
        and GUID.fullmatch(guid)
        and headers.get(hdrs.CONTENT_TYPE, USUAL_TYPES[0]) in USUAL_TYPES
    )
    return DeliveryHead(int(length), signature, event, guid, not message.should_close) if is_usual else None
