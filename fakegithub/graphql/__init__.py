"""GitHub's GraphQL API over the same state: what the bot asks and writes, under GitHub's own names.

`schema.graphql` is a subset of GitHub's schema; a field that is not in it is refused, never made up.
"""
