"""The table of resolvers: how a field's value is found where it is not simply an attribute of the record."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

from graphql import GraphQLResolveInfo

from fakegithub.graphql.nodes import ChildNode
from fakegithub.graphql.paging import check_bounds

Resolver = Callable[..., Any]
"""Gets the value the field belongs to, the `Context`, and the field's arguments under GitHub's own names."""
R = TypeVar("R", bound=Resolver)
FIELDS: dict[tuple[str, str], Resolver] = {}
HUMP = re.compile(r"(?<!^)(?=[A-Z])")


def field(name: str, *types: str) -> Callable[[R], R]:
    """Register the resolver of a field of some types."""

    def register(resolver: R) -> R:
        FIELDS.update({(type_, name): resolver for type_ in types})
        return resolver

    return register


def alias(record_name: str, name: str, *types: str) -> None:
    """Register a field that records know under another name."""
    field(name, *types)(lambda source, context, **_: getattr(record(source), record_name))


def computed(name: str, value: Callable[[Any], Any], *types: str) -> None:
    """Register a field that one expression derives from the record alone."""
    field(name, *types)(lambda source, context, **_: value(record(source)))


def record(source: Any) -> Any:
    """Return the issue, comment or review itself, without the parent it was reached by."""
    return source.record if isinstance(source, ChildNode) else source


def attribute(name: str) -> str:
    """What a record calls a field: `createdAt` is `created_at`."""
    return HUMP.sub("_", name).lower()


def resolve(source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
    """The value of any field."""
    if "first" in info.parent_type.fields[info.field_name].args:
        check_bounds(info.field_name, arguments)
    resolver = FIELDS.get((info.parent_type.name, info.field_name))
    if resolver is not None:
        return resolver(source, info.context, **arguments)
    if isinstance(source, dict):
        return source.get(info.field_name)
    return getattr(record(source), attribute(info.field_name))
