"""`POST /graphql`: a document goes in, its answer comes out, with GitHub's kinds of errors."""

from __future__ import annotations

from datetime import datetime
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from graphql import DocumentNode, GraphQLError, GraphQLSchema, build_schema, execute_sync, parse, validate

from fakegithub.graphql import cost as costs
from fakegithub.graphql import mutations
from fakegithub.graphql.context import Context
from fakegithub.graphql.errors import error_payload
from fakegithub.graphql.fields import resolve
from fakegithub.graphql.nodes import typename
from fakegithub.graphql.resolvers import (
    accounts,
    comments,
    issues,
    pulls,
    queries,
    repositories,
    timeline,
)
from fakegithub.http.call import Call
from fakegithub.http.reply import Reply, answer
from fakegithub.payloads.values import stamp

RESOLVERS = (accounts, mutations, pulls, queries, repositories, issues, timeline, comments)
"""Importing them fills the table of fields."""


@cache
def schema() -> GraphQLSchema:
    """The subset of GitHub's schema that is simulated."""
    text = files("fakegithub.graphql").joinpath("schema.graphql").read_text(encoding="utf-8")
    return build_schema(text, assume_valid=True)


@lru_cache(maxsize=200)
def _read(source: str) -> tuple[DocumentNode | None, tuple[GraphQLError, ...]]:
    try:
        document = parse(source)
    except GraphQLError as error:
        return None, (error,)
    return document, tuple(validate(schema(), document))


def execute(call: Call) -> Reply:
    """Answer a GraphQL request. Mutations of one document happen in the order they are written, and one that
    fails does not stop those after it."""
    request = call.json()
    source, variables = request.get("query"), request.get("variables") or {}
    if not isinstance(source, str) or not isinstance(variables, dict):
        return failed("A query attribute must be specified and must be a string.")
    document, errors = _read(source)
    if document is None or errors:
        return answer({"errors": [error_payload(error) for error in errors]})
    cost, nodes = costs.of(document, variables)
    if nodes > costs.MOST_NODES:
        return failed(
            f"This query requests up to {nodes:,} possible nodes which exceeds the maximum limit of "
            f"{costs.MOST_NODES:,}.",
            "MAX_NODE_LIMIT_EXCEEDED",
        )
    window = call.limits.window(call.caller.budget_owner, "graphql", call.state.now())
    window.used += cost - 1  # one point was taken at the door, as for any request
    done = execute_sync(
        schema(),
        document,
        context_value=Context(call),
        variable_values=variables,
        operation_name=request.get("operationName"),
        field_resolver=resolve,
        type_resolver=lambda value, *_: typename(value),
    )
    response: dict[str, Any] = {"data": _plain(done.data)}
    if done.errors:
        response["errors"] = [error_payload(error) for error in done.errors]
        for error in done.errors:
            cause = error.original_error
            if cause is not None and not isinstance(cause, GraphQLError):
                raise cause  # a bug of ours, not an error of the request
    return answer(response)


def failed(message: str, kind: str | None = None) -> Reply:
    """An answer without data."""
    return answer({"errors": [{**({"type": kind} if kind else {}), "message": message}]})


def _plain(value: Any) -> Any:
    # Times are told as GitHub writes them.
    match value:
        case dict():
            return {name: _plain(item) for name, item in value.items()}
        case list():
            return [_plain(item) for item in value]
        case datetime():
            return stamp(value)
    return value
