"""What the engine needs of GitHub, as narrow protocols; `bot.github` plays them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Protocol

from bot.core.config.preview import ConfigPreview
from bot.core.model import LabelInfo, Repository, Subject, User
from bot.core.ports.guesses import KindGuess, ReadDocument, Verdict
from bot.core.ports.reader import MilestoneInfo, Reader
from bot.core.ports.similar import SimilarReader
from bot.core.ports.writer import ConfigFile

Preview = Callable[[Repository, Reader, str, str], Awaitable[ConfigPreview]]
"""Tries the text of a repository's file on its newest issues, dry."""


async def no_preview(repository: Repository, reader: Reader, text: str, ref: str) -> ConfigPreview:
    """Return the empty preview: there is no engine to try a file on."""
    return ConfigPreview()


class Guesses(Protocol):
    """What was learnt from the labels of repositories."""

    async def guess(
        self,
        repository: Repository,
        read: ReadDocument,
        apply_above: float | None,
        verdicts: Sequence[Verdict],
    ) -> KindGuess | None:
        """Return what an issue of a repository is guessed to be (`bot.core.ports.guesses.GuessKind`)."""
        ...


class Similar(Protocol):
    """The index of issues by their words."""

    def reader(self, repository: Repository) -> SimilarReader:
        """Return what finds similar issues in a repository."""
        ...


class SyncedPage(Protocol):
    """One page of a first sync; `cursor` goes on after it (None: that was the last)."""

    labels: Sequence[LabelInfo]
    milestones: Sequence[MilestoneInfo]
    subjects: Sequence[Subject]
    people: Sequence[User]
    cursor: str | None
    all_members: bool
    """Whether all members of the organization have been listed by now, those who hide it too."""


class GitHub(Protocol):
    """GitHub as the engine reads it. All raise `Unreachable` for now, `NoAccess` for good."""

    async def me(self, installation_id: int | None) -> User:
        """Return our own account, asked when first needed."""
        ...

    def reader(self, installation_id: int, repository: Repository) -> Reader:
        """Return what handlers may read in a repository."""
        ...

    async def survey(
        self, installation_id: int, repository: Repository, number: int | None, logins: Sequence[str]
    ) -> Reader:
        """Return a reader that has asked in one question, where that can be, for the accounts of some logins,
        whether the repository's file is still the same, and for an issue (None: for none), what people wrote
        there and how they reacted. Of the issue it may leave out what the mirror knows."""
        ...

    async def config_file(self, installation_id: int | None, repository: Repository) -> ConfigFile:
        """Return the repository's file."""
        ...

    def forget_config(self, repository: Repository) -> None:
        """It may have changed."""
        ...

    def forget_people(self, owner: str) -> None:
        """Roles and memberships may have changed."""
        ...

    def forget_repository(self, repository_id: int) -> None:
        """Labels, milestones or files may have changed."""
        ...

    def forget_installation(self, installation_id: int) -> None:
        """Its token is void."""
        ...

    def granted(self, installation_id: int) -> Mapping[str, str]:
        """Return what its newest token may, the same object as long as it is the same token; empty where none
        is at hand, or it does not say. GitHub is not asked."""
        ...

    def sync_pages(
        self, installation_id: int, repository: Repository, cursor: str | None
    ) -> AsyncIterator[SyncedPage]:
        """The first sync, a request a page."""
        ...
