"""The repository's own file, as it lies on the default branch; read here, understood elsewhere."""

from __future__ import annotations

from base64 import b64decode

from cachetools import LRUCache

from bot.core.config.repository_config import CONFIG_FOLDER, CONFIG_NAME, CONFIG_PATH
from bot.core.errors import NoAccess
from bot.core.model import Repository, same
from bot.core.ports.writer import ConfigFile
from bot.github.client import Client
from bot.github.connection import Connection
from bot.github.errors import Gone, RequestRefused
from bot.github.read.asking import asking
from bot.github.routes import repo_route
from bot.github.shapes import CONTENTS, Content
from bot.github.single_flight_cache import Memo
from bot.github.tokens import Tokens

LARGEST = 64 * 1024
"""Bytes; a file that a person writes and reads is far below."""
LIFETIME = 300.0
"""Seconds for which a file is believed of whose changes nobody may tell us."""
TOLD_LIFETIME = 3600.0
"""Seconds for which a file is believed whose changes a push tells: GitHub sends each, again if need be."""


class ConfigFiles:
    """Fetches and keeps repositories' files until they are forgotten, at most an hour; five minutes where we
    may not hear of a change: it is another process that does (unless `hears_pushes`), or the App may not be
    installed on the owner's `.github` repository.

    Pushes of other branches never matter: nothing but the default branch is ever asked for.
    """

    def __init__(self, connection: Connection, tokens: Tokens, *, hears_pushes: bool = False) -> None:
        self._tokens = tokens

        def lifetime(file: ConfigFile) -> float:
            return TOLD_LIFETIME if hears_pushes and _is_own(file) else LIFETIME

        self._memo: Memo[tuple[str, int], ConfigFile] = Memo(connection.clock, lifetime, size=2_000)
        self._latest: LRUCache[tuple[str, int], ConfigFile] = LRUCache(2_000)
        """The files that were fetched last, also those that are not believed any more unless `confirm`ed."""

    async def fetch(self, installation_id: int | None, repository: Repository) -> ConfigFile:
        """Return the file of `repository`, or that of its owner's `.github` repository.

        Raises `NoAccess` where the repository is closed to us, `Unreachable` where GitHub is for now.
        """
        if installation_id is None:
            raise NoAccess("the App is not installed on this repository")
        key = _key(repository)
        if (known := self._memo.fresh(key)) is not None:
            return known
        try:
            with asking():
                file = await self._memo.get(key, lambda: self._find(installation_id, repository))
        except RequestRefused as error:
            raise NoAccess(error.message) from error
        if self._memo.fresh(key) is file:  # Not where a push overtook it.
            self._latest[key] = file
        return file

    def confirm(self, repository: Repository, sha: str) -> None:
        """GitHub tells the sha of the repository's own file. If we know that one, it is believed again;
        not where a push was heard meanwhile."""
        file = self._latest.get(_key(repository))
        if file is not None and _is_own(file) and file.sha == sha:
            self._memo.put(_key(repository), file)

    def forget(self, repository: Repository) -> None:
        """The default branch moved. The owner's `.github` repository speaks for all of the owner's."""
        owner = repository.owner.casefold()
        shared = same(repository.name, CONFIG_FOLDER)

        def matches(key: tuple[str, int]) -> bool:
            return key[0] == owner and (shared or key[1] == repository.id)

        self._memo.forget(matches)
        for key in [key for key in self._latest if matches(key)]:
            del self._latest[key]

    async def _find(self, installation_id: int, repository: Repository) -> ConfigFile:
        client = self._tokens.client(installation_id)
        try:
            async with self._tokens.confirmed(repository.full_name):
                own = await _read(client, repository.full_name)
                if own is not None:
                    return own
                # GitHub says 404 alike of a missing file and of a repository out of sight.
                await client.get(repo_route(repository.full_name), Repository)
        except Gone as error:
            raise NoAccess("the App cannot see this repository") from error
        if same(repository.name, CONFIG_FOLDER):
            return ConfigFile()
        try:
            return await _read(client, f"{repository.owner}/{CONFIG_FOLDER}") or ConfigFile()
        except RequestRefused:
            return ConfigFile()


def _key(repository: Repository) -> tuple[str, int]:
    return repository.owner.casefold(), repository.id


def _is_own(file: ConfigFile) -> bool:
    """Whether it lies in the repository itself, not in the owner's `.github` repository."""
    place = file.source.partition("@")[0].partition(":")[0]
    return bool(place) and not same(place.partition("/")[2], CONFIG_FOLDER)


async def _read(client: Client, repository: str) -> ConfigFile | None:
    try:
        contents = await client.get(repo_route(repository, "contents", CONFIG_FOLDER, CONFIG_NAME), CONTENTS)
    except Gone:
        return None
    if not isinstance(contents, Content) or contents.type != "file":
        return ConfigFile(source=f"{repository}:{CONFIG_PATH}", problem=f"{CONFIG_PATH} is not a file")
    sha, size = contents.sha, contents.size
    source = f"{repository}@{sha}:{CONFIG_PATH}"
    if size > LARGEST:
        problem = f"{CONFIG_PATH} has {size:,} bytes; {LARGEST:,} are the most"
        return ConfigFile(sha=sha, source=source, problem=problem)
    try:
        text = b64decode(contents.content).decode("utf-8-sig")
    except ValueError:
        return ConfigFile(sha=sha, source=source, problem=f"{CONFIG_PATH} is not UTF-8 text")
    return ConfigFile(text=text, sha=sha, source=source)
