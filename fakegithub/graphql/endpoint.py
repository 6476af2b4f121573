"""GraphQL's one address."""

from __future__ import annotations

from fakegithub.http.call import Call
from fakegithub.http.reply import Refusal, Reply, answer
from fakegithub.http.routing import route


@route("POST", "/graphql")
def graphql(call: Call) -> Reply:
    """Answer a document."""
    if call.caller.user is None:
        raise Refusal(401, "This endpoint requires you to be authenticated.")
    from fakegithub.graphql import (  # noqa: PLC0415  graphql-core is slow to import; few stories need it
        execution,
    )

    return execution.execute(call)


def refused(kind: str, message: str) -> Reply:
    """Return the error that refuses a whole document, in GraphQL's form."""
    return answer({"data": None, "errors": [{"type": kind, "message": message}]})
