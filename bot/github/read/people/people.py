"""Who somebody is to a repository: role, membership, teams. Kept five minutes at most, failing closed.

Of whom nothing was asked before, all is asked at once, where GraphQL is spoken; later each by itself, which
costs nothing of the limits while it has not changed.

https://docs.github.com/en/rest/collaborators/collaborators#get-repository-permissions-for-a-user
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from cachetools import LRUCache, TTLCache

from bot.core.model import Repository, User, same
from bot.core.permissions import Role
from bot.core.ports.clock import Clock
from bot.github.client import Client
from bot.github.errors import GitHubError, Gone, RequestRefused
from bot.github.read.people.contributions import PULLS, SEARCHABLE, has_older
from bot.github.read.people.contributions import contributed as search
from bot.github.read.people.meeting import UNKNOWN, Meeting, meet
from bot.github.routes import repo_route, route
from bot.github.shapes import NOTHING, Permission
from bot.github.single_flight_cache import Memo

TRUSTED = 300.0
"""Seconds for which a role or membership is believed."""
BY_REST_FOR = 3600.0
"""Seconds for which an installation that does not tell a role by GraphQL is not asked so again."""
Key = tuple[str, str, str, str]
"""Owner, the question, what it is asked about, the person or team; all in lower case."""


def _key(person: User) -> str:
    """By account first: another one under the same login is somebody else. By login too, since that is what
    was asked: after a rename it is asked anew."""
    return f"{person.id} {person.login}"


class People:
    """Answers about people, shared by all readers; `forget(owner)` on membership events.

    `by_graphql`: who is new to us is asked about in one question (`bot.github.read.people.meeting`).
    """

    def __init__(self, clock: Clock, *, by_graphql: bool = False) -> None:
        self._memo: Memo[Key, Any] = Memo(clock, TRUSTED)
        self._by_graphql = by_graphql
        self._met: LRUCache[Key, bool] = LRUCache(10_000)
        self._by_rest: TTLCache[str, bool] = TTLCache(10_000, BY_REST_FOR, timer=clock.monotonic)

    def forget(self, owner: str) -> None:
        """Roles, members or teams of an owner may have changed."""
        self._memo.forget(lambda key: same(key[0], owner))

    async def meeting(self, client: Client, repository: Repository, login: str) -> Meeting:
        """Return what one question told of somebody; nothing where they were met longer ago, or GraphQL is of
        no use."""
        key = (repository.owner.casefold(), "meeting", str(repository.id), login.casefold())
        known: Meeting | None = self._memo.fresh(key)
        if known is not None:
            return known
        scope = client.auth.scope
        is_of_no_use = not self._by_graphql or scope in self._by_rest or not SEARCHABLE.fullmatch(login)
        if is_of_no_use or key in self._met:
            return UNKNOWN

        async def ask() -> Meeting:
            refused = False
            try:
                met = await meet(client, repository, login)
                refused = bool(met.account_id) and met.role is None
            except (GitHubError, ValueError) as error:
                met, refused = UNKNOWN, isinstance(error, Gone | RequestRefused)
            self._met[key] = True
            if refused:
                self._by_rest[scope] = True
            return met

        met: Meeting = await self._memo.get(key, ask)
        return met

    async def role(self, client: Client, repository: Repository, person: User) -> Role:
        """Return the role by `role_name`, since `permission` calls triage read and maintain write. A
        custom role falls back to `permission`, which names the role it is built upon. The answer is about
        a login, and counts only if that is still this account's."""

        async def ask() -> Role:
            if person.is_person:
                met = await self.meeting(client, repository, person.login)
                if met.account_id == person.id and met.role is not None:
                    return met.role
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
            met = await self.meeting(client, repository, person.login)
            if met.account_id == person.id and met.is_member is not None:
                return met.is_member
            try:
                # Without the right to see members GitHub redirects to the public ones; that is followed.
                await client.get(route("orgs", repository.owner, "members", person.login), NOTHING)
                # It says yes without saying of whom.
                account = await client.get(route("users", person.login), User)
            except (Gone, RequestRefused):
                return False
            return account.id == person.id

        return bool(await self._get(repository.owner, "member", "", _key(person), ask))

    async def contributed(
        self, client: Client, repository: Repository, login: str, apart_from: str, limit: datetime
    ) -> bool:
        """Whether there is any issue or pull request of theirs with the owner from before `limit` (UTC),
        `apart_from` aside. Raise `Unreachable` where the search does not come to an end."""
        met = await self.meeting(client, repository, login)
        if met.contributions is not None:
            return has_older(met.contributions, apart_from, limit)
        return await search(client, repository.owner, login, apart_from, limit)

    async def proposed(
        self, client: Client, repository: Repository, login: str, apart_from: str, limit: datetime
    ) -> bool:
        """The same of pull requests alone."""
        met = await self.meeting(client, repository, login)
        if met.pulls is not None:
            return has_older(met.pulls, apart_from, limit)
        return await search(client, repository.owner, login, apart_from, limit, PULLS)

    def note_users(self, accounts: Mapping[str, User]) -> None:
        """Accounts were told by the logins that were asked for."""
        for login, account in accounts.items():
            self._memo.put(("", "user", "", login.casefold()), account)

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
