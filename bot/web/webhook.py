"""The door: what GitHub sends is checked, stored, and only then acknowledged.

A 2xx promises that the delivery is on disk. Everything else is an answer GitHub keeps with the delivery, so
that whoever set up the webhook can read there what to mend.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Protocol

from aiohttp import web
from aiohttp.web_exceptions import HTTPRequestEntityTooLarge

from bot.core.ports.clock import Clock
from bot.store.inbox import Arrival
from bot.store.lanes import lane
from bot.web.envelope import Malformed, open_envelope

log = logging.getLogger("bot.web.webhook")

LARGEST_BODY = 25 * 1024 * 1024
"""GitHub sends no more; in bytes."""
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")

_SIGNATURE = re.compile(r"sha256=[0-9a-f]{64}")
_EVENT = re.compile(r"[A-Za-z0-9_.-]{1,100}")
_GUID = re.compile(r"[A-Za-z0-9_.:-]{1,100}")


class Inbox(Protocol):
    """Where deliveries are kept until they are done."""

    async def put(self, arrival: Arrival, /) -> bool:
        """True: stored just now, and safe on disk. False: this GUID was there already.

        Any exception means that it is not stored."""
        ...


class RefusedDelivery(Exception):
    """The door does not take this: the HTTP status, and the reason in plain words."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class Door:
    """Handles `POST` on the webhook's path.

    `on_stored` is called after each new delivery, to wake whoever works on them. A request may take
    `read_within` seconds to arrive and `store_within` to be stored: GitHub itself hangs up after ten.
    """

    def __init__(
        self,
        inbox: Inbox,
        secret: str,
        clock: Clock,
        *,
        on_stored: Callable[[], None],
        read_within: float = 20.0,
        store_within: float = 8.0,
    ) -> None:
        if not secret:
            raise ValueError("a door without a secret would let everybody in")
        self._inbox = inbox
        self._secret = secret.encode()
        self._clock = clock
        self._on_stored = on_stored
        self._read_within = read_within
        self._store_within = store_within

    async def __call__(self, request: web.Request) -> web.Response:
        """Answer one request; never raises for anything a sender can do."""
        try:
            arrival = await self._take(request)
        except RefusedDelivery as refused:
            log.info(
                "webhook refused",
                extra={"status": refused.status, "reason": refused.reason, "delivery": _guid(request) or ""},
            )
            return web.json_response({"error": refused.reason}, status=refused.status)
        stored = await self._store(arrival)
        if stored is None:
            return web.json_response(
                {"error": "the delivery could not be stored; please send it again"},
                status=HTTPStatus.SERVICE_UNAVAILABLE,
                headers={"Retry-After": "30"},
            )
        return web.json_response({"stored": stored}, status=HTTPStatus.ACCEPTED)

    async def _take(self, request: web.Request) -> Arrival:
        if (request.content_length or 0) > LARGEST_BODY:
            raise RefusedDelivery(413, "the body is larger than 25 MB")
        signature = _signature(request)  # strangers are turned away before their body is read
        if request.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise RefusedDelivery(400, "the body is compressed; send it plain")
        body = await self._read(request)
        expected = "sha256=" + hmac.digest(self._secret, body, hashlib.sha256).hex()
        if not hmac.compare_digest(expected, signature):
            raise RefusedDelivery(401, "the signature does not match; is the secret the same on both sides?")
        event = _single(request, "X-GitHub-Event", _EVENT)
        guid = _single(request, "X-GitHub-Delivery", _GUID)
        _check_encoding(request)
        try:
            envelope = open_envelope(body)
        except Malformed as malformed:
            raise RefusedDelivery(400, str(malformed)) from None
        return Arrival(
            guid=guid,
            event=event,
            action=envelope.action,
            repo_id=envelope.repository_id,
            number=envelope.number,
            lane=lane(envelope.repository_id, envelope.number, envelope.installation_id),
            installation_id=envelope.installation_id,
            received_at=self._clock.now(),
            payload=body,
        )

    async def _read(self, request: web.Request) -> bytes:
        try:
            async with asyncio.timeout(self._read_within):
                return await request.read()
        except HTTPRequestEntityTooLarge:
            raise RefusedDelivery(413, "the body is larger than 25 MB") from None
        except TimeoutError:
            raise RefusedDelivery(408, "the body did not arrive in time") from None
        except (web.RequestPayloadError, ConnectionError):
            raise RefusedDelivery(400, "the body broke off") from None

    async def _store(self, arrival: Arrival) -> bool | None:
        """Whether it is new; None when it could not be stored in time."""
        # Not cancelled when it takes too long: others may be waiting in the same group of writes, and if it
        # is stored after all, GitHub's next attempt meets a duplicate.
        storing = asyncio.ensure_future(self._inbox.put(arrival))
        storing.add_done_callback(self._stored)
        done, _ = await asyncio.wait({storing}, timeout=self._store_within)
        if not done:
            log.error("delivery not stored in time", extra={"delivery": arrival.guid})
            return None
        error = storing.exception()
        if error is not None:
            log.error("delivery not stored", exc_info=error, extra={"delivery": arrival.guid})
            return None
        return storing.result()

    def _stored(self, storing: asyncio.Future[bool]) -> None:
        if not storing.cancelled() and storing.exception() is None and storing.result():
            self._on_stored()


def _signature(request: web.Request) -> str:
    """The one well-formed SHA-256 signature of a request."""
    given = request.headers.getall("X-Hub-Signature-256", [])
    if len(given) == 1 and _SIGNATURE.fullmatch(given[0]):
        return given[0]
    if not given and "X-Hub-Signature" in request.headers:
        raise RefusedDelivery(401, "only a SHA-1 signature was sent; X-Hub-Signature-256 is needed")
    if not given:
        raise RefusedDelivery(401, "the signature is missing; set the webhook's secret on GitHub")
    raise RefusedDelivery(401, "the signature is malformed")


def _single(request: web.Request, name: str, form: re.Pattern[str]) -> str:
    given = request.headers.getall(name, [])
    if not given:
        raise RefusedDelivery(400, f"the header {name} is missing")
    if len(given) > 1 or not form.fullmatch(given[0]):
        raise RefusedDelivery(400, f"the header {name} is malformed")
    return given[0]


def _guid(request: web.Request) -> str | None:
    given = request.headers.get("X-GitHub-Delivery", "")
    return given if _GUID.fullmatch(given) else None


def _check_encoding(request: web.Request) -> None:
    if request.content_type in FORMS:
        raise RefusedDelivery(
            400, "the body is a form; set the webhook's content type to application/json on GitHub"
        )
    try:
        charset = (request.charset or "utf-8").lower()
    except (ValueError, LookupError):
        charset = ""
    if charset not in ("utf-8", "utf8", "us-ascii"):
        raise RefusedDelivery(400, "the body must be in UTF-8")
