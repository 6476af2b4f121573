"""What stands behind the pages, put together with the first of them: features, store, and GitHub's client.

Before the door is open they would delay the first 202 (measured: a sixth more processor time for the queries,
three quarters with the features).
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from contextlib import AsyncExitStack
from importlib import import_module
from typing import TYPE_CHECKING

from bot.core.ports.clock import Clock
from bot.core.states import OperatorMode
from bot.settings import Settings
from bot.store.database import Database

PAGE_TIMEOUT = 10.0
"""Seconds for which somebody at a page waits for an answer of GitHub's."""

if TYPE_CHECKING:
    from aiohttp import ClientSession

    from bot.github.connection import Connection
    from bot.github.tokens import AppTokens
    from bot.web.visits.backstage import Backstage, OpenBackstage, SignInParts


async def page_backstage(
    db: Database,
    sign_in: SignInParts | None = None,
    *,
    web_url: str | None = None,
    nudge: Callable[[], None] = lambda: None,
    held_back: bool = False,
) -> Backstage:
    """Return what stands behind the pages over a database.

    `web_url` is where the pages of a GitHub begin that is not GitHub.com. `nudge` wakes whoever works on
    what is stored; `held_back`: the operator's MODE lets nothing be written.
    """
    await asyncio.to_thread(import_module, "handlers")
    from bot.core.model import GITHUB_WEB
    from bot.operations.report import written
    from bot.web.visits.backstage import Backstage
    from bot.web.visits.store import PageStore
    from handlers import FEATURES

    runs = sign_in.runs if sign_in is not None else None
    return Backstage(PageStore(db, FEATURES, web_url or GITHUB_WEB, nudge, held_back, runs, written), sign_in)


def sign_in_parts(
    connection: Connection,
    tokens: AppTokens,
    *,
    web_url: str,
    client_id: str,
    client_secret: str,
    public_url: str | None,
    secrets: tuple[str, ...],
) -> SignInParts:
    """Return what signing in takes, over a connection to GitHub."""
    from bot.github.accounts import GitHubAccounts
    from bot.github.read.checks import PageRuns
    from bot.github.sign_in import GitHubSignIn
    from bot.web.visits.backstage import SignInParts

    github = GitHubSignIn(
        connection,
        web_url=web_url,
        client_id=client_id,
        client_secret=client_secret,
        redirect_uri=f"{public_url}/callback" if public_url else None,
    )
    clock = connection.clock
    return SignInParts(github, GitHubAccounts(tokens, clock), PageRuns(tokens, clock), secrets)


def _connection(settings: Settings, session: ClientSession, clock: Clock) -> Connection:
    """Return a connection to GitHub on which nobody at a page waits long."""
    from bot.github.connection import Connection
    from bot.github.transport import HttpTransport

    return Connection(
        HttpTransport(session),
        clock,
        api_url=settings.github_api_url,
        graphql_url=settings.github_graphql_url,
        timeout=min(settings.http_timeout, PAGE_TIMEOUT),
        grace=settings.write_grace,
    )


def open_backstage(
    db: Database, clock: Clock, settings: Settings, stack: AsyncExitStack, nudge: Callable[[], None]
) -> OpenBackstage:
    """Return what opens it as the settings say; `stack` closes it, `nudge` wakes whoever works."""

    async def made() -> Backstage:
        app, sign_in = settings.require_app(), settings.sign_in
        held_back = settings.mode is OperatorMode.OBSERVE
        if sign_in is None:
            return await page_backstage(db, web_url=settings.github_web_url, nudge=nudge, held_back=held_back)
        await asyncio.to_thread(import_module, "bot.github.sign_in")
        from aiohttp import ClientSession

        from bot.github.tokens import AppTokens

        session = await stack.enter_async_context(ClientSession())
        connection = _connection(settings, session, clock)
        tokens = AppTokens(connection, app.app_id, app.private_key.get_secret_value())
        secrets = (sign_in.session_secret, sign_in.session_secret_old)
        parts = sign_in_parts(
            connection,
            tokens,
            web_url=settings.github_web_url,
            client_id=sign_in.client_id,
            client_secret=sign_in.client_secret.get_secret_value(),
            public_url=settings.public_url,
            secrets=tuple(secret.get_secret_value() for secret in secrets if secret is not None),
        )
        return await page_backstage(
            db, parts, web_url=settings.github_web_url, nudge=nudge, held_back=held_back
        )

    async def opened() -> Backstage:
        backstage = await made()
        # What was imported stays: nobody need look through it for garbage, which stops all others meanwhile
        # (measured: 0.2 s at a time).
        gc.freeze()
        return backstage

    return opened
