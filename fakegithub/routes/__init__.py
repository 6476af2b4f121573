"""The REST routes, a module for each kind of thing. Importing this package fills the table of routes."""

from fakegithub.routes import (
    accounts,
    app,
    branches,
    checks,
    comments,
    contents,
    graphql,
    hook,
    issues,
    labels,
    login,
    pulls,
    reactions,
    repositories,
    reviews,
    search,
)

__all__ = [
    "accounts", "app", "branches", "checks", "comments", "contents", "graphql", "hook", "issues", "labels",
    "login", "pulls", "reactions", "repositories", "reviews", "search",
]  # fmt: skip
