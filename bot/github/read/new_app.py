"""A GitHub App that was just made of a manifest: its credentials, had once for a code.

https://docs.github.com/en/rest/apps/apps#create-a-github-app-from-a-manifest
"""

from __future__ import annotations

from pydantic import SecretStr

from bot.core.errors import NoAccess
from bot.core.model import Text, Value
from bot.github.client import Client
from bot.github.connection import Connection
from bot.github.errors import Gone, RequestRefused
from bot.github.read.asking import asking
from bot.github.routes import route
from bot.github.tokens import FixedAuthorization


class NewApp(Value):
    """The App and its secrets. `html_url` is its page, from which it is installed."""

    id: int
    slug: Text = ""
    html_url: Text = ""
    client_id: Text = ""
    client_secret: SecretStr = SecretStr("")
    webhook_secret: SecretStr | None = None
    pem: SecretStr


async def exchange(connection: Connection, code: str) -> NewApp:
    """Return the App for the code that GitHub sent the browser back with; it is good once, within an hour.

    Raise `NoAccess` for a code that GitHub does not take, `Unreachable` where it cannot be asked.
    """
    nobody = Client(connection, FixedAuthorization("setup", ""))
    with asking():
        try:
            return await nobody.post(route("app-manifests", code, "conversions"), NewApp)
        except (Gone, RequestRefused) as error:
            raise NoAccess(f"GitHub does not take this code: {error.message}") from None
