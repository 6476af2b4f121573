"""GraphQL's mutations.

Each changes the state through `fakegithub.changes`, so that the same webhooks tell of it as when REST or a
person does it.

https://docs.github.com/en/graphql/reference/mutations
"""

from fakegithub.graphql.mutations import checks, comments, issues, pulls

__all__ = ["checks", "comments", "issues", "pulls"]
