"""The simulated GitHub's GraphQL schema is a part of GitHub's own: nothing in it has another name or type."""

from __future__ import annotations

from collections.abc import Iterator

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
        yield from (f"{ours.name}.{each}" for each in ours.values if each not in theirs.values)
    elif isinstance(ours, GraphQLUnionType) and isinstance(theirs, GraphQLUnionType):
        known = {each.name for each in theirs.types}
        yield from (f"{ours.name}.{each.name}" for each in ours.types if each.name not in known)
    elif isinstance(ours, GraphQLInputObjectType) and isinstance(theirs, GraphQLInputObjectType):
        for name, wanted in theirs.fields.items():
            if is_required_input_field(wanted) and name not in ours.fields:
                yield f"{ours.name}.{name} is left out"
        for name, each in ours.fields.items():
            if name not in theirs.fields or str(each.type) != str(theirs.fields[name].type):
                yield f"{ours.name}.{name}"
    elif (fields := getattr(ours, "fields", None)) is not None:
        for name, each in fields.items():
            yield from _of_field(f"{ours.name}.{name}", each, getattr(theirs, "fields", {}).get(name))


def _of_field(name: str, ours: object, theirs: object) -> Iterator[str]:
    if theirs is None or str(ours.type) != str(theirs.type):  # type: ignore[attr-defined]
        yield name
        return
    mine, wanted = ours.args, theirs.args  # type: ignore[attr-defined]
    for argument, each in mine.items():
        if argument not in wanted or str(each.type) != str(wanted[argument].type):
            yield f"{name}({argument})"
    for argument, each in wanted.items():
        if is_required_argument(each) and argument not in mine:
            yield f"{name}({argument}) is left out"


def test_nothing_in_it_is_invented() -> None:
    github = build_schema(read(GRAPHQL).decode(), assume_valid=True, assume_valid_sdl=True)
    assert strays(schema(), github) == []


def test_what_is_invented_would_be_found() -> None:
    theirs = build_schema("type Query { a(x: Int!): Int b: E } enum E { ONE } input I { x: Int! }")
    ours = build_schema("type Query { a: String b: E c: Int } enum E { ONE TWO } input I { y: Int }")
    assert strays(ours, theirs) == ["Query.a", "Query.c", "E.TWO", "I.x is left out", "I.y"]
