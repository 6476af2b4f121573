"""The App's webhook as GitHub sees it: where it points, what was delivered, what is to be delivered again.

https://docs.github.com/en/rest/apps/webhooks
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

from bot.core.ports.webhook_deliveries import Attempt
from bot.github.client import Client
from bot.github.read.asking import asking
from bot.github.routes import route
from bot.github.shapes import HookConfig, HookDelivery

DELIVERIES = "/app/hook/deliveries"


class AppHook:
    """Read through the App's own key; `Unreachable` when GitHub cannot be asked now."""

    def __init__(self, app: Client) -> None:
        self._app = app

    async def config(self) -> HookConfig:
        """Return where it points."""
        with asking("the App's webhook"):
            return await self._app.get("/app/hook/config", HookConfig)

    async def attempts(self, since: datetime) -> AsyncIterator[Attempt]:
        """Return attempts to deliver, the newest first, back to `since` (UTC); GitHub keeps about three
        days."""
        with asking("the App's deliveries"):
            async for delivery in self._app.items(DELIVERIES, HookDelivery, most_pages=500):
                at = delivery.delivered_at.astimezone(UTC)
                if at < since:
                    return
                yield Attempt(
                    id=delivery.id,
                    guid=delivery.guid,
                    at=at,
                    event=delivery.event,
                    status=delivery.status_code,
                    redelivery=delivery.redelivery,
                )

    async def redeliver(self, attempt: Attempt) -> None:
        """Ask GitHub to deliver it once more, under the same GUID."""
        with asking(f"delivery {attempt.guid}"):
            await self._app.post(route("app", "hook", "deliveries", attempt.id, "attempts"), dict)
