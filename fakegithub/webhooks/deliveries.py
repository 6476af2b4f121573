"""Attempts to deliver webhooks, as GitHub keeps them for the App to look at and to ask for again.

https://docs.github.com/en/webhooks/using-webhooks/handling-failed-webhook-deliveries
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from fakegithub.webhooks.webhook import Webhook

RETENTION = timedelta(days=3)


@dataclass(frozen=True)
class Delivery:
    """One attempt to deliver a webhook; status 0 means that there was no answer."""

    id: int
    webhook: Webhook
    status: int
    at: datetime
    redelivery: bool = False

    @property
    def ok(self) -> bool:
        """Whether the receiver took it."""
        return 200 <= self.status < 300


@dataclass
class Deliveries:
    """All attempts, oldest first. `waiting` is the queue that what is asked for again joins."""

    waiting: deque[Webhook]
    made: list[Delivery] = field(default_factory=list)

    def record(self, webhook: Webhook, status: int, at: datetime) -> Delivery:
        """Store an attempt and return it. Tests that deliver webhooks without a server call it, too."""
        delivery = Delivery(len(self.made) + 1, webhook, status, at, webhook.redelivery)
        self.made.append(delivery)
        return delivery

    def recent(self, now: datetime) -> list[Delivery]:
        """What GitHub still knows, newest first: three days' worth."""
        return [attempt for attempt in reversed(self.made) if now - attempt.at < RETENTION]

    def ask_again(self, delivery: Delivery) -> None:
        """Queue the webhook once more, under its old GUID."""
        self.waiting.append(replace(delivery.webhook, redelivery=True))
