"""What every config section is."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """Base of all config sections: unknown keys are errors, values are frozen.

    A docstring below a field becomes its description in the JSON schema.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Nothing(Section):
    """The config of a feature that has nothing to set."""


@runtime_checkable
class Warns(Protocol):
    """A section that may be right and still surprise."""

    def warnings(self) -> list[str]:
        """Return what is accepted, but surely not meant."""
        ...
