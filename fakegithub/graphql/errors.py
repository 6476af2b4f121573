"""How a GraphQL request fails: a type that programs can read, and a message for people."""

from __future__ import annotations

from typing import Any, NoReturn

from graphql import GraphQLError


class Failure(GraphQLError):
    """A field that could not be answered; the other fields of the document still are."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


def missing(what: str) -> NoReturn:
    """There is no such thing, or the caller may not know of it."""
    raise Failure("NOT_FOUND", f"Could not resolve to {what}.")


def forbidden(message: str = "Resource not accessible by integration") -> NoReturn:
    """The caller may not."""
    raise Failure("FORBIDDEN", message)


def unprocessable(message: str) -> NoReturn:
    """What is asked makes no sense."""
    raise Failure("UNPROCESSABLE", message)


def error_payload(error: GraphQLError) -> dict[str, Any]:
    """One of a document's errors, as GitHub writes it."""
    cause = error if isinstance(error, Failure) else error.original_error
    payload: dict[str, Any] = {"type": cause.kind} if isinstance(cause, Failure) else {}
    if error.path:
        payload["path"] = list(error.path)
    if error.locations:
        payload["locations"] = [
            {"line": location.line, "column": location.column} for location in error.locations
        ]
    return {**payload, "message": error.message}
