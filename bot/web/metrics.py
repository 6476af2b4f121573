"""`/metrics` for Prometheus: what the door has answered, and what the store holds.

The door's own numbers are plain integers; prometheus-client is imported when somebody first asks, so that
the server is up sooner.
"""

from __future__ import annotations

import ipaddress
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Protocol

from aiohttp import hdrs, web

from bot.core.secrecy import matches_any

if TYPE_CHECKING:
    from prometheus_client.core import Metric

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""Upper bounds of the histogram of answering times."""
PROXY_HEADERS = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")


class Numbers(Protocol):
    """What the store can count."""

    async def counts(self) -> Mapping[str, Mapping[str, int]]:
        """Return rows by table and state, such as {"deliveries": {"open": 3, "done": 10}}."""
        ...


class Tally:
    """How the door has answered since the start; a Prometheus collector."""

    def __init__(self) -> None:
        self.answers: Counter[int] = Counter()
        self._buckets = [0] * (len(SECONDS) + 1)
        self._seconds = 0.0

    def add(self, status: int, seconds: float) -> None:
        """Count one answer."""
        self.answers[status] += 1
        self._buckets[bisect_left(SECONDS, seconds)] += 1
        self._seconds += seconds

    def collect(self) -> Iterator[Metric]:
        """Return the numbers as Prometheus knows them."""
        from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily  # noqa: PLC0415  for the first look at the metrics

        answers = CounterMetricFamily(
            "stewardbot_webhooks", "Webhook requests by the status they were answered with", labels=["status"]
        )
        for status, count in sorted(self.answers.items()):
            answers.add_metric([str(status)], count)
        yield answers
        below, buckets = 0, []
        for bound, count in zip((*map(str, SECONDS), "+Inf"), self._buckets, strict=True):
            below += count
            buckets.append((bound, below))
        times = HistogramMetricFamily("stewardbot_webhook_seconds", "Time until a webhook was answered")
        times.add_metric([], buckets, self._seconds)
        yield times


class Metrics:
    """Handles `GET /metrics`. Without a token it answers only to this machine itself."""

    def __init__(self, numbers: Numbers, tally: Tally, token: str | None) -> None:
        self._numbers = numbers
        self._tally = tally
        self._token = token.encode() if token else None

    async def __call__(self, request: web.Request) -> web.Response:
        """Return the numbers in Prometheus' text format; 401 or 403 for strangers, 503 without the store."""
        if self._token is not None:
            given = request.headers.get(hdrs.AUTHORIZATION, "").encode("utf-8", "surrogateescape")
            if not matches_any(given, b"Bearer " + self._token):
                return web.Response(
                    status=401,
                    text="The metrics need the METRICS_TOKEN.\n",
                    headers={"WWW-Authenticate": "Bearer"},
                )
        elif not _is_local(request):
            return web.Response(
                status=403,
                text="Without a METRICS_TOKEN the metrics are for this machine alone; "
                "set one and send it as a bearer token.\n",
            )
        from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest  # noqa: PLC0415  for the first look at the metrics
        from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4  # noqa: PLC0415  for the first look at the metrics

        try:
            counts = await self._numbers.counts()
        except Exception:
            return web.Response(status=503, text="The store cannot be read just now.\n")
        registry = CollectorRegistry(auto_describe=False)
        registry.register(self._tally)
        registry.register(_Counts(counts))
        ProcessCollector(registry=registry)
        return web.Response(
            body=generate_latest(registry), headers={hdrs.CONTENT_TYPE: CONTENT_TYPE_PLAIN_0_0_4}
        )


class _Counts:
    """One reading of the store as a Prometheus collector."""

    def __init__(self, counts: Mapping[str, Mapping[str, int]]) -> None:
        self._counts = counts

    def collect(self) -> Iterator[Metric]:
        from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415  for the first look at the metrics

        for table, states in sorted(self._counts.items()):
            family = GaugeMetricFamily(f"stewardbot_{table}", f"Rows of {table} by state", labels=["state"])
            for state, count in sorted(states.items()):
                family.add_metric([state], count)
            yield family


def _is_local(request: web.Request) -> bool:
    """Return whether the peer is this machine, and not a proxy on it speaking for somebody else."""
    if any(name in request.headers for name in PROXY_HEADERS):
        return False
    peer = request.transport.get_extra_info("peername") if request.transport else None
    try:
        return ipaddress.ip_address(peer[0]).is_loopback if isinstance(peer, tuple) else False
    except ValueError:
        return False
