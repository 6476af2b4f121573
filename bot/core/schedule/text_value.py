"""Values that a config file writes as words: one way to read them, check them and write them back."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from bot.core.markdown.quoting import code


class TextValue(ABC):
    """A frozen value with a text form. As a pydantic field it accepts that text and serialises back to it.

    `examples` show how to write one, and `pattern` is what fits (a regular expression, in lower case, as
    people write it); they appear in the JSON schema.
    """

    text: str
    examples: ClassVar[tuple[str, ...]] = ()
    pattern: ClassVar[str] = ""

    @classmethod
    @abstractmethod
    def parse(cls, text: str) -> Self:
        """Read `text`; ValueError is a sentence saying what is wrong and how to write it."""

    def __str__(self) -> str:
        return self.text

    @classmethod
    def _validate(cls, value: object) -> Self:
        if isinstance(value, cls):
            return value
        if not isinstance(value, str):
            raise ValueError(
                f"{code(str(value), 60)} is not text: write it like {', or '.join(cls.examples)}"
            )
        return cls.parse(value)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._validate, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        fits = {"pattern": cls.pattern} if cls.pattern else {}
        return {"type": "string", "examples": list(cls.examples), **fits}
