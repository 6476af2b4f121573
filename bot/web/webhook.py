"""The door: what GitHub sends is checked, stored, and only then acknowledged.

A 2xx promises that the delivery is on disk. Everything else is an answer GitHub keeps with the delivery, so
that whoever set up the webhook can read there what to fix.
"""

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from aiohttp import web

from bot.core.ports.clock import Clock
from bot.store.inbox import Arrival
from bot.web.answers import KNOWN, NOT_STORED, STORED, Answer, answer_to
from bot.web.bodies import Bodies, Body
from bot.web.envelope import MalformedDelivery, arrival_of
from bot.web.metrics import Tally
from bot.web.refusals import RefusedDelivery
from bot.web.signature import Signatures

log = logging.getLogger("bot.web.webhook")

JSON = ("application/json", "application/json; charset=utf-8")
"""How GitHub itself says what a body is."""
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")

_SIGNATURE = re.compile(r"sha256=[0-9a-f]{64}")
_EVENT = re.compile(r"[A-Za-z0-9_.-]{1,100}")
_GUID = re.compile(r"[A-Za-z0-9_.:-]{1,100}")


class DeliveryStore(Protocol):
    """Where deliveries are kept until they are done."""

    def put(self, arrival: Arrival, /) -> Awaitable[bool]:
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
        tally: Tally | None = None,
    ) -> None:
        self._inbox = inbox
        self._signatures = Signatures(secrets)
        self._clock = clock
        self._bodies = bodies
        self._on_stored = on_stored
        self._store_within = store_within
        self._tally = tally or Tally()

    async def __call__(self, request: web.BaseRequest) -> web.Response:
        """Answer one request; never raises for anything a sender can do."""
        start = time.perf_counter()
        try:
            answer = await self._take(request)
        except RefusedDelivery as refused:
            answer = self.refuse(refused, _guid(request) or "")
        self._tally.add(answer.status, time.perf_counter() - start)
        response = web.Response(status=answer.status, body=answer.content, headers=answer.headers)
        if answer.closes:
            response.force_close()
        return response

    def refuse(self, refused: RefusedDelivery, guid: str) -> Answer:
        """Return the answer to what is not taken."""
        log.info(
            "webhook refused", extra={"status": refused.status, "reason": refused.reason, "delivery": guid}
        )
        return answer_to(refused)

    async def _take(self, request: web.BaseRequest) -> Answer:
        """Read, check and store one delivery."""
        header = _signature(request)  # strangers are turned away before their body is read
        if request.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise RefusedDelivery(400, "the body is compressed; send it plain")
        body = self._bodies.admit(request.content_length)
        try:
            content = await _read(request, body)
            self.check(content, header, body)
            event = _single(request, "X-GitHub-Event", _EVENT)
            guid = _single(request, "X-GitHub-Delivery", _GUID)
            _check_encoding(request)
            arrival = self.open(guid, event, content)
        except BaseException:
            body.leave()
            raise
        return await self.store(arrival, body)

    def check(self, content: bytes, header: str, body: Body) -> None:
        """Raise `RefusedDelivery` unless that is the content's signature; from now on the body is trusted."""
        if not self._signatures.matches(content, header):
            raise RefusedDelivery(401, "the signature does not match; is the secret the same on both sides?")
        body.trust()

    def open(self, guid: str, event: str, content: bytes) -> Arrival:
        """Return what is to be stored of a delivery. Raise `RefusedDelivery`."""
        try:
            return arrival_of(guid, event, content, self._clock.now())
        except MalformedDelivery as malformed:
            raise RefusedDelivery(400, str(malformed)) from None

    def store(self, arrival: Arrival, body: Body) -> asyncio.Future[Answer]:
        """Return the answer to come: once the delivery is on disk, or when that takes too long."""
        # Not cancelled when it takes too long: others may be waiting in the same group of writes, and if it
        # is stored after all, GitHub's next attempt meets a duplicate. Until then it takes its room.
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Answer] = loop.create_future()
        storing = asyncio.ensure_future(self._inbox.put(arrival))
        timer = loop.call_later(self._store_within, _too_late, arrival, answer)

        def stored(_: object) -> None:
            timer.cancel()
            body.leave()
            failure = None if storing.cancelled() else storing.exception()
            if failure is not None:
                log.error("delivery not stored", exc_info=failure, extra={"delivery": arrival.guid})
            is_safe = failure is None and not storing.cancelled()
            is_new = is_safe and storing.result()
            if is_new:
                self._on_stored()
            if not answer.done():
                answer.set_result(STORED if is_new else KNOWN if is_safe else NOT_STORED)

        storing.add_done_callback(stored)
        return answer


def _too_late(arrival: Arrival, answer: asyncio.Future[Answer]) -> None:
    if not answer.done():
        log.error("delivery not stored in time", extra={"delivery": arrival.guid})
        answer.set_result(NOT_STORED)


async def _read(request: web.BaseRequest, body: Body) -> bytes:
    try:
        return await body.read(request.content)
    except (web.RequestPayloadError, ConnectionError):
        raise RefusedDelivery(400, "the body broke off") from None


def _signature(request: web.BaseRequest) -> str:
    """Return the one well-formed SHA-256 signature of a request."""
    given = request.headers.getall("X-Hub-Signature-256", [])
    if len(given) == 1 and _SIGNATURE.fullmatch(given[0]):
        return given[0]
    if not given and "X-Hub-Signature" in request.headers:
        raise RefusedDelivery(401, "only a SHA-1 signature was sent; X-Hub-Signature-256 is needed")
    if not given:
        raise RefusedDelivery(401, "the signature is missing; set the webhook's secret on GitHub")
    raise RefusedDelivery(401, "the signature is malformed")


def _single(request: web.BaseRequest, name: str, form: re.Pattern[str]) -> str:
    given = request.headers.getall(name, [])
    if not given:
        raise RefusedDelivery(400, f"the header {name} is missing")
    if len(given) > 1 or not form.fullmatch(given[0]):
        raise RefusedDelivery(400, f"the header {name} is malformed")
    return given[0]


def _guid(request: web.BaseRequest) -> str | None:
    given = request.headers.get("X-GitHub-Delivery", "")
    return given if _GUID.fullmatch(given) else None


def _check_encoding(request: web.BaseRequest) -> None:
    if request.headers.get("Content-Type") in JSON:  # The usual case, without a parser of MIME types.
        return
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
