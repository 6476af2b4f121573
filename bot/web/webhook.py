"""The door: what GitHub sends is checked, stored, and only then acknowledged.

A 2xx promises that the delivery is on disk. Everything else is an answer GitHub keeps with the delivery, so
that whoever set up the webhook can read there what to fix.
"""

import asyncio
import logging
import re
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Protocol

from aiohttp import web

from bot.core.ports.clock import Clock
from bot.store.inbox import Arrival
from bot.web.bodies import Bodies, Body
from bot.web.envelope import MalformedDelivery, arrival_of
from bot.web.refusals import Overloaded, RefusedDelivery
from bot.web.signature import Signatures

log = logging.getLogger("bot.web.webhook")

RETRY_AFTER = "30"
"""Seconds after which it is worth sending again what found no room."""
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")

_SIGNATURE = re.compile(r"sha256=[0-9a-f]{64}")
_EVENT = re.compile(r"[A-Za-z0-9_.-]{1,100}")
_GUID = re.compile(r"[A-Za-z0-9_.:-]{1,100}")


class DeliveryStore(Protocol):
    """Where deliveries are kept until they are done."""

    async def put(self, arrival: Arrival, /) -> bool:
        """True: stored just now, and safe on disk. False: this GUID was there already.

        Any exception means that it is not stored."""
        ...


class Door:
    """Handles `POST` on the webhook's path.

    Any of `secrets` signs. `on_stored` is called after each new delivery, to wake whoever works on them.
    A delivery may take `store_within` seconds to be stored: GitHub itself hangs up after ten.
    """

    def __init__(
        self,
        inbox: DeliveryStore,
        secrets: Sequence[str],
        clock: Clock,
        bodies: Bodies,
        *,
        on_stored: Callable[[], None],
        store_within: float = 8.0,
    ) -> None:
        self._inbox = inbox
        self._signatures = Signatures(secrets)
        self._clock = clock
        self._bodies = bodies
        self._on_stored = on_stored
        self._store_within = store_within

    async def __call__(self, request: web.Request) -> web.Response:
        """Answer one request; never raises for anything a sender can do."""
        try:
            stored = await self._take(request)
        except RefusedDelivery as refused:
            log.info(
                "webhook refused",
                extra={"status": refused.status, "reason": refused.reason, "delivery": _guid(request) or ""},
            )
            response = web.json_response({"error": refused.reason}, status=refused.status)
            if isinstance(refused, Overloaded):
                response.headers["Retry-After"] = RETRY_AFTER
                response.force_close()
            return response
        if stored is None:
            return web.json_response(
                {"error": "the delivery could not be stored; please send it again"},
                status=HTTPStatus.SERVICE_UNAVAILABLE,
                headers={"Retry-After": RETRY_AFTER},
            )
        return web.json_response({"stored": stored}, status=HTTPStatus.ACCEPTED)

    async def _take(self, request: web.Request) -> bool | None:
        """Read, check and store one delivery; see `_store`."""
        header = _signature(request)  # strangers are turned away before their body is read
        if request.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise RefusedDelivery(400, "the body is compressed; send it plain")
        body = self._bodies.admit(request.content_length)
        try:
            arrival = self._arrival(request, await self._read(request, body, header))
        except BaseException:
            body.leave()
            raise
        return await self._store(arrival, body)

    async def _read(self, request: web.Request, body: Body, header: str) -> bytes:
        signature = self._signatures.of_body()
        try:
            content = await body.read(request.content, signature)
        except (web.RequestPayloadError, ConnectionError):
            raise RefusedDelivery(400, "the body broke off") from None
        if not signature.matches(header):
            raise RefusedDelivery(401, "the signature does not match; is the secret the same on both sides?")
        body.trust()
        return bytes(content)

    def _arrival(self, request: web.Request, body: bytes) -> Arrival:
        event = _single(request, "X-GitHub-Event", _EVENT)
        guid = _single(request, "X-GitHub-Delivery", _GUID)
        _check_encoding(request)
        try:
            return arrival_of(guid, event, body, self._clock.now())
        except MalformedDelivery as malformed:
            raise RefusedDelivery(400, str(malformed)) from None

    async def _store(self, arrival: Arrival, body: Body) -> bool | None:
        """Return whether it is new; None when it could not be stored in time."""
        # Not cancelled when it takes too long: others may be waiting in the same group of writes, and if it
        # is stored after all, GitHub's next attempt meets a duplicate. Until then it takes its room.
        storing = asyncio.ensure_future(self._inbox.put(arrival))
        storing.add_done_callback(self._stored)
        storing.add_done_callback(lambda _: body.leave())
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
    """Return the one well-formed SHA-256 signature of a request."""
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
