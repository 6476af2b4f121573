"""GitHub as one thing: what the engine reads through, put together from the parts of this room."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence

from bot.core.model import Repository, User
from bot.core.ports.reader import Reader
from bot.core.ports.writer import ConfigFile
from bot.github.connection import Connection
from bot.github.read.asking import asking
from bot.github.read.first_sync import FirstSync, SyncPage
from bot.github.read.reader import Readers
from bot.github.read.repo_config import ConfigFiles
from bot.github.tokens import Tokens
from bot.github.write.batch import BatchWriter
from bot.github.write.rest import RestWriter


class GitHubService:
    """Readers, configuration, first sync and a writer over one connection, sharing their caches; the writer
    `batches` effects in GraphQL documents (what stands `alone` too), or sends each by REST. Where it does, a
    stranger is asked about by GraphQL too. `hears_pushes`: who hears of a push calls `forget_config` here.

    Everything read raises `Unreachable` for now, `NoAccess` for good.
    """

    def __init__(
        self,
        connection: Connection,
        tokens: Tokens,
        *,
        batches: bool = False,
        alone: bool = False,
        hears_pushes: bool = False,
    ) -> None:
        self.connection, self.tokens = connection, tokens
        self.readers = Readers(connection, tokens, by_graphql=batches, hears_pushes=hears_pushes)
        rest = RestWriter(connection, tokens, self.readers.catalog)
        self.writer = BatchWriter(connection, tokens, rest, alone=alone) if batches else rest
        self._configs = ConfigFiles(connection, tokens, hears_pushes=hears_pushes)
        self._sync = FirstSync(tokens)

    async def me(self, installation_id: int | None = None) -> User:
        """Return our own account, asked when first needed."""
        with asking():
            return await self.tokens.me(installation_id)

    def reader(self, installation_id: int, repository: Repository) -> Reader:
        """Return what handlers may read in a repository."""
        return self.readers.reader(installation_id, repository)

    async def survey(
        self, installation_id: int, repository: Repository, number: int | None, logins: Sequence[str]
    ) -> Reader:
        """See `bot.engine.ports.GitHub`."""
        reader = self.readers.reader(installation_id, repository)
        result = await reader.survey(number, logins)
        self._configs.confirm(repository, result.file_sha)
        return reader

    async def config_file(self, installation_id: int | None, repository: Repository) -> ConfigFile:
        """Return the repository's file."""
        return await self._configs.fetch(installation_id, repository)

    def sync_pages(
        self, installation_id: int, repository: Repository, cursor: str | None
    ) -> AsyncIterator[SyncPage]:
        """The first sync after `cursor`, a request a page."""
        return self._sync.pages(installation_id, repository, cursor)

    def forget_config(self, repository: Repository) -> None:
        """The default branch moved."""
        self._configs.forget(repository)

    def forget_people(self, owner: str) -> None:
        """Roles, memberships or teams may have changed."""
        self.readers.forget_people(owner)

    def forget_repository(self, repository_id: int) -> None:
        """Labels, milestones or files may have changed."""
        self.readers.forget_repository(repository_id)

    def forget_installation(self, installation_id: int) -> None:
        """Its token is void."""
        self.tokens.forget(installation_id)

    def granted(self, installation_id: int) -> Mapping[str, str]:
        """What its newest token may; empty where none is at hand."""
        return self.tokens.granted(installation_id)
