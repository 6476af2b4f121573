"""Accounts, organizations with their teams, and the App."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True, eq=False)
class User:
    """An account: a person, a bot or an organization."""

    id: int
    login: str
    type: str = "User"

    @property
    def key(self) -> str:
        """What the account is filed under: logins do not tell capitals apart."""
        return self.login.casefold()


@dataclass(slots=True, eq=False)
class Team:
    """A team of an organization."""

    id: int
    slug: str
    organization: User
    members: dict[str, User] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Organization:
    """Who belongs to an organization; the account itself is `account`. Members and teams by folded name.

    Members who are `concealed` (folded logins) show it to nobody outside; `owners` (folded too) administer
    it."""

    account: User
    members: dict[str, User] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    concealed: set[str] = field(default_factory=set)
    owners: set[str] = field(default_factory=set)


@dataclass(slots=True, eq=False)
class App:
    """The GitHub App under test."""

    id: int
    slug: str
    name: str
    bot: User
    owner: User
    client_secret: str = ""
    webhook_secret: str = ""
    webhook_url: str | None = None
    private_key: str = ""
    """What the conversion of a manifest hands out; the simulated GitHub checks no signature with it."""

    @property
    def client_id(self) -> str:
        """The name it has in OAuth."""
        return f"Iv23li{self.id:014d}"
