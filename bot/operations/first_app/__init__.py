"""Setting up a server that has no App: it shows `/setup` until GitHub has made one, and goes on with it."""

from __future__ import annotations

import asyncio
import secrets
from base64 import b64encode
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path

import aiohttp

from bot.clock import SystemClock
from bot.core.ports.clock import Clock
from bot.github.connection import Connection
from bot.github.read.new_app import NewApp, exchange
from bot.github.transport import HttpTransport
from bot.settings import Settings, with_values
from bot.settings.env_file import lines, write_new
from bot.web.server import listen
from bot.web.setup.desk import Made, SetupDesk
from bot.web.setup.invitation import LIFETIME, SetupInvitation
from bot.web.setup.manifest import app_manifest
from handlers import FEATURES

ENV = Path(".env")
LAST_PAGE = 1.0
"""Seconds for which the last page can still fetch its style before the bot takes over the port."""
GREETING = """
No GitHub App is set up yet. To make one, open this address; it is good once, and for 30 minutes:

    {address}/setup?token={token}
"""
NOT_KEPT = """
These settings could not be written into {path} ({why}).
Put them into the environment, or there, before the next start:

{lines}"""

Tell = Callable[[str], None]


async def set_up(chosen: Settings, tell: Tell, clock: Clock | None = None) -> Settings:
    """Serve `/setup` until the App is made; returns the settings with it.

    `tell` speaks to the terminal alone. Raises OSError where we cannot listen.
    """
    clock = clock or SystemClock()
    invitation, made = SetupInvitation(clock), asyncio.get_running_loop().create_future()
    async with aiohttp.ClientSession() as session:
        connection = Connection(
            HttpTransport(session),
            clock,
            api_url=chosen.github_api_url,
            graphql_url=chosen.github_graphql_url,
            timeout=chosen.http_timeout,
        )

        async def make(code: str, public_url: str) -> Made:
            app = await exchange(connection, code)
            values = settings_of(app, public_url)
            place = await asyncio.to_thread(_keep, values, tell)
            if not made.done():
                made.set_result(values)
            return Made(f"{app.html_url}/installations/new", place)

        proxy = chosen.webhook_proxy_url
        desk = SetupDesk(
            invitation,
            web_url=chosen.github_web_url,
            webhook=proxy.get_secret_value() if proxy else chosen.webhook_path,
            public_url=chosen.public_url,
            manifest=partial(app_manifest, FEATURES),
            make=make,
        )
        async with listen(desk.app(), chosen.host, chosen.port) as port:
            address = desk.opened(port)
            while not made.done():
                tell(GREETING.format(address=address, token=invitation.renew()))
                with suppress(TimeoutError):
                    await asyncio.wait_for(asyncio.shield(made), LIFETIME.total_seconds())
            await asyncio.sleep(LAST_PAGE)
    values: Mapping[str, str] = made.result()
    return with_values(chosen, values)


def settings_of(app: NewApp, public_url: str) -> dict[str, str]:
    """Return the settings of a new App by their names. Secrets that GitHub does not make are made here."""
    webhook = app.webhook_secret.get_secret_value() if app.webhook_secret else secrets.token_hex(32)
    return {
        "APP_ID": str(app.id),
        "PRIVATE_KEY": b64encode(app.pem.get_secret_value().encode()).decode(),
        "WEBHOOK_SECRET": webhook,
        "GITHUB_CLIENT_ID": app.client_id,
        "GITHUB_CLIENT_SECRET": app.client_secret.get_secret_value(),
        "SESSION_SECRET": secrets.token_hex(32),
        "FORGET_KEY": secrets.token_hex(32),
        "PUBLIC_URL": public_url,
    }


def _keep(values: Mapping[str, str], tell: Tell) -> str:
    """Write the settings beside us, else show them in the terminal; returns where they are kept."""
    path = ENV.resolve()
    if write_new(path, values):
        return str(path)
    why = (
        "there is one already, and it stays as it is" if path.exists() else "the folder cannot be written to"
    )
    tell(NOT_KEPT.format(path=path, why=why, lines=lines(values)))
    return ""
