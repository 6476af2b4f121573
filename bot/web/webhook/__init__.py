"""The door: what GitHub sends is checked, stored, and only then acknowledged.

A 2xx promises that the delivery is on disk. Everything else is an answer GitHub keeps with the delivery, so
that whoever set up the webhook can read there what to fix.
"""

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple, Protocol

from aiohttp import web

from bot.core.ports.clock import Clock
from bot.store.database import Unavailable
from bot.store.inbox import Arrival
from bot.web.bodies import Bodies, Body
from bot.web.envelope import MalformedDelivery, arrival_of
from bot.web.metrics import Tally
from bot.web.refusals import RefusedDelivery
from bot.web.signature import Signatures
from bot.web.webhook.answers import KNOWN, NOT_STORED, STORED, WebhookAnswer, answer_to

log = logging.getLogger("bot.web.webhook")

USUAL_TYPES = ("application/json", "application/json; charset=utf-8", "application/octet-stream")
"""What a body may be without a closer look; GitHub says the first."""
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")

SIGNATURE = re.compile(r"sha256=[0-9a-f]{64}")
EVENT = re.compile(r"[A-Za-z0-9_.-]{1,100}")
GUID = re.compile(r"[A-Za-z0-9_.:-]{1,100}")


def _log_not_stored(failure: BaseException, arrival: Arrival) -> None:
    """Say in the log why a delivery is not stored. What is wrong with a database is one line: on a full disk
    there is no room for more."""
    if isinstance(failure, Unavailable):
        log.error("delivery not stored", extra={"delivery": arrival.guid, "reason": str(failure)})
    else:
        log.error("delivery not stored", exc_info=failure, extra={"delivery": arrival.guid})


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
        self.bodies = bodies
        self._on_stored = on_stored
        self._store_within = store_within
        self._tally = tally or Tally()

    async def __call__(self, request: web.BaseRequest) -> web.Response:
        """WebhookAnswer one request; never raises for anything a sender can do."""
        start = time.perf_counter()
        try:
            answer = await self._take(request)
        except RefusedDelivery as refused:
            answer = self.refuse(refused, _guid(request) or "")
        self.count(answer, start)
        response = web.Response(status=answer.status, body=answer.content, headers=answer.headers)
        if answer.closes:
            response.force_close()
        return response

    def refuse(self, refused: RefusedDelivery, guid: str) -> WebhookAnswer:
        """Return the answer to what is not taken."""
        log.info(
            "webhook refused", extra={"status": refused.status, "reason": refused.reason, "delivery": guid}
        )
        return answer_to(refused)

    async def _take(self, request: web.BaseRequest) -> WebhookAnswer:
        """Read, check and store one delivery."""
        header = _signature(request)  # strangers are turned away before their body is read
        if request.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise RefusedDelivery(400, "the body is compressed; send it plain")
        body = self.bodies.admit(request.content_length)
        try:
            content = await _read(request, body)
            self.check(content, header, body)
            event = _single(request, "X-GitHub-Event", EVENT)
            guid = _single(request, "X-GitHub-Delivery", GUID)
            _check_encoding(request)
            arrival = self.open(guid, event, content)
        except BaseException:
            body.leave()
            raise
        answer: asyncio.Future[WebhookAnswer] = asyncio.get_running_loop().create_future()
        self.store(arrival, body, lambda known: None if answer.done() else answer.set_result(known))
        return await answer

    def count(self, answer: WebhookAnswer, start: float) -> None:
        """Count an answer to what came at `start` (of `time.perf_counter`)."""
        self._tally.add(answer.status, time.perf_counter() - start)

    def timestamp(self) -> float:
        """Return the present, in seconds since 1970."""
        return self._clock.now().timestamp()

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

    def store(self, arrival: Arrival, body: Body, answer: Callable[[WebhookAnswer], None]) -> None:
        """Store a delivery, and `answer` once: when it is on disk, or when that takes too long."""
        # Not cancelled when it takes too long: others may be waiting in the same group of writes, and if it
        # is stored after all, GitHub's next attempt meets a duplicate. Until then it takes its room.
        storing = asyncio.ensure_future(self._inbox.put(arrival))
        timer: asyncio.TimerHandle | None = None

        def give_up() -> None:
            nonlocal timer
            timer = None
            log.error("delivery not stored in time", extra={"delivery": arrival.guid})
            answer(NOT_STORED)

        def stored(_: object) -> None:
            body.leave()
            outcome = self._outcome(storing, arrival)
            if timer is not None:
                timer.cancel()
                answer(outcome)

        timer = asyncio.get_running_loop().call_later(self._store_within, give_up)
        storing.add_done_callback(stored)

    def _outcome(self, storing: asyncio.Future[bool], arrival: Arrival) -> WebhookAnswer:
        if storing.cancelled():
            return NOT_STORED
        if (failure := storing.exception()) is not None:
            _log_not_stored(failure, arrival)
            return NOT_STORED
        if not storing.result():
            return KNOWN
        self._on_stored()
        return STORED


class WebhookRoute(NamedTuple):
    """The door, and its path."""

    path: str
    door: Door


async def _read(request: web.BaseRequest, body: Body) -> bytes:
    try:
        return await body.read(request.content)
    except (web.RequestPayloadError, ConnectionError):
        raise RefusedDelivery(400, "the body broke off") from None


def _signature(request: web.BaseRequest) -> str:
    """Return the one well-formed SHA-256 signature of a request."""
    given = request.headers.getall("X-Hub-Signature-256", [])
    if len(given) == 1 and SIGNATURE.fullmatch(given[0]):
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
    return given if GUID.fullmatch(given) else None


def _check_encoding(request: web.BaseRequest) -> None:
    if request.headers.get("Content-Type", USUAL_TYPES[0]) in USUAL_TYPES:  # Without a parser of MIME types.
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
