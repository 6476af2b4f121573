"""Of several processes one hears that an owner has decided; the others hold a token from before."""

from __future__ import annotations

from typing import cast

from bot.clock import VirtualClock
from bot.core.events import InstallationEvent
from bot.core.events.webhooks import parse
from bot.engine.decide.awaiting.granted_rights import LIFETIME, GrantedRights
from bot.engine.ports import GitHub
from bot.store import mirror
from bot.store.database import Database
from handlers import FEATURES
from tests.harness.in_process.story import MONDAY

INSTALLATION = 5
BEFORE = {"issues": "write", "pull_requests": "write", "contents": "read"}
AFTER = {**BEFORE, "checks": "write"}


class OneToken:
    """GitHub, as far as a process has a token of it."""

    def __init__(self) -> None:
        self.may = dict(BEFORE)
        self.tokens = 1
        self._token: dict[str, str] | None = dict(BEFORE)

    def granted(self, installation_id: int) -> dict[str, str]:
        """What the token says; the next one is asked for by whoever reads."""
        if self._token is None:
            self.tokens += 1
            self._token = dict(self.may)
        return self._token

    def forget_installation(self, installation_id: int) -> None:
        """Its token is void."""
        self._token = None


def decided(permissions: dict[str, str]) -> InstallationEvent:
    """The owner has decided."""
    account = {"id": 50, "login": "acme", "type": "Organization"}
    installation = {"id": INSTALLATION, "account": account, "permissions": permissions}
    event = parse(
        "installation",
        {"action": "new_permissions_accepted", "installation": installation, "sender": account},
    )
    assert isinstance(event, InstallationEvent)
    return event


async def test_the_token_from_before_is_given_up_and_does_not_take_back_what_was_heard() -> None:
    clock, github = VirtualClock(MONDAY), OneToken()
    async with Database("sqlite://", clock) as db:
        await db.write(lambda conn: mirror.apply(conn, decided(BEFORE), MONDAY))
        rights = GrantedRights(db, cast("GitHub", github), FEATURES, clock)
        assert "contributions" in (await rights.of(INSTALLATION)).awaited
        github.may = dict(AFTER)
        await db.write(lambda conn: mirror.apply(conn, decided(AFTER), MONDAY))
        clock.advance(LIFETIME.total_seconds() + 1)
        for _ in range(3):
            assert "contributions" not in (await rights.of(INSTALLATION)).awaited
        assert github.tokens == 2
        known = await db.read(lambda conn: mirror.installation(conn, INSTALLATION))
    assert known is not None
    assert known.permissions == AFTER


async def test_what_no_webhook_told_is_taken_from_the_next_token() -> None:
    clock, github = VirtualClock(MONDAY), OneToken()
    async with Database("sqlite://", clock) as db:
        await db.write(lambda conn: mirror.apply(conn, decided(BEFORE), MONDAY))
        rights = GrantedRights(db, cast("GitHub", github), FEATURES, clock)
        await rights.of(INSTALLATION)
        github.may = dict(AFTER)
        github.forget_installation(INSTALLATION)  # As when it is an hour old.
        assert "contributions" not in (await rights.of(INSTALLATION)).awaited
        known = await db.read(lambda conn: mirror.installation(conn, INSTALLATION))
    assert known is not None
    assert known.permissions == AFTER
