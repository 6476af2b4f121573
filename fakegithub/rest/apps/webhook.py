"""The App's webhook: where it goes, what was delivered, and what shall be delivered again.

https://docs.github.com/en/rest/apps/webhooks
"""

from __future__ import annotations

from typing import Any

from fakegithub.http.call import Call
from fakegithub.http.reply import Reply, answer, invalid
from fakegithub.http.routing import route
from fakegithub.payloads import deliveries
from fakegithub.rest.apps.app import as_app
from fakegithub.webhooks.deliveries import Delivery

CURSOR = "v1_"


@route("GET", "/app/hook/config")
def get_config(call: Call) -> Reply:
    """Where webhooks go; the secret is not shown."""
    as_app(call)
    return answer(_config(call))


def _config(call: Call) -> dict[str, Any]:
    app = call.state.app
    return {"content_type": "json", "insecure_ssl": "0", "secret": "********", "url": app.webhook_url or ""}


@route("GET", "/app/hook/deliveries")
def list_deliveries(call: Call) -> Reply:
    """Attempts of the last three days, newest first, a page from `cursor` on."""
    as_app(call)
    attempts = call.state.deliveries.recent(call.state.now())
    if "cursor" in call.query:
        last = call.query["cursor"].removeprefix(CURSOR)
        if not last.isdecimal():
            invalid("HookDelivery", "cursor")
        attempts = [delivery for delivery in attempts if delivery.id < int(last)]
    size = min(max(call.integer("per_page", 30), 1), 100)
    page = attempts[:size]
    link = {}
    if len(attempts) > size:
        place = f"{call.state.api_url}/app/hook/deliveries?per_page={size}&cursor={CURSOR}{page[-1].id}"
        link = {"link": f'<{place}>; rel="next"'}
    return answer([deliveries.short(delivery) for delivery in page], 200, **link)


def _delivery(call: Call) -> Delivery:
    as_app(call)
    return call.pick(call.state.deliveries.recent(call.state.now()))


@route("POST", "/app/hook/deliveries/{id}/attempts")
def redeliver(call: Call) -> Reply:
    """Deliver it once more, under the same GUID."""
    call.state.deliveries.ask_again(_delivery(call))
    return answer({}, 202)
