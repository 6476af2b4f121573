"""GraphQL's accounts: people, bots, organizations; and teams."""

from __future__ import annotations

from typing import Any

from fakegithub.graphql.context import Context
from fakegithub.graphql.fields import computed, field
from fakegithub.graphql.nodes import identify
from fakegithub.model.records import User
from fakegithub.rest.accounts import visible_members

ANYONE = ("User", "Bot", "Mannequin", "Organization")
LARGEST_INT = 2**31 - 1


def number(source: Any) -> int | None:
    """An id as GraphQL's Int can show it: what needs more bits has only its `fullDatabaseId`."""
    return source.id if source.id <= LARGEST_INT else None


computed("id", identify, *ANYONE, "Team")


# REST's id.
computed("databaseId", number, *ANYONE)


# The login. That of a bot lacks the `[bot]` which REST shows.
field("login", *ANYONE)(
    lambda source, context: source.login.removesuffix("[bot]") if source.type == "Bot" else source.login
)


@field("organization", "User")
def organization(source: User, context: Context, login: str) -> User | None:
    """An organization that a person belongs to, as far as the caller may see that."""
    place = context.state.organization(login)
    if place is None or source.key not in visible_members(context.call, place):
        return None
    return place.account
