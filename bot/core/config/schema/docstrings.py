"""Descriptions in the JSON schema, from the docstrings below the fields of the models.

Pydantic's own `use_attribute_docstrings` reads the source of every model when it is imported, which took a
seventh of each start of the program; only who draws the schema needs them.
"""

import ast
import inspect
from functools import cache
from importlib import import_module
from itertools import pairwise

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema


def docstrings(model: type[BaseModel]) -> dict[str, str]:
    """Return the docstring below each field of a model that has one, those of its bases included.

    By the names that stand in a file.
    """
    bases = [cls for cls in reversed(model.__mro__) if issubclass(cls, BaseModel) and cls is not BaseModel]
    texts = {name: text for cls in bases for name, text in _in_module(cls.__module__).get(cls.__name__, ())}
    fields = model.model_fields
    return {fields[name].alias or name: text for name, text in texts.items() if name in fields}


@cache
def _in_module(name: str) -> dict[str, list[tuple[str, str]]]:
    """The fields with a docstring of all classes of a module; none where no source is installed."""
    try:
        source = inspect.getsource(import_module(name))
    except OSError:
        return {}
    return {
        node.name: _below(node.body) for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ClassDef)
    }


def _below(body: list[ast.stmt]) -> list[tuple[str, str]]:
    return [
        (field.target.id, inspect.cleandoc(below.value.value))
        for field, below in pairwise(body)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)
        if isinstance(below.value.value, str)
    ]


class SchemaWithDocstrings(GenerateJsonSchema):
    """Describes each field of a model by the docstring below it."""

    _docstrings: dict[str, str]

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """Note the docstrings of the model whose fields come next."""
        self._docstrings = docstrings(schema["cls"])
        return super().model_schema(schema)

    def model_fields_schema(self, schema: core_schema.ModelFieldsSchema) -> JsonSchemaValue:
        """Add the descriptions; a field inside may be another model with docstrings of its own."""
        texts = self._docstrings
        drawn = super().model_fields_schema(schema)
        for name, node in drawn.get("properties", {}).items():
            if name in texts:
                node.setdefault("description", texts[name])
        return drawn
