"""The App's webhook as GitHub sees it: where it points, what was delivered, what is to be delivered again.

https://docs.github.com/en/rest/apps/webhooks
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.core.ports.webhook_deliveries import Attempt
from bot.github.client import Client, route
from bot.github.read.reader import asking

DELIVERIES = "/app/hook/deliveries"


@dataclass(frozen=True)
class HookConfig:
    """Where GitHub sends webhooks, and how."""

    url: str
    content_type: str
    insecure: bool


class AppHook:
    """Read through the App's own key; `Unreachable` when GitHub cannot be asked now."""

    def __init__(self, app: Client) -> None:
        self._app = app

    async def config(self) -> HookConfig:
        """Where it points."""
        with asking():
            config = await self._app.get("/app/hook/config")
        return HookConfig(
            str(config.get("url") or ""),
            str(config.get("content_type") or ""),
            str(config.get("insecure_ssl") or "0") != "0",
        )

    async def attempts(self, since: datetime) -> AsyncIterator[Attempt]:
        """Attempts to deliver, the newest first, back to `since` (UTC); GitHub keeps about three days."""
        with asking():
            async for delivery in self._app.items(DELIVERIES, most_pages=500):
                at = datetime.fromisoformat(delivery["delivered_at"]).astimezone(UTC)
                if at < since:
                    return
                yield Attempt(
                    id=int(delivery["id"]),
                    guid=str(delivery["guid"]),
                    at=at,
                    event=str(delivery.get("event") or ""),
                    status=int(delivery.get("status_code") or 0),
                    redelivery=bool(delivery.get("redelivery")),
                )

    async def redeliver(self, attempt: Attempt) -> None:
        """Ask GitHub to deliver it once more, under the same GUID."""
        with asking():
            await self._app.post(route("app", "hook", "deliveries", attempt.id, "attempts"))
