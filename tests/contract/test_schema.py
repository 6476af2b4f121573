"""The simulated GitHub's GraphQL schema is a part of GitHub's own: nothing in it has another name or type."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    is_required_argument,
    is_required_input_field,
)

from fakegithub.graphql.execution import schema
from tests.contract.conftest import read
from tests.contract.packages import GRAPHQL


def strays(ours: GraphQLSchema, theirs: GraphQLSchema) -> list[str]:
    """What `ours` has that `theirs` has not, or not so; and what nobody could leave out."""
    return [
        stray
        for name, kind in ours.type_map.items()
        if not name.startswith("__")
        for stray in _of_type(kind, theirs.type_map.get(name))
    ]


def _of_type(ours: GraphQLNamedType, theirs: GraphQLNamedType | None) -> Iterator[str]:
    if type(ours) is not type(theirs):
        yield ours.name
    elif isinstance(ours, GraphQLEnumType) and isinstance(theirs, GraphQLEnumType):
        yield from (f"{ours.name}.{member}" for member in ours.values if member not in theirs.values)
    elif isinstance(ours, GraphQLUnionType) and isinstance(theirs, GraphQLUnionType):
        known = {member.name for member in theirs.types}
        yield from (f"{ours.name}.{member.name}" for member in ours.types if member.name not in known)
    elif isinstance(ours, GraphQLInputObjectType) and isinstance(theirs, GraphQLInputObjectType):
        for name, their_field in theirs.fields.items():
            if is_required_input_field(their_field) and name not in ours.fields:
                yield f"{ours.name}.{name} is left out"
        for name, member in ours.fields.items():
            if name not in theirs.fields or str(member.type) != str(theirs.fields[name].type):
                yield f"{ours.name}.{name}"
    elif (fields := getattr(ours, "fields", None)) is not None:
        for name, member in fields.items():
            yield from _of_field(f"{ours.name}.{name}", member, getattr(theirs, "fields", {}).get(name))


def _of_field(name: str, ours: object, theirs: object) -> Iterator[str]:
    if theirs is None or str(ours.type) != str(theirs.type):  # type: ignore[attr-defined]
        yield name
        return
    mine, their_arguments = ours.args, theirs.args  # type: ignore[attr-defined]
    for argument, argument_ in mine.items():
        if argument not in their_arguments or str(argument_.type) != str(their_arguments[argument].type):
            yield f"{name}({argument})"
    for argument, argument_ in their_arguments.items():
        if is_required_argument(argument_) and argument not in mine:
            yield f"{name}({argument}) is left out"


@pytest.mark.slow
def test_nothing_in_it_is_invented() -> None:
    github = build_schema(read(GRAPHQL).decode(), assume_valid=True, assume_valid_sdl=True)
    assert strays(schema(), github) == []


def test_what_is_invented_would_be_found() -> None:
    theirs = build_schema("type Query { a(x: Int!): Int b: E } enum E { ONE } input I { x: Int! }")
    ours = build_schema("type Query { a: String b: E c: Int } enum E { ONE TWO } input I { y: Int }")
    assert strays(ours, theirs) == ["Query.a", "Query.c", "E.TWO", "I.x is left out", "I.y"]
