"""Attempts to deliver webhooks, as the App may look at them."""

from __future__ import annotations

from typing import Any

from fakegithub.model.records import App
from fakegithub.payloads.times import stamp
from fakegithub.webhooks.deliveries import Delivery

WORDS = {200: "OK", 202: "OK", 204: "OK", 0: "failed to connect to host"}


def short(which: Delivery) -> dict[str, Any]:
    """One line of the list."""
    payload = which.webhook.payload
    return {
        "id": which.id,
        "guid": which.webhook.guid,
        "delivered_at": stamp(which.at),
        "redelivery": which.redelivery,
        "duration": 0.1,
        "status": WORDS.get(which.status, f"Invalid HTTP Response: {which.status}"),
        "status_code": which.status,
        "event": which.webhook.event,
        "action": which.webhook.action,
        "installation_id": payload.get("installation", {}).get("id"),
        "repository_id": payload.get("repository", {}).get("id"),
        "throttled_at": None,
    }


def full(app: App, which: Delivery) -> dict[str, Any]:
    """With what was sent; the answer's own words are not kept."""
    return {
        **short(which),
        "url": app.webhook_url or "",
        "request": {
            "headers": which.webhook.headers(app.webhook_secret, app.id),
            "payload": which.webhook.payload,
        },
        "response": {"headers": {}, "payload": ""},
    }
