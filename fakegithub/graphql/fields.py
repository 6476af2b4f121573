"""The table of resolvers: how a field's value is found where it is not simply an attribute of the record."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

from graphql import GraphQLResolveInfo

from fakegithub.graphql.nodes import Placed
from fakegithub.graphql.paging import check_bounds

Resolver = Callable[..., Any]
"""Gets the value the field belongs to, the `Reach`, and the field's arguments under GitHub's own names."""
R = TypeVar("R", bound=Resolver)
FIELDS: dict[tuple[str, str], Resolver] = {}
HUMP = re.compile(r"(?<!^)(?=[A-Z])")


def field(name: str, *types: str) -> Callable[[R], R]:
    """Register the resolver of a field of some types."""

    def register(resolver: R) -> R:
        FIELDS.update({(each, name): resolver for each in types})
        return resolver

    return register


def always(value: Any, name: str, *types: str) -> None:
    """Register a field that is the same everywhere in the sandbox."""
    field(name, *types)(lambda source, reach, **_: value)


def called(record_name: str, name: str, *types: str) -> None:
    """Register a field that records know under another name."""
    field(name, *types)(lambda source, reach, **_: getattr(_record(source), record_name))


def _record(source: Any) -> Any:
    return source.it if isinstance(source, Placed) else source


def attribute(name: str) -> str:
    """What a record calls a field: `createdAt` is `created_at`."""
    return HUMP.sub("_", name).lower()


def resolve(source: Any, info: GraphQLResolveInfo[Any], **asked: Any) -> Any:
    """The value of any field."""
    if "first" in info.parent_type.fields[info.field_name].args:
        check_bounds(info.field_name, asked)
    found = FIELDS.get((info.parent_type.name, info.field_name))
    if found is not None:
        return found(source, info.context, **asked)
    if isinstance(source, dict):
        return source.get(info.field_name)
    return getattr(_record(source), attribute(info.field_name))
