"""What every config section is."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """Base of all config sections: unknown keys are errors, values are frozen.

    A docstring below a field becomes its description in the JSON schema.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Nothing(Section):
    """The config of a feature that has nothing to set."""
