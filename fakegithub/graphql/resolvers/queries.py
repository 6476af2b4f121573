"""Where a GraphQL query begins: a node, a repository, a person, or a search."""

from __future__ import annotations

from typing import Any

from fakegithub.graphql.context import Context
from fakegithub.graphql.errors import missing
from fakegithub.graphql.fields import field
from fakegithub.graphql.paging import connection
from fakegithub.http.reply import Refusal
from fakegithub.model.records import Repository, User
from fakegithub.rest.issues import search_query

# Anything by its node id.
field("node", "Query")(lambda _, context, id: context.node(id))


@field("repository", "Query")
def repository(_: Any, context: Context, owner: str, name: str) -> Repository:
    """A repository by owner and name, also by a name it once had."""
    state, full_name = context.state, f"{owner}/{name}"
    repo = state.repository(full_name)
    moved = state.moved.get(full_name.casefold())
    if repo is None and moved is not None:
        repo = state.repository_by_id(moved)
    if repo is None or not context.sees(repo):
        missing(f"a Repository with the name '{full_name}'")
    return repo


@field("user", "Query")
def user(_: Any, context: Context, login: str) -> User:
    """A person by their login."""
    user = context.state.user(login)
    return user if user and user.type == "User" else missing(f"a User with the login of '{login}'")


@field("search", "Query")
def search(_: Any, context: Context, query: str, **arguments: Any) -> dict[str, Any]:
    """Issues and pull requests that fit the query, as REST's search finds them."""
    try:
        matches = search_query.search(context.state, context.call.caller, query)
    except Refusal:
        matches = []  # what REST refuses finds nothing here
    return connection(matches, arguments)
