"""What accounts may do, by id: who is asked about is looked up first, since a login may be another's by now.

https://docs.github.com/en/rest/users/users#get-a-user-using-their-id
https://docs.github.com/en/rest/orgs/members#get-organization-membership-for-a-user
"""

from __future__ import annotations

from enum import StrEnum

from bot.core.model import Repository, User, Value
from bot.core.permissions import Role
from bot.core.ports.accounts import AccountRole
from bot.core.ports.clock import Clock
from bot.github.client import Client
from bot.github.errors import Gone, RequestRefused, Unauthorized
from bot.github.read.asking import asking
from bot.github.read.people.people import TRUSTED, People
from bot.github.routes import route
from bot.github.shapes import AppInstallation
from bot.github.single_flight_cache import Memo
from bot.github.tokens import AppTokens


class MembershipState(StrEnum):
    """Whether somebody has accepted to be a member."""

    ACTIVE = "active"
    PENDING = "pending"


class OrgMembership(Value):
    """https://docs.github.com/en/rest/orgs/members#get-organization-membership-for-a-user"""

    user: User
    role: str
    state: MembershipState = MembershipState.PENDING

    @property
    def is_admin(self) -> bool:
        """Whether they administer the organization, and have accepted to."""
        return self.role == "admin" and self.state is MembershipState.ACTIVE


NO_ROLE = AccountRole(Role.NONE, "")


class GitHubAccounts:
    """See `bot.core.ports.accounts.AccountDirectory`. Answers are believed for five minutes at most."""

    def __init__(self, tokens: AppTokens, clock: Clock) -> None:
        self._tokens, self._people = tokens, People(clock)
        self._users: Memo[int, User | None] = Memo(clock, TRUSTED)
        self._owners: Memo[int, bool] = Memo(clock, TRUSTED)

    async def role(self, installation_id: int, repository: Repository, account_id: int) -> AccountRole:
        """See `AccountDirectory`."""
        client = self._tokens.client(installation_id)
        with asking():
            try:
                user = await self._users.get(account_id, lambda: self._user(client, account_id))
                if user is None:
                    return NO_ROLE
                return AccountRole(await self._people.role(client, repository, user), user.login)
            except Unauthorized as error:
                if error.installation_lost:
                    return NO_ROLE
                raise

    async def owns_app(self, account_id: int) -> bool:
        """See `AccountDirectory`."""
        with asking():
            return await self._owners.get(account_id, lambda: self._owns_app(account_id))

    async def _user(self, client: Client, account_id: int) -> User | None:
        try:
            user = await client.get(route("user", account_id), User)
        except (Gone, RequestRefused):
            return None
        return user if user.id == account_id else None

    async def _owns_app(self, account_id: int) -> bool:
        owner = (await self._tokens.identity()).owner
        if owner is None or owner.type != "Organization":
            return owner is not None and owner.id == account_id
        try:
            place = route("orgs", owner.login, "installation")
            answer = await self._tokens.app.get(place, AppInstallation)
            client = self._tokens.client(answer.installation.id)
            user = await self._users.get(account_id, lambda: self._user(client, account_id))
            if user is None:
                return False
            path = route("orgs", owner.login, "memberships", user.login)
            membership = await client.get(path, OrgMembership)
        except (Gone, RequestRefused):
            return False
        return membership.user.id == account_id and membership.is_admin
