"""GraphQL's accounts: people, bots, organizations and their teams."""

from __future__ import annotations

from typing import Any

from fakegithub.graphql.context import Reach
from fakegithub.graphql.errors import missing
from fakegithub.graphql.fields import always, called, field
from fakegithub.graphql.nodes import identify
from fakegithub.graphql.paging import connection
from fakegithub.model.records import Organization, Repository, Team, User
from fakegithub.payloads import accounts

ANYONE = ("User", "Bot", "Mannequin", "Organization")
LARGEST_INT = 2**31 - 1


def number(source: Any) -> int | None:
    """An id as GraphQL's Int can show it: what needs more bits has only its `fullDatabaseId`."""
    return source.id if source.id <= LARGEST_INT else None


@field("id", *ANYONE, "Team")
def node(source: User | Team, reach: Reach) -> str:
    """The node id."""
    return identify(source)


@field("databaseId", *ANYONE, "Team", "Repository")
def database_id(source: User | Team | Repository, reach: Reach) -> int | None:
    """REST's id."""
    return number(source)


@field("login", *ANYONE)
def login(source: User, reach: Reach) -> str:
    """The login. That of a bot lacks the `[bot]` which REST shows."""
    return source.login.removesuffix("[bot]") if source.type == "Bot" else source.login


@field("url", *ANYONE)
def url(source: User, reach: Reach) -> str:
    """Where people see it."""
    return str(accounts.user(reach.state, source)["html_url"])


@field("resourcePath", *ANYONE)
def resource_path(source: User, reach: Reach) -> str:
    """The path of that."""
    return url(source, reach).removeprefix(reach.state.web_url)


@field("avatarUrl", *ANYONE)
def avatar_url(source: User, reach: Reach, size: int | None = None) -> str:
    """The picture."""
    return str(accounts.user(reach.state, source)["avatar_url"])


always("2020-01-01T00:00:00Z", "createdAt", *ANYONE)
always("", "email", "User")  # nobody shows theirs
for _unsaid in ("name", "bio", "company", "description"):
    always(None, _unsaid, *ANYONE, "Team")
called("slug", "name", "Team")


def _organization(source: User, reach: Reach) -> Organization:
    return reach.state.organizations.get(source.key) or Organization(source)


@field("team", "Organization")
def team(source: User, reach: Reach, slug: str) -> Team | None:
    """A team by its slug."""
    return _organization(source, reach).teams.get(slug.casefold())


@field("teams", "Organization")
def teams(source: User, reach: Reach, **asked: Any) -> dict[str, Any]:
    """All teams."""
    return connection(_organization(source, reach).teams.values(), asked)


@field("membersWithRole", "Organization")
def members_with_role(source: User, reach: Reach, **asked: Any) -> dict[str, Any]:
    """All members."""
    members = _organization(source, reach).members.values()
    return connection(members, asked, edge=lambda _: {"role": "MEMBER"})


@field("repository", "Organization")
def repository(source: User, reach: Reach, name: str, **_: Any) -> Repository:
    """One of its repositories."""
    found = reach.state.repository(f"{source.login}/{name}")
    if found is None or not reach.sees(found):
        missing(f"a Repository with the name '{source.login}/{name}'")
    return found


@field("members", "Team")
def members(source: Team, reach: Reach, **asked: Any) -> dict[str, Any]:
    """Who is in the team."""
    return connection(source.members.values(), asked, edge=lambda _: {"role": "MEMBER"})


@field("combinedSlug", "Team")
def combined_slug(source: Team, reach: Reach) -> str:
    """`acme/triage`."""
    return f"{source.organization.login}/{source.slug}"


@field("url", "Team")
def team_url(source: Team, reach: Reach) -> str:
    """Where people see it."""
    return str(accounts.team(reach.state, source)["html_url"])
