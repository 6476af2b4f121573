"""What the door says to a delivery, ready to be sent."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from http import HTTPStatus

from bot.web.refusals import Overloaded, RefusedDelivery

RETRY_AFTER = "30"
"""Seconds after which it is worth sending again what found no room."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and a JSON object; `closes` ends the connection after it."""

    status: HTTPStatus
    content: bytes
    headers: dict[str, str] = field(default_factory=dict)
    closes: bool = False


def _answer(status: int, content: dict[str, object], *, retry: bool = False, closes: bool = False) -> Answer:
    headers = {"Content-Type": "application/json; charset=utf-8", "X-Content-Type-Options": "nosniff"}
    again = {"Retry-After": RETRY_AFTER} if retry else {}
    return Answer(HTTPStatus(status), json.dumps(content).encode(), headers | again, closes)


STORED = _answer(202, {"stored": True})
KNOWN = _answer(202, {"stored": False})
"""The delivery was there already."""
NOT_STORED = _answer(503, {"error": "the delivery could not be stored; please send it again"}, retry=True)


def answer_to(refused: RefusedDelivery) -> Answer:
    """Return the answer to a delivery that is not taken."""
    is_full = isinstance(refused, Overloaded)
    return _answer(refused.status, {"error": refused.reason}, retry=is_full, closes=is_full)
