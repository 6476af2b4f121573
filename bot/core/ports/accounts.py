"""Accounts of GitHub as the pages ask about them: who signs in, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.core.model import Repository
from bot.core.permissions import Role


@dataclass(frozen=True)
class Identity:
    """Somebody who proved to GitHub who they are. `repositories` are the ids of those that they and the App
    both see."""

    account_id: int
    login: str
    repositories: frozenset[int]


@dataclass(frozen=True)
class AccountRole:
    """What an account may do in a repository, and what it is called now."""

    role: Role
    login: str


class SignInWithGitHub(Protocol):
    """GitHub's own sign-in, for people."""

    def address(self, state: str, challenge: str) -> str:
        """Return where GitHub asks somebody for their consent; `challenge` is PKCE's, by SHA-256."""
        ...

    async def identify(self, code: str, verifier: str) -> Identity:
        """Return who consented. Raise `Unreachable` (later), or `NoAccess` for a code that opens nothing."""
        ...


class AccountDirectory(Protocol):
    """What accounts may do, known by id: logins can be renamed and reused. All raise `Unreachable`."""

    async def role(self, installation_id: int, repository: Repository, account_id: int) -> AccountRole:
        """Return the role of an account; `NONE` for one that has none there, or does not exist."""
        ...

    async def owns_app(self, account_id: int) -> bool:
        """Return whether it owns the App, or administers the organization that does."""
        ...
