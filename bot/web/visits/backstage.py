"""What stands behind the pages: the store they read of, and GitHub, which says who people are."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.core.ports.accounts import AccountDirectory, SignInWithGitHub
from bot.core.ports.reader import WaitingRuns
from bot.web.visits.store import PageStore


@dataclass(frozen=True)
class SignInParts:
    """What signing in takes, and what is asked of GitHub for whoever did. `secrets` sign cookies: the one in
    use, and the one before it."""

    github: SignInWithGitHub
    accounts: AccountDirectory
    runs: WaitingRuns
    secrets: tuple[str, ...]


@dataclass(frozen=True)
class Backstage:
    """Without `sign_in` nobody can sign in."""

    store: PageStore
    sign_in: SignInParts | None = None


OpenBackstage = Callable[[], Awaitable[Backstage]]
"""Opens it with the first page, because the features and the client take a while to import."""
