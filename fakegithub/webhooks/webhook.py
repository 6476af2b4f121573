"""What GitHub sends the App: one webhook for every change, the bot's own changes included.

Webhooks wait in `state.webhooks` in the order in which things happened, until a server or a test delivers
them. Their payloads are rendered when the change happens and do not change afterwards.

https://docs.github.com/en/webhooks/webhook-events-and-payloads
https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any


def signature(body: bytes, secret: str) -> str:
    """What GitHub writes into X-Hub-Signature-256.

    https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
    """
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class Webhook:
    """One delivery: the GUID stays the same when it is delivered again."""

    guid: str
    event: str
    payload: dict[str, Any]
    redelivery: bool = False
    """Whether it was asked for again; the GUID is the old one then."""

    @property
    def action(self) -> str | None:
        """`opened`, `created` …; None for events that have no action, like push."""
        return self.payload.get("action")

    @cached_property
    def body(self) -> bytes:
        """The payload as it is sent and signed."""
        return json.dumps(self.payload, separators=(",", ":")).encode()

    def headers(self, secret: str, app_id: int) -> dict[str, str]:
        """GitHub's headers, signed with `secret`."""
        return {
            "Accept": "*/*",
            "Content-Type": "application/json",
            "User-Agent": "GitHub-Hookshot/5a4db0e",
            "X-GitHub-Delivery": self.guid,
            "X-GitHub-Event": self.event,
            "X-GitHub-Hook-ID": str(app_id),
            "X-GitHub-Hook-Installation-Target-ID": str(app_id),
            "X-GitHub-Hook-Installation-Target-Type": "integration",
            "X-Hub-Signature-256": signature(self.body, secret),
        }
