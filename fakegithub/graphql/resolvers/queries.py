"""Where a GraphQL query begins: a node, a repository, an account, a search, the budget."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from fakegithub.graphql.context import Context
from fakegithub.graphql.errors import Failure, missing
from fakegithub.graphql.fields import field
from fakegithub.graphql.paging import connection
from fakegithub.http.reply import Refusal
from fakegithub.model.records import Organization, Repository, User
from fakegithub.rest.issues import search_query as searching

# Anything by its node id.
field("node", "Query")(lambda _, context, id: context.node(id))


# Several things by their node ids; a missing one is null and adds an error.
field("nodes", "Query")(lambda _, context, ids: [_or_failure(context, id_) for id_ in ids])


def _or_failure(context: Context, id_: str) -> Any:
    try:
        return context.node(id_)
    except Failure as failure:
        return failure  # graphql-core reports it at this item's place


@field("repository", "Query")
def repository(_: Any, context: Context, owner: str, name: str, followRenames: bool = True) -> Repository:
    """A repository by owner and name, also by a name it once had."""
    state, full_name = context.state, f"{owner}/{name}"
    repo = state.repository(full_name)
    moved = state.moved.get(full_name.casefold())
    if repo is None and followRenames and moved is not None:
        repo = state.repository_by_id(moved)
    if repo is None or not context.sees(repo):
        missing(f"a Repository with the name '{full_name}'")
    return repo


@field("viewer", "Query")
def viewer(_: Any, context: Context) -> User:
    """Whose token it is. (An installation is its bot, which GitHub shows as a user here.)"""
    me = context.actor
    return me if me.type == "User" else User(me.id, me.login)


@field("user", "Query")
def user(_: Any, context: Context, login: str) -> User:
    """A person by their login."""
    user = context.state.user(login)
    if user is None or user.type != "User":
        missing(f"a User with the login of '{login}'")
    return user


@field("organization", "Query")
def organization(_: Any, context: Context, login: str) -> User:
    """An organization by its login."""
    organization: Organization | None = context.state.organization(login)
    if organization is None:
        missing(f"an Organization with the login of '{login}'")
    return organization.account


@field("rateLimit", "Query")
def rate_limit(_: Any, context: Context, dryRun: bool = False) -> dict[str, Any]:
    """The budget after this very document."""
    call = context.call
    window = call.limits.window(call.caller.budget_owner, "graphql", context.state.now())
    return {
        "cost": context.cost,
        "nodeCount": context.node_count,
        "limit": window.limit,
        "used": window.used,
        "remaining": window.remaining,
        "resetAt": window.reset.astimezone(UTC),
    }


@field("search", "Query")
def search(_: Any, context: Context, query: str, type: str, **arguments: Any) -> dict[str, Any]:
    """Issues and pull requests that fit the query, as REST's search finds them."""
    if type != "ISSUE":
        return connection([], arguments, issueCount=0)
    try:
        matches = searching.search(context.state, context.call.caller, query)
    except Refusal:
        matches = []  # what REST refuses finds nothing here
    return connection(matches, arguments, issueCount=len(matches))
