"""The port through which the engine finds deliveries that failed, and asks GitHub for them again."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Attempt:
    """One attempt of GitHub's to deliver a webhook. `status` is what we answered; 0: nothing."""

    id: int
    guid: str
    at: datetime
    event: str
    status: int
    redelivery: bool = False

    @property
    def succeeded(self) -> bool:
        """Whether we accepted it."""
        return 200 <= self.status < 300


class WebhookDeliveries(Protocol):
    """The App's webhook, as GitHub sees it. Raises `Unreachable` when GitHub cannot be asked now."""

    def attempts(self, since: datetime) -> AsyncIterator[Attempt]:
        """Return the attempts to deliver, the newest first, back to `since` (UTC)."""
        ...

    async def redeliver(self, attempt: Attempt) -> None:
        """Ask GitHub to deliver it once more.

        https://docs.github.com/en/rest/apps/webhooks#redeliver-a-delivery-for-an-app-webhook
        """
        ...
