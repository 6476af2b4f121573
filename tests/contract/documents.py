"""GitHub's GraphQL schema as a judge: of documents, of the variables sent along, and of answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLAbstractType,
    GraphQLError,
    GraphQLObjectType,
    GraphQLResolveInfo,
    OperationDefinitionNode,
    build_schema,
    execute_sync,
    parse,
    validate,
)
from graphql.execution.values import get_variable_values


class Documents:
    """Judges what is asked in GraphQL, and what is answered."""

    def __init__(self, sdl: bytes) -> None:
        self._schema = build_schema(sdl.decode(), assume_valid=True, assume_valid_sdl=True)

    def complaints(self, document: str) -> list[str]:
        """What is wrong with a document by itself."""
        try:
            errors = validate(self._schema, parse(document))
        except GraphQLError as error:
            errors = [error]
        return [error.message for error in errors]

    def asked(self, document: str, variables: Mapping[str, Any]) -> list[str]:
        """What is wrong with a document and the variables it is sent with."""
        if wrong := self.complaints(document):
            return wrong
        operation = _operation(parse(document))
        declared = operation.variable_definitions or ()
        values = get_variable_values(self._schema, declared, dict(variables))
        wrong = [error.message for error in values] if isinstance(values, list) else []
        foreign = set(variables) - {each.variable.name.value for each in declared}
        return wrong + [f"${name} is not declared" for name in sorted(foreign)]

    def answered(
        self, document: str, variables: Mapping[str, Any], data: Mapping[str, Any] | None
    ) -> list[str]:
        """What is wrong with the `data` of an answer: GitHub would have to be able to give just that."""
        if data is None:
            return []
        again = execute_sync(
            self._schema,
            parse(document),
            data,
            variable_values=dict(variables),
            field_resolver=lambda source, info, **_: source[info.path.key],
            type_resolver=_concrete,
        )
        wrong = [error.message for error in again.errors or ()]
        return wrong if wrong or again.data == data else ["the answer holds what was not asked for"]


def _operation(document: DocumentNode) -> OperationDefinitionNode:
    return next(
        definition for definition in document.definitions if isinstance(definition, OperationDefinitionNode)
    )


def _concrete(value: Mapping[str, Any], info: GraphQLResolveInfo[Any], abstract: GraphQLAbstractType) -> str:
    """The type an answer has, or could have, where the schema only says that it is one of several."""
    if typename := value.get("__typename"):
        return str(typename)
    possible = info.schema.get_possible_types(abstract)

    def lacking(kind: GraphQLObjectType) -> int:
        return sum(name not in kind.fields for name in value)

    return min(possible, key=lacking).name
