"""One token for everything: how tests reach the simulated GitHub where no App is about."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.model import User
from bot.github.client import Client, Connection, repo_route
from bot.github.errors import Gone, RequestRefused
from bot.github.tokens import FixedAuthorization


class StaticTokens:
    """One token for everything, as the simulated GitHub or a personal token gives it."""

    def __init__(self, connection: Connection, token: str, me: User | None = None) -> None:
        self._client = Client(connection, FixedAuthorization("token", f"token {token}"))
        self._me = me

    def client(self, installation_id: int) -> Client:
        """See `Tokens`."""
        return self._client

    async def me(self, installation_id: int | None = None) -> User:
        """See `Tokens`."""
        if self._me is None:
            self._me = User.model_validate(await self._client.get("/user"))
        return self._me

    async def installation_for(self, repository: str) -> int | None:
        """See `Tokens`: a repository the token can see counts as installed, under the id 0."""
        try:
            await self._client.get(repo_route(repository))
        except (Gone, RequestRefused):
            return None
        return 0

    async def permissions(self, installation_id: int) -> Mapping[str, str]:
        """See `Tokens`: such a token does not say."""
        return {}

    def forget(self, installation_id: int) -> None:
        """See `Tokens`: there is no other token."""
