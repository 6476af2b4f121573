"""Attempts to deliver webhooks, as the App may look at them."""

from __future__ import annotations

from typing import Any

from fakegithub.payloads.values import stamp
from fakegithub.webhooks.deliveries import Delivery

WORDS = {200: "OK", 202: "OK", 204: "OK", 0: "failed to connect to host"}


def short(delivery: Delivery) -> dict[str, Any]:
    """One line of the list."""
    payload = delivery.webhook.payload
    return {
        "id": delivery.id,
        "guid": delivery.webhook.guid,
        "delivered_at": stamp(delivery.at),
        "redelivery": delivery.redelivery,
        "duration": 0.1,
        "status": WORDS.get(delivery.status, f"Invalid HTTP Response: {delivery.status}"),
        "status_code": delivery.status,
        "event": delivery.webhook.event,
        "action": delivery.webhook.action,
        "installation_id": payload.get("installation", {}).get("id"),
        "repository_id": payload.get("repository", {}).get("id"),
        "throttled_at": None,
    }
