"""GraphQL's accounts: people, bots, organizations; and teams."""

from __future__ import annotations

from typing import Any

from fakegithub.graphql.fields import computed, field
from fakegithub.graphql.nodes import identify

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
