"""Who somebody is to a repository: role, membership, teams. Kept five minutes at most, failing closed.

https://docs.github.com/en/rest/collaborators/collaborators#get-repository-permissions-for-a-user
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from bot.core.model import Repository, User, same
from bot.core.permissions import Role
from bot.core.ports.clock import Clock
from bot.github.client import Client
from bot.github.errors import Gone, RequestRefused
from bot.github.routes import repo_route, route
from bot.github.shapes import NOTHING, Permission
from bot.github.single_flight_cache import Memo

TRUSTED = 300.0
"""Seconds for which a role or membership is believed."""
Key = tuple[str, str, str, str]
"""Owner, the question, what it is asked about, the person or team; all in lower case."""


def _key(person: User) -> str:
    """By account first: another one under the same login is somebody else. By login too, since that is what
    was asked: after a rename it is asked anew."""
    return f"{person.id} {person.login}"


class People:
    """Answers about people, shared by all readers; `forget(owner)` on membership events."""

    def __init__(self, clock: Clock) -> None:
        self._memo: Memo[Key, Any] = Memo(clock, TRUSTED)

    def forget(self, owner: str) -> None:
        """Roles, members or teams of an owner may have changed."""
        self._memo.forget(lambda key: same(key[0], owner))

    async def role(self, client: Client, repository: Repository, person: User) -> Role:
        """Return the role by `role_name`, since `permission` calls triage read and maintain write. A
        custom role falls back to `permission`, which names the role it is built upon. The answer is about
        a login, and counts only if that is still this account's."""

        async def ask() -> Role:
            try:
                path = repo_route(repository.full_name, "collaborators", person.login, "permission")
                account = await client.get(path, Permission)
            except (Gone, RequestRefused):
                return Role.NONE
            if account.user is None or account.user.id != person.id:
                return Role.NONE
            known = Role.__members__.get(account.role_name.upper())
            return known if known is not None else Role.parse(account.permission)

        # Whether the repository is public is no part of what is kept: it comes fresh with each event.
        least = Role.NONE if repository.private else Role.READ
        role: Role = await self._get(repository.owner, "role", str(repository.id), _key(person), ask)
        return max(least, role)

    async def is_member(self, client: Client, repository: Repository, person: User) -> bool:
        """Whether somebody belongs to the owner: a member of the organization, or the owner in person."""
        if repository.owner_type != "Organization":
            return repository.owner_id in (0, person.id) and same(person.login, repository.owner)

        async def ask() -> bool:
            try:
                # Without the right to see members GitHub redirects to the public ones; that is followed.
                await client.get(route("orgs", repository.owner, "members", person.login), NOTHING)
                # It says yes without saying of whom.
                account = await client.get(route("users", person.login), User)
            except (Gone, RequestRefused):
                return False
            return account.id == person.id

        return bool(await self._get(repository.owner, "member", "", _key(person), ask))

    async def team(self, client: Client, repository: Repository, slug: str) -> tuple[User, ...] | None:
        """Return people of a team of the owner; None when there is none, or none that we may see."""
        if repository.owner_type != "Organization":
            return None

        async def ask() -> tuple[User, ...] | None:
            try:
                members = client.items(route("orgs", repository.owner, "teams", slug, "members"), User)
                return tuple([member async for member in members])
            except (Gone, RequestRefused):
                return None

        members: tuple[User, ...] | None = await self._get(repository.owner, "team", "", slug, ask)
        return members

    async def user(self, client: Client, login: str) -> User | None:
        """Return an account; None when there is none of that name."""

        async def ask() -> User | None:
            try:
                return await client.get(route("users", login), User)
            except (Gone, RequestRefused):
                return None

        user: User | None = await self._get("", "user", "", login, ask)
        return user

    async def _get(
        self, owner: str, question: str, about: str, name: str, ask: Callable[[], Awaitable[Any]]
    ) -> Any:
        key = (owner.casefold(), question, about, name.casefold())
        return await self._memo.get(key, ask)
