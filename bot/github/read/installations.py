"""Where the App is installed, as GitHub says when asked: for what no event has told us.

https://docs.github.com/en/rest/apps/installations
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from bot.core.events import Installation
from bot.core.model import Repository
from bot.github.errors import Gone, RequestRefused, Unauthorized
from bot.github.read.asking import asking
from bot.github.shapes import AppInstallation
from bot.github.tokens import AppTokens

PAGES_MOST = 200
"""Pages of a hundred repositories that are read of one installation."""


class InstallationReader:
    """Reads with the App's own key, then in the name of each installation: a request a page."""

    def __init__(self, tokens: AppTokens) -> None:
        self._tokens = tokens

    async def all(self) -> AsyncIterator[tuple[Installation, tuple[Repository, ...]]]:
        """Return every installation and the repositories it covers (none of a suspended one: those it may
        not tell).

        Raises `Unreachable` when GitHub cannot be asked now.
        """
        with asking():
            async for item in self._tokens.app.items("/app/installations", AppInstallation):
                installation = item.installation
                yield installation, () if installation.suspended else await self._covered(installation.id)

    async def _covered(self, installation_id: int) -> tuple[Repository, ...]:
        client = self._tokens.client(installation_id)
        pages = client.items(
            "/installation/repositories", Repository, key="repositories", most_pages=PAGES_MOST
        )
        try:
            return tuple([item async for item in pages])
        except (Gone, RequestRefused):
            return ()
        except Unauthorized as error:
            if not error.installation_lost:  # else it went between the two questions
                raise
            return ()
