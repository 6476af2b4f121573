"""What GitHub charges for a GraphQL document: by the lists it asks for, not by what they hold.

https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import graphql

MOST_NODES = 500_000
"""A document that could answer with more nodes is refused."""


def of(document: graphql.DocumentNode, variables: Mapping[str, Any]) -> tuple[int, int]:
    """(points, nodes): a request for each list that must be fetched, a point for each hundred requests."""
    fragments = {
        definition.name.value: definition
        for definition in document.definitions
        if isinstance(definition, graphql.FragmentDefinitionNode)
    }
    counted = _Count(fragments, variables)
    for definition in document.definitions:
        if isinstance(definition, graphql.OperationDefinitionNode):
            counted.add(definition.selection_set, 1)
    return max(round(counted.requests / 100), 1), counted.nodes


class _Count:
    def __init__(
        self, fragments: Mapping[str, graphql.FragmentDefinitionNode], variables: Mapping[str, Any]
    ) -> None:
        self._fragments, self._variables = fragments, variables
        self.requests = self.nodes = 0

    def add(self, selected: graphql.SelectionSetNode | None, times: int) -> None:
        """Count what is selected, which is asked for so many `times`. Fragments cannot be circular here: the
        document was validated."""
        for selection in selected.selections if selected is not None else ():
            if isinstance(selection, graphql.FragmentSpreadNode):
                self.add(self._fragments[selection.name.value].selection_set, times)
            elif isinstance(selection, graphql.FieldNode) and (size := self._size(selection)) is not None:
                self.requests += times
                self.nodes += times * size
                self.add(selection.selection_set, times * size)
            else:
                self.add(getattr(selection, "selection_set", None), times)

    def _size(self, field_: graphql.FieldNode) -> int | None:
        for argument in field_.arguments or ():
            if argument.name.value in ("first", "last"):
                value: Any = argument.value
                if isinstance(value, graphql.VariableNode):
                    value_ = self._variables.get(value.name.value)
                    return value_ if isinstance(value_, int) else None
                return int(value.value) if isinstance(value, graphql.IntValueNode) else None
        return None
