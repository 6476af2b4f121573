"""What the door says to a delivery, ready to be sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus

from bot.web.refusals import Overloaded, RefusedDelivery

RETRY_AFTER = "30"
"""Seconds after which it is worth sending again what found no room."""


@dataclass(frozen=True, slots=True)
class WebhookAnswer:
    """A status and a JSON object; `closes` ends the connection after it."""

    status: HTTPStatus
    content: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    closes: bool = False

    def head(self) -> bytes:
        """Return the head as HTTP/1.1 sends it, but for the headers that are not always the same."""
        headers = {"Content-Length": str(len(self.content)), **self.headers}
        lines = [f"HTTP/1.1 {self.status.value} {self.status.phrase}", *map(": ".join, headers.items()), ""]
        return "\r\n".join(lines).encode()


def _answer(
    status: int, content: dict[str, object], *, retry: bool = False, closes: bool = False
) -> WebhookAnswer:
    headers = {"Content-Type": "application/json; charset=utf-8", "X-Content-Type-Options": "nosniff"}
    again = {"Retry-After": RETRY_AFTER} if retry else {}
    return WebhookAnswer(HTTPStatus(status), json.dumps(content).encode(), headers | again, closes)


STORED = _answer(202, {"stored": True})
KNOWN = _answer(202, {"stored": False})
"""The delivery was there already."""
NOT_STORED = _answer(503, {"error": "the delivery could not be stored; please send it again"}, retry=True)

_STORED_HEAD = STORED.head()


def answer_to(refused: RefusedDelivery) -> WebhookAnswer:
    """Return the answer to a delivery that is not taken."""
    is_full = isinstance(refused, Overloaded)
    return _answer(refused.status, {"error": refused.reason}, retry=is_full, closes=is_full)


def wire_form(answer: WebhookAnswer, timestamp: float, *, closes: bool) -> bytes:
    """Return an answer as HTTP/1.1 sends it at a time (seconds since 1970); `closes`: the connection ends."""
    head = _STORED_HEAD if answer is STORED else answer.head()
    return b"".join((head, _date(int(timestamp)), _CLOSING if closes else b"\r\n", answer.content))


_CLOSING = b"Connection: close\r\n\r\n"


@lru_cache(maxsize=1)
def _date(second: int) -> bytes:
    return f"Date: {formatdate(second, usegmt=True)}\r\n".encode()
