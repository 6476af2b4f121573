"""What accounts may do, asked by id."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bot.clock import VirtualClock
from bot.core.errors import NoAccess, Unreachable
from bot.core.model import Repository, User
from bot.core.permissions import Role
from bot.github.accounts import GitHubAccounts, MembershipState, OrgMembership
from bot.github.connection import Connection
from bot.github.tokens import AppTokens
from bot.github.transport import InProcessTransport
from bot.simulation.simulation import throwaway_key
from fakegithub import Fault, GitHub
from fakegithub.http.reply import Reply
from tests.harness.in_process.story import MONDAY, OTHER, REPO, world


class Directory:
    """A GitHub, and what it tells of accounts."""

    def __init__(self) -> None:
        self.clock = VirtualClock(MONDAY)
        self.github = GitHub.of(world(), clock=self.clock.now)
        self.answers_instead: dict[str, str] = {}
        """By path, the path whose answer comes in its place."""
        connection = Connection(InProcessTransport(self._handle), self.clock)
        tokens = AppTokens(connection, self.github.state.app.id, throwaway_key())
        self.accounts = GitHubAccounts(tokens, self.clock)
        installation = self.github.state.installation("acme")
        assert installation is not None
        self.installation = installation.id

    async def _handle(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        return await self.github.api.handle(method, self.answers_instead.get(path, path), headers, body)

    def id_of(self, login: str) -> int:
        """The id of an account."""
        return self.github.state.person(login).id

    async def role_of(self, account: int, place: str = REPO) -> tuple[Role, str]:
        """The role of an account, and its login."""
        played = self.github.state.repositories[place]
        repository = Repository(id=played.id, full_name=place, owner_id=played.owner.id)
        known = await self.accounts.role(self.installation, repository, account)
        return known.role, known.login


@pytest.fixture
def directory() -> Directory:
    """A fresh one."""
    return Directory()


async def test_the_role_is_that_of_the_account_whatever_it_is_called(directory: Directory) -> None:
    carol = directory.id_of("carol")
    directory.github.person("carol").renames_account("caroline")
    heir = directory.id_of("carol")
    assert await directory.role_of(carol) == (Role.TRIAGE, "caroline")
    assert await directory.role_of(heir) == (Role.READ, "carol")


async def test_whoever_takes_over_a_login_while_its_account_is_remembered_gets_nothing_of_it(
    directory: Directory,
) -> None:
    carol = directory.id_of("carol")
    assert (await directory.role_of(carol))[0] is Role.TRIAGE
    directory.github.person("carol").renames_account("caroline")
    heir = directory.id_of("carol")
    directory.github.person("dora").adds_collaborator(REPO, "carol", "admin")
    assert (await directory.role_of(carol))[0] is Role.TRIAGE
    assert (await directory.role_of(heir))[0] is Role.ADMIN
    directory.clock.advance(301)
    assert await directory.role_of(carol) == (Role.TRIAGE, "caroline")


async def test_an_answer_about_another_account_says_nothing_of_this_one(directory: Directory) -> None:
    """Of whoever bears the login by now, and of an id that is answered with somebody else."""
    carol, dora = directory.id_of("carol"), directory.id_of("dora")
    await directory.role_of(carol, OTHER)  # Its login is remembered for a while.
    directory.github.person("carol").renames_account("caroline")
    directory.id_of("carol")
    directory.github.person("dora").adds_collaborator(REPO, "carol", "admin")
    assert (await directory.role_of(carol))[0] is Role.READ
    directory.answers_instead = {f"/user/{carol}": f"/user/{dora}"}
    directory.clock.advance(301)
    assert await directory.role_of(carol) == (Role.NONE, "")
    directory.answers_instead = {}
    directory.clock.advance(301)
    assert await directory.role_of(carol) == (Role.TRIAGE, "caroline")


async def test_an_account_that_is_none_has_no_role(directory: Directory) -> None:
    assert await directory.role_of(99) == (Role.NONE, "")


async def test_what_cannot_be_asked_is_not_known(directory: Directory) -> None:
    directory.github.faults.next("*", "", Fault.LOST_REQUEST, times=100)
    with pytest.raises(Unreachable):
        await directory.role_of(directory.id_of("carol"))
    with pytest.raises(Unreachable):
        await directory.accounts.owns_app(directory.id_of("carol"))


async def test_the_app_is_its_owners(directory: Directory) -> None:
    owner = directory.github.state.app.owner
    assert await directory.accounts.owns_app(owner.id)
    assert not await directory.accounts.owns_app(directory.id_of("dora"))


async def test_who_administered_the_organization_is_believed_for_five_minutes(directory: Directory) -> None:
    state = directory.github.state
    organization = state.organizations["acme"]
    state.app.owner = organization.account
    organization.owners.add("mia")
    mia = directory.id_of("mia")
    assert await directory.accounts.owns_app(mia)
    organization.owners.remove("mia")
    directory.clock.advance(299)
    assert await directory.accounts.owns_app(mia)
    directory.clock.advance(2)
    assert not await directory.accounts.owns_app(mia)


async def test_who_was_asked_to_administer_it_does_not_yet() -> None:
    account = User(id=7, login="mia")
    for role, state, expected in (
        ("admin", MembershipState.ACTIVE, True),
        ("admin", MembershipState.PENDING, False),
        ("member", MembershipState.ACTIVE, False),
    ):
        assert OrgMembership(user=account, role=role, state=state).is_admin is expected


async def test_the_app_of_an_organization_is_its_administrators(directory: Directory) -> None:
    state = directory.github.state
    organization = state.organizations["acme"]
    state.app.owner = organization.account
    organization.owners.add("mia")
    directory.github.person("dora").adds_member("acme", "mona")
    for login, expected in (("mia", True), ("mona", False), ("dora", False), ("eve", False)):
        assert await directory.accounts.owns_app(directory.id_of(login)) is expected, login
    assert not await directory.accounts.owns_app(99)


async def test_a_membership_under_a_login_that_was_theirs_is_another_accounts(directory: Directory) -> None:
    state = directory.github.state
    organization = state.organizations["acme"]
    state.app.owner = organization.account
    former = directory.id_of("carol")
    await directory.role_of(former)  # Its login is remembered for a while.
    directory.github.person("carol").renames_account("caroline")
    heir = directory.id_of("carol")
    directory.github.person("dora").adds_member("acme", "carol")
    organization.owners.add("carol")
    assert not await directory.accounts.owns_app(former)
    assert await directory.accounts.owns_app(heir)


async def test_an_organization_that_has_not_installed_its_app_tells_of_nobody(directory: Directory) -> None:
    state = directory.github.state
    organization = state.organizations["acme"]
    state.app.owner = organization.account
    organization.owners.add("mia")
    state.installations.clear()
    assert not await directory.accounts.owns_app(directory.id_of("mia"))


async def test_a_suspended_app_says_that_nobody_has_a_role(directory: Directory) -> None:
    directory.github.person("dora").suspends("acme")
    for _ in range(2):  # GitHub's no is believed when it is said twice, some time apart.
        try:
            assert await directory.role_of(directory.id_of("carol")) == (Role.NONE, "")
        except (Unreachable, NoAccess):
            directory.clock.advance(60)
