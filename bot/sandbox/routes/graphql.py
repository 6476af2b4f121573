"""GraphQL's one address."""

from __future__ import annotations

from bot.sandbox.graph import door
from bot.sandbox.routing import Call, Refusal, Reply, route


@route("POST", "/graphql")
def graphql(call: Call) -> Reply:
    """Answer a document."""
    if call.caller.user is None:
        raise Refusal(401, "This endpoint requires you to be authenticated.")
    return door.execute(call)
