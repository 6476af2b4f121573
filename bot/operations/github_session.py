"""GitHub as the operator's commands reach it: with the App's key; what goes wrong is a sentence."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp

from bot.clock import SystemClock
from bot.core.errors import NoAccess, Unreachable
from bot.core.model import Repository
from bot.core.ports.clock import Clock
from bot.core.ports.reader import Reader
from bot.errors import OperatorError
from bot.github.client import Client
from bot.github.connection import Connection
from bot.github.errors import GitHubError, Gone, Limited, Unauthorized
from bot.github.read.reader import Readers
from bot.github.routes import repo_route
from bot.github.tokens import AppTokens
from bot.github.transport import HttpTransport
from bot.settings import Settings


class KeyRefused(OperatorError):
    """GitHub does not accept the App's key."""


@dataclass(frozen=True)
class GitHubSession:
    """A connection, and the App's tokens over it."""

    connection: Connection
    tokens: AppTokens

    async def installed(self, repository: str) -> tuple[int, Client]:
        """Return the installation on `owner/repo` and the API in its name; OperatorError when there is
        none."""
        installation = await self.tokens.installation_for(repository)
        if installation is None:
            raise OperatorError(f"The App is not installed on {repository}: install it there first.")
        return installation, self.tokens.client(installation)

    async def repository(self, name: str) -> tuple[int, Repository, Reader]:
        """Return the installation on `owner/repo`, the repository as GitHub knows it, and GitHub read inside
        it; OperatorError as `installed`."""
        installation, client = await self.installed(name)
        there = await client.get(repo_route(name), Repository)
        return installation, there, Readers(self.connection, self.tokens).reader(installation, there)


@asynccontextmanager
async def github_session(chosen: Settings, clock: Clock | None = None) -> AsyncIterator[GitHubSession]:
    """Reach GitHub with the App of the settings; every failure becomes an OperatorError."""
    app = chosen.require_app()
    async with aiohttp.ClientSession() as session:
        connection = Connection(
            HttpTransport(session),
            clock or SystemClock(),
            api_url=chosen.github_api_url,
            graphql_url=chosen.github_graphql_url,
            timeout=chosen.http_timeout,
        )
        tokens = AppTokens(connection, app.app_id, app.private_key.get_secret_value())
        try:
            yield GitHubSession(connection, tokens)
        except Unauthorized as error:
            raise KeyRefused(f"GitHub does not accept the App's key: {error.message}.") from None
        except Limited as error:
            until = f"{error.until:%H:%M} UTC"
            raise OperatorError(f"GitHub's rate limit is used up; try again after {until}.") from None
        except Gone as error:
            raise OperatorError(
                f"GitHub does not show this to the App: {error.message} ({error.request})."
            ) from None
        except NoAccess as error:
            raise OperatorError(f"GitHub does not show this to the App: {error}.") from None
        except (GitHubError, Unreachable) as error:
            raise OperatorError(f"GitHub could not be asked: {error}.") from None
