"""The REST routes, a module for each kind of thing. Importing this package fills the table of routes."""

from bot.sandbox.routes import (
    accounts,
    app,
    comments,
    contents,
    issues,
    labels,
    pulls,
    reactions,
    repositories,
    search,
)

__all__ = [
    "accounts", "app", "comments", "contents", "issues", "labels", "pulls", "reactions", "repositories",
    "search",
]  # fmt: skip
