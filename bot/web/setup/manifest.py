"""The manifest of the GitHub App: what it may do and hear, from the features' declarations.

https://docs.github.com/en/apps/sharing-github-apps/registering-a-github-app-from-a-manifest
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.core import generated_docs
from bot.core.events.webhooks import SUBSCRIPTIONS
from bot.core.feature import Feature

DEFAULT_NAME = "Stewardbot"
ABOUT = (
    "Sorts issues, brings questions to the person on duty, and welcomes newcomers. Runs on our own server."
)


@dataclass(frozen=True)
class AppAddresses:
    """Where GitHub and people reach the server: `public` without a slash at its end, `webhook` whole, and
    `created`, where the browser comes back with the new App (empty: nowhere)."""

    public: str
    webhook: str
    created: str = ""


def app_manifest(
    features: Sequence[Feature[Any]], addresses: AppAddresses, name: str = DEFAULT_NAME
) -> dict[str, Any]:
    """Return the manifest as GitHub reads it. The App is private: only its owner can install it."""
    manifest: dict[str, Any] = {
        "name": name,
        "description": ABOUT,
        "url": addresses.public,
        "hook_attributes": {"url": addresses.webhook, "active": True},
        "callback_urls": [f"{addresses.public}/callback"],
        "public": False,
        "default_permissions": generated_docs.permissions(features),
        "default_events": list(SUBSCRIPTIONS),
    }
    return manifest | ({"redirect_url": addresses.created} if addresses.created else {})
