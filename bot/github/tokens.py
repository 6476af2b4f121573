"""In whose name we ask: the App with its key, its installations with their tokens, or one fixed token.

https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Protocol

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from jwt.algorithms import RSAAlgorithm

from bot.core.model import Repository, User
from bot.github.client import Client
from bot.github.connection import Connection
from bot.github.errors import Gone, Outage, RequestRefused, Unauthorized
from bot.github.limits import installation_scope
from bot.github.routes import repo_route, route
from bot.github.shapes import AccessToken, App, AppInstallation
from bot.github.single_flight_cache import Memo

SKEW = timedelta(minutes=1)
"""A JWT is dated back so far, should our clock be ahead of GitHub's."""
JWT_LIFE = timedelta(minutes=9)
JWT_USE = timedelta(minutes=7)
"""A JWT is renewed after so long; GitHub takes none that lives longer than ten minutes."""
SPARE = timedelta(minutes=5)
"""An installation token is not used in its last minutes: a request must not outlive it."""


class Tokens(Protocol):
    """Clients by installation, and who we are."""

    def client(self, installation_id: int) -> Client:
        """Return the API in the name of an installation."""
        ...

    async def me(self, installation_id: int | None = None) -> User:
        """Return our own account, asked once; through that installation where a choice must be made."""
        ...

    async def installation_for(self, repository: str) -> int | None:
        """Return the installation on `owner/repo`; None when there is none."""
        ...

    async def permissions(self, installation_id: int) -> Mapping[str, str]:
        """Return what the installation may, as GitHub says (`{"members": "read"}`); empty where that is
        unknown."""
        ...

    def granted(self, installation_id: int) -> Mapping[str, str]:
        """Return the same of the token at hand, without asking; empty where there is none."""
        ...

    def forget(self, installation_id: int) -> None:
        """Its token is void (uninstalled, suspended, permissions changed)."""
        ...

    def confirmed(self, claim: str) -> AbstractAsyncContextManager[None]:
        """Let Gone and RequestRefused pass only where GitHub says so twice, some time apart, and knows us
        meanwhile; Outage until then. `claim` names what would be given up."""
        ...

    async def look(self, client: Client, repository: str) -> None:
        """Ask for the repository in which something is said to be gone: it is believed if this returns.
        Gone or RequestRefused, confirmed, when the repository is closed to us."""
        ...


@dataclass(frozen=True)
class FixedAuthorization:
    """Always the same header, or none at all."""

    scope: str
    header: str = ""

    async def authorization(self) -> str:
        return self.header

    def rejected(self, authorization: str) -> bool:
        return False


@dataclass(frozen=True)
class _Token:
    text: str
    until: datetime
    """When to stop using it (UTC)."""
    permissions: Mapping[str, str] = field(default_factory=dict)


class AppTokens:
    """The App's key opens its installations; each token is asked once and kept until it is nearly stale."""

    def __init__(self, connection: Connection, app_id: str | int, private_key: str | RSAPrivateKey) -> None:
        self._connection = connection
        self.app = Client(connection, _AppAuth(connection, str(app_id), private_key))
        clock = connection.clock
        self._tokens: Memo[int, _Token] = Memo(
            clock, lambda token: (token.until - clock.now()).total_seconds()
        )
        self._installations: Memo[str, int | None] = Memo(clock, 300)
        self._me: User | None = None
        self._asking_me = asyncio.Lock()

    def client(self, installation_id: int) -> Client:
        """See `Tokens`."""
        return Client(self._connection, _InstallationAuth(self, installation_id))

    async def me(self, installation_id: int | None = None) -> User:
        """See `Tokens`. The App tells its slug; the account's id is public, but asked with a token where
        there is one, since GitHub grants strangers few requests."""
        async with self._asking_me:
            if self._me is None:
                slug = (await self.identity()).slug
                if installation_id is None:
                    known, _ = await self.app.page("/app/installations", AppInstallation, {"per_page": 1})
                    installation_id = known[0].installation.id if known else None
                nobody = Client(self._connection, FixedAuthorization("nobody"))
                asker = nobody if installation_id is None else self.client(installation_id)
                try:
                    self._me = await asker.get(route("users", f"{slug}[bot]"), User)
                except (Gone, RequestRefused) as error:
                    raise Outage(f"GitHub does not show the App's own account: {error.message}") from error
            return self._me

    async def identity(self) -> App:
        """Return the App as GitHub knows it by its key. Without it nothing can be done, so any "no" is an
        Outage."""
        try:
            return await self.app.get("/app", App)
        except (Gone, RequestRefused) as error:
            raise Outage(f"GitHub does not know the App (GET /app: {error.message})") from error

    @asynccontextmanager
    async def confirmed(self, claim: str) -> AsyncIterator[None]:
        """See `Tokens`."""
        confirmations = self._connection.confirmations
        try:
            yield
        except (Gone, RequestRefused) as no:
            until = confirmations.ask_again_at(claim)
            if until is not None:
                reason = f"{claim}: {no.message}; asked again before it is believed"
                raise Outage(reason, status=no.status, until=until) from no
            await self.identity()
            raise
        confirmations.withdraw(claim)

    async def look(self, client: Client, repository: str) -> None:
        """See `Tokens`."""
        async with self.confirmed(repository):
            await client.get(repo_route(repository), Repository)

    async def installation_for(self, repository: str) -> int | None:
        """See `Tokens`; kept for five minutes."""
        return await self._installations.get(repository.casefold(), lambda: self._find(repository))

    async def _find(self, repository: str) -> int | None:
        try:
            installation = await self.app.get(repo_route(repository, "installation"), AppInstallation)
        except (Gone, RequestRefused):
            await self.identity()
            return None
        return None if installation.installation.suspended else installation.installation.id

    async def permissions(self, installation_id: int) -> Mapping[str, str]:
        """See `Tokens`; they come with each token."""
        return (await self._token(installation_id)).permissions

    def granted(self, installation_id: int) -> Mapping[str, str]:
        """See `Tokens`."""
        token = self._tokens.fresh(installation_id)
        return token.permissions if token is not None else {}

    def forget(self, installation_id: int) -> None:
        """See `Tokens`."""
        self._tokens.forget(lambda key: key == installation_id)
        self._installations.forget(lambda key: True)

    async def token(self, installation_id: int) -> str:
        """Return a token of the installation that is good for five more minutes at least.

        Unauthorized with `installation_lost` when the installation is gone or suspended."""
        return (await self._token(installation_id)).text

    async def _token(self, installation_id: int) -> _Token:
        return await self._tokens.get(installation_id, lambda: self._issue(installation_id))

    async def _issue(self, installation_id: int) -> _Token:
        path = route("app", "installations", installation_id, "access_tokens")
        try:
            async with self.confirmed(f"installation {installation_id}"):
                answer = await self._ask_for_token(path)
        except Gone as error:
            raise Unauthorized("the App is not installed here", status=404, installation_lost=True) from error
        except RequestRefused as error:
            raise Unauthorized(error.message, status=error.status, installation_lost=True) from error
        until = answer.expires_at.astimezone(UTC) - self._connection.skew - SPARE
        return _Token(answer.token, until, answer.permissions)

    async def _ask_for_token(self, path: str) -> AccessToken:
        try:
            return await self.app.post(path, AccessToken)
        except Unauthorized as error:
            if error.installation_lost:  # suspended: a "no" like any other
                raise RequestRefused(error.message, status=error.status) from error
            raise

    def reject(self, installation_id: int, token: str) -> None:
        """GitHub did not accept `token`: it is dropped, unless a newer one has taken its place."""
        current = self._tokens.fresh(installation_id)
        if current is not None and current.text == token:
            self._tokens.forget(lambda key: key == installation_id)


class _AppAuth:
    """The JWT of an App, signed with its key; its times are GitHub's, since GitHub judges them."""

    scope = "app"

    def __init__(self, connection: Connection, app_id: str, private_key: str | RSAPrivateKey) -> None:
        self._connection, self._app_id, self._given = connection, app_id, private_key
        self._skew = timedelta()
        self._signed: tuple[str, datetime] | None = None

    @cached_property
    def _key(self) -> RSAPrivateKey:
        """The key, read and checked once: that takes a tenth of a second, and the loop waits."""
        if isinstance(self._given, RSAPrivateKey):
            return self._given
        key = RSAAlgorithm(RSAAlgorithm.SHA256).prepare_key(self._given)
        assert isinstance(key, RSAPrivateKey), "an App's key is a private one"
        return key

    async def authorization(self) -> str:
        now = self._connection.clock.now()
        if self._signed is None or now >= self._signed[1]:
            # gidgethub.apps reads the system's clock; ours may be a virtual one.
            self._skew = self._connection.skew
            issued = int((now + self._skew - SKEW).timestamp())
            claims = {"iat": issued, "exp": issued + int(JWT_LIFE.total_seconds()), "iss": self._app_id}
            self._signed = jwt.encode(claims, self._key, algorithm="RS256"), now + JWT_USE
        return f"Bearer {self._signed[0]}"

    def rejected(self, authorization: str) -> bool:
        self._signed = None
        return abs(self._connection.skew - self._skew) > SKEW  # the refusal told GitHub's time


@dataclass(frozen=True)
class _InstallationAuth:
    tokens: AppTokens
    installation_id: int

    @property
    def scope(self) -> str:
        return installation_scope(self.installation_id)

    async def authorization(self) -> str:
        return f"token {await self.tokens.token(self.installation_id)}"

    def rejected(self, authorization: str) -> bool:
        self.tokens.reject(self.installation_id, authorization.removeprefix("token "))
        return True
