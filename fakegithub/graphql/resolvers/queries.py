"""Where a GraphQL query begins: a node, a repository, an account, a search, the budget."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from fakegithub.graphql.context import Reach
from fakegithub.graphql.errors import Failure, missing
from fakegithub.graphql.fields import field
from fakegithub.graphql.paging import connection
from fakegithub.http.reply import Refusal
from fakegithub.model.records import Organization, Repository, User
from fakegithub.rest.issues import search_query as searching


@field("node", "Query")
def node(_: Any, reach: Reach, id: str) -> Any:
    """Anything by its node id."""
    return reach.node(id)


@field("nodes", "Query")
def nodes(_: Any, reach: Reach, ids: list[str]) -> list[Any]:
    """Several things by their node ids; what there is not is null and tells an error."""
    return [_or_failure(reach, id_) for id_ in ids]


def _or_failure(reach: Reach, id_: str) -> Any:
    try:
        return reach.node(id_)
    except Failure as failure:
        return failure  # graphql-core reports it at this item's place


@field("repository", "Query")
def repository(_: Any, reach: Reach, owner: str, name: str, followRenames: bool = True) -> Repository:
    """A repository by owner and name, also by a name it once had."""
    state, full_name = reach.state, f"{owner}/{name}"
    found = state.repository(full_name)
    moved = state.moved.get(full_name.casefold())
    if found is None and followRenames and moved is not None:
        found = state.repository_by_id(moved)
    if found is None or not reach.sees(found):
        missing(f"a Repository with the name '{full_name}'")
    return found


@field("viewer", "Query")
def viewer(_: Any, reach: Reach) -> User:
    """Whose token it is. (An installation is its bot, which GitHub shows as a user here.)"""
    me = reach.actor
    return me if me.type == "User" else User(me.id, me.login)


@field("user", "Query")
def user(_: Any, reach: Reach, login: str) -> User:
    """A person by their login."""
    found = reach.state.user(login)
    if found is None or found.type != "User":
        missing(f"a User with the login of '{login}'")
    return found


@field("organization", "Query")
def organization(_: Any, reach: Reach, login: str) -> User:
    """An organization by its login."""
    found: Organization | None = reach.state.organization(login)
    if found is None:
        missing(f"an Organization with the login of '{login}'")
    return found.account


@field("rateLimit", "Query")
def rate_limit(_: Any, reach: Reach, dryRun: bool = False) -> dict[str, Any]:
    """The budget after this very document."""
    call = reach.call
    window = call.limits.window(call.caller.spender, "graphql", reach.state.now())
    return {
        "cost": reach.cost,
        "nodeCount": reach.node_count,
        "limit": window.limit,
        "used": window.used,
        "remaining": window.remaining,
        "resetAt": window.reset.astimezone(UTC),
    }


@field("search", "Query")
def search(_: Any, reach: Reach, query: str, type: str, **asked: Any) -> dict[str, Any]:
    """Issues and pull requests that fit the query, as REST's search finds them."""
    if type != "ISSUE":
        return connection([], asked, issueCount=0)
    try:
        found = searching.search(reach.state, reach.call.caller, query)
    except Refusal:
        found = []  # what REST refuses finds nothing here
    return connection(found, asked, issueCount=len(found))
