"""The head of a delivery, where it is just as GitHub writes it."""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.web.connections import HEAD_LINE, HEAD_LINES
from bot.web.webhook import EVENT, GUID, SIGNATURE, USUAL_TYPES

_TOKENS = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""What the names of headers consist of (RFC 9110)."""
_LENGTH = re.compile(r"[0-9]{1,15}")
_NEVER = frozenset(("", "transfer-encoding", "content-encoding", "expect", "upgrade", "sec-websocket-key1"))


class DeliveryHead(NamedTuple):
    """What a delivery's head says."""

    length: int
    signature: str
    event: str
    guid: str
    keep_alive: bool


def read_head(text: bytes) -> DeliveryHead | None:
    """Return what a head says after its first line, given without the empty one that ends it.

    None where it is not as GitHub sends it, or where two readers could differ about it: those are for a
    parser that knows all cases, and takes twice as long (`tests/web/test_webhook_head.py` compares the two).
    """
    try:
        lines = text.decode("ascii").split("\r\n")
        head = {name.lower(): value for name, value in [line.split(": ", 1) for line in lines]}
    except ValueError:
        return None
    is_plain = (
        len(head) == len(lines) <= HEAD_LINES
        and len(max(lines, key=len)) <= HEAD_LINE
        and "".join(head.values()).isprintable()
        and _TOKENS.fullmatch("".join(head))
        and _NEVER.isdisjoint(head)
    )
    if not (is_plain and "host" in head):
        return None
    length, signature = head.get("content-length", ""), head.get("x-hub-signature-256", "")
    event, guid = head.get("x-github-event", ""), head.get("x-github-delivery", "")
    connection = head.get("connection", "keep-alive")
    is_usual = (
        _LENGTH.fullmatch(length)
        and SIGNATURE.fullmatch(signature)
        and EVENT.fullmatch(event)
        and GUID.fullmatch(guid)
        and head.get("content-type", USUAL_TYPES[0]) in USUAL_TYPES
        and connection in ("keep-alive", "close")
    )
    return DeliveryHead(int(length), signature, event, guid, connection == "keep-alive") if is_usual else None
