"""GraphQL's accounts: people, bots, organizations and their teams."""

from __future__ import annotations

from typing import Any

from fakegithub.graphql.context import Context
from fakegithub.graphql.errors import missing
from fakegithub.graphql.fields import addressed, alias, computed, constant, field
from fakegithub.graphql.nodes import identify
from fakegithub.graphql.paging import connection
from fakegithub.model.records import Organization, Repository, Team, User
from fakegithub.payloads import accounts

ANYONE = ("User", "Bot", "Mannequin", "Organization")
LARGEST_INT = 2**31 - 1


def number(source: Any) -> int | None:
    """An id as GraphQL's Int can show it: what needs more bits has only its `fullDatabaseId`."""
    return source.id if source.id <= LARGEST_INT else None


computed("id", identify, *ANYONE, "Team")


# REST's id.
computed("databaseId", number, *ANYONE, "Team", "Repository")


# The login. That of a bot lacks the `[bot]` which REST shows.
field("login", *ANYONE)(
    lambda source, context: source.login.removesuffix("[bot]") if source.type == "Bot" else source.login
)


# Where people see it.
addressed(*ANYONE)(lambda source, context: accounts.user(context.state, source)["html_url"])


@field("avatarUrl", *ANYONE)
def avatar_url(source: User, context: Context, size: int | None = None) -> str:
    """The picture."""
    return str(accounts.user(context.state, source)["avatar_url"])


constant("2020-01-01T00:00:00Z", "createdAt", *ANYONE)
constant("", "email", "User")  # nobody shows theirs
for _empty in ("name", "bio", "company", "description"):
    constant(None, _empty, *ANYONE, "Team")
alias("slug", "name", "Team")


def _organization(source: User, context: Context) -> Organization:
    return context.state.organizations.get(source.key) or Organization(source)


@field("team", "Organization")
def team(source: User, context: Context, slug: str) -> Team | None:
    """A team by its slug."""
    return _organization(source, context).teams.get(slug.casefold())


# All teams.
field("teams", "Organization")(
    lambda source, context, **arguments: connection(_organization(source, context).teams.values(), arguments)
)


@field("membersWithRole", "Organization")
def members_with_role(source: User, context: Context, **arguments: Any) -> dict[str, Any]:
    """All members."""
    members = _organization(source, context).members.values()
    return connection(members, arguments, edge=lambda _: {"role": "MEMBER"})


@field("repository", "Organization")
def repository(source: User, context: Context, name: str, **_: Any) -> Repository:
    """One of its repositories."""
    repo = context.state.repository(f"{source.login}/{name}")
    if repo is None or not context.sees(repo):
        missing(f"a Repository with the name '{source.login}/{name}'")
    return repo


@field("members", "Team")
def members(source: Team, context: Context, **arguments: Any) -> dict[str, Any]:
    """Who is in the team."""
    return connection(source.members.values(), arguments, edge=lambda _: {"role": "MEMBER"})


computed("combinedSlug", lambda account: f"{account.organization.login}/{account.slug}", "Team")


# Where people see it.
field("url", "Team")(lambda source, context: accounts.team(context.state, source)["html_url"])
