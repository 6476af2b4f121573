"""How far a visitor sees: by their role on GitHub as it is now, and by what they do in a repository.

Whether somebody may know of a private repository is decided before GitHub is asked about it, by what it
showed them when they signed in: so no answer takes longer for a repository that exists.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.core.errors import NoAccess, Unreachable
from bot.core.model import Repository
from bot.core.permissions import Role
from bot.core.ports.accounts import AccountDirectory, AccountRole
from bot.queries.visitors.duties import Duties, duties_of
from bot.store import mirror
from bot.store.database import Connection
from bot.store.visitors.sessions import Session
from bot.web.visits.sight import Grants, Sight, sight_of
from bot.web.visits.store import PageStore
from bot.web.visits.visit import Visitor


@dataclass(frozen=True)
class InstalledRepository:
    """A repository that the App is installed on, and the installation."""

    repository: Repository
    installation_id: int


@dataclass(frozen=True)
class Seen:
    """How far somebody sees into a repository; `sight` None: it is not there for them.

    `is_sure` is False where GitHub could not be asked, and they see as a stranger meanwhile.
    """

    sight: Sight | None
    grants: Grants = field(default_factory=Grants)
    visitor: Visitor | None = None
    is_sure: bool = True


class Access:
    """Decides it. Without `accounts` everybody is a stranger."""

    def __init__(
        self, store: PageStore, accounts: AccountDirectory | None, *, public_dashboard: bool
    ) -> None:
        self._store, self._accounts, self._public = store, accounts, public_dashboard

    async def place(self, full_name: str) -> InstalledRepository | None:
        """Return where a repository is; None where the App is not installed, or suspended."""
        return await self._store.read(lambda conn: _place(conn, full_name))

    async def place_renamed(self, former_name: str) -> InstalledRepository | None:
        """Return where a repository is that was once called so, and is called otherwise now."""

        def read(conn: Connection) -> InstalledRepository | None:
            repository = mirror.renamed(conn, former_name)
            return None if repository is None else _place(conn, repository.full_name)

        return await self._store.read(read)

    async def see(self, place: InstalledRepository, session: Session | None) -> Seen:
        """Return how far the visitor of a session (None: a stranger) sees into a repository."""
        if session is None or self._accounts is None:
            return self._as(Role.NONE, place.repository)
        visitor = Visitor(session.account_id, session.login)
        if place.repository.private and place.repository.id not in session.repositories:
            return self._as(Role.NONE, place.repository, visitor)
        if place.repository.id in session.repositories:
            try:
                known = await self._role(place, session, self._accounts)
            except Unreachable:
                return self._as(Role.NONE, place.repository, visitor, is_sure=False)
            visitor = Visitor(session.account_id, known.login or session.login)
        else:
            known = AccountRole(Role.READ, session.login)
        duties = await self._duties(place.repository, session) if known.role else Duties()
        return self._as(known.role, place.repository, visitor, Grants(duties))

    async def is_operator(self, session: Session | None) -> bool:
        """Return whether somebody looks after this server; False also while GitHub cannot be asked."""
        if session is None or self._accounts is None:
            return False
        try:
            return await self._accounts.owns_app(session.account_id)
        except (Unreachable, NoAccess):
            return False

    async def _role(
        self, place: InstalledRepository, session: Session, accounts: AccountDirectory
    ) -> AccountRole:
        try:
            return await accounts.role(place.installation_id, place.repository, session.account_id)
        except NoAccess:
            return AccountRole(Role.NONE, "")

    async def _duties(self, repository: Repository, session: Session) -> Duties:
        configs = self._store.configs
        return await self._store.read(lambda conn: duties_of(conn, configs, repository, session.account_id))

    def _as(
        self,
        role: Role,
        repository: Repository,
        visitor: Visitor | None = None,
        grants: Grants | None = None,
        *,
        is_sure: bool = True,
    ) -> Seen:
        sight = sight_of(role, private=repository.private, public_dashboard=self._public)
        return Seen(sight, grants or Grants(), visitor, is_sure)


def _place(conn: Connection, full_name: str) -> InstalledRepository | None:
    repository = mirror.repository_named(conn, full_name)
    if repository is None:
        return None
    installation_id = mirror.installation_of(conn, repository.id)
    if installation_id is None or not mirror.is_served(conn, repository.id):
        return None
    return InstalledRepository(repository, installation_id)
