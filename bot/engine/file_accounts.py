"""The accounts behind the logins of a repository's file: looked up when it names others, and once a day.

What the file means by a login is the account that had it when it was first seen there. Should the login be
another account's one day, the file does not mean that one, and its maintainers are told. To mean it, they
take the login out, and put it in again in a later commit.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

import structlog
from cachetools import LRUCache

from bot.core.config.accounts import NamedAccount, NamedAccounts
from bot.core.errors import NoAccess, Unreachable
from bot.core.model import EPOCH, Repository
from bot.core.ports.clock import Clock
from bot.core.ports.reader import Reader
from bot.engine.ports import GitHub
from bot.store.config_store import named_accounts, put_named_accounts
from bot.store.database import Database
from bot.store.mirror.people import login_of

log = structlog.get_logger()

EVERY = timedelta(days=1)
MOST = 60
"""So many logins of one file are looked up at once; the others follow at the next event. Requests are spent
like money, and a lane waits meanwhile."""


class FileAccounts:
    """Looks up and remembers whom each repository's file names."""

    def __init__(self, db: Database, github: GitHub, clock: Clock) -> None:
        self._db, self._github, self._clock = db, github, clock
        self._known: LRUCache[int, NamedAccounts] = LRUCache(10_000)

    async def of(
        self, installation_id: int, repository: Repository, logins: Collection[str]
    ) -> NamedAccounts:
        """Return whom a file with these logins names. Where GitHub cannot be asked, what is known counts."""
        known = self._known.get(repository.id) or await self._db.lookup(
            lambda conn: named_accounts(conn, repository.id)
        )
        known = known or NamedAccounts(accounts={})
        now, stored = self._clock.now(), known.accounts
        seen = {login: stored[login].looked_at if login in stored else EPOCH for login in logins}
        due = _due(seen, now)
        if due or not stored.keys() <= set(logins):
            reader = self._github.reader(installation_id, repository)
            try:
                latest = {login: await self._account(reader, login, stored.get(login), now) for login in due}
            except (NoAccess, Unreachable):
                return known
            remaining = {login: account for login, account in stored.items() if login in seen}
            known = NamedAccounts(accounts=remaining | latest)
            await self._db.write(lambda conn: put_named_accounts(conn, repository.id, known, now))
            for login, name in known.names().items():
                if login in latest:
                    log.warning(
                        "a login changed hands", repository=repository.full_name, login=login, read=name
                    )
        self._known[repository.id] = known
        return known

    def due(self, repository: Repository) -> Sequence[str]:
        """Return the logins of a file that was read before, as far as they are to be looked up now."""
        known = self._known.get(repository.id)
        if known is None:
            return ()
        seen = {
            login: account.looked_at for login, account in known.accounts.items() if not login.startswith("@")
        }
        return _due(seen, self._clock.now())

    async def _account(
        self, reader: Reader, name: str, before: NamedAccount | None, now: datetime
    ) -> NamedAccount:
        """Return the account of a login; one that was seen before stays the same, whatever it is called."""
        login = name.removeprefix("@")
        if login != name and await reader.team(login) is not None:
            return NamedAccount(id=None, looked_at=now)
        user = await reader.user(login)
        person_id = user.id if user is not None else None
        if before is None or before.id == person_id:
            return NamedAccount(id=person_id, looked_at=now)
        called = await self._latest_login(reader, before.id) if before.id is not None else ""
        return NamedAccount(id=before.id, now_called=called, looked_at=now)

    async def _latest_login(self, reader: Reader, person_id: int) -> str:
        """Return what an account is called now, as far as it was heard of since; else nothing."""
        latest = await self._db.lookup(lambda conn: login_of(conn, person_id))
        user = await reader.user(latest) if latest else None
        return user.login if user is not None and user.id == person_id else ""


def _due(seen: Mapping[str, datetime], now: datetime) -> list[str]:
    """Return the logins that were looked up too long ago, those first that wait longest."""
    due = sorted((at, login) for login, at in seen.items() if now - at >= EVERY)
    return [login for _, login in due[:MOST]]
