"""Where a GraphQL query begins: a node, or a repository."""

from __future__ import annotations

from typing import Any

from fakegithub.graphql.context import Context
from fakegithub.graphql.errors import missing
from fakegithub.graphql.fields import field
from fakegithub.model.records import Repository

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
