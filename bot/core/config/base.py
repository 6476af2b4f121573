"""What every config section is, and the files of the repository's own words that it may name."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from pydantic import BaseModel, ConfigDict

from bot.core.permissions import OptionalRight

AskedRight = tuple[tuple[str | int, ...], OptionalRight]
"""A path in the repository's file, and the right without which the value there has no effect."""
ConfigWarning = tuple[tuple[str | int, ...], str]
"""A path in the repository's file, and a sentence about the value there."""


class Section(BaseModel):
    """Base of all config sections: unknown keys are errors, values are frozen.

    A docstring below a field becomes its description in the JSON schema (`SchemaWithDocstrings`).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)


class Nothing(Section):
    """The config of a feature that has nothing to set."""


@runtime_checkable
class WarningSection(Protocol):
    """A section that may be right and still surprise."""

    def warnings(self) -> list[str]:
        """Return what is accepted, but surely not meant."""
        ...


@dataclass(frozen=True)
class TemplateFile:
    """A file of the repository's own words that a feature fills in: its `path`, the `place` of the key that
    names it, and `judge`, which says why a text cannot be used (None: it can). One that is not `needed` may
    be missing."""

    path: str
    place: tuple[str | int, ...]
    judge: Callable[[str], str | None]
    needed: bool = True
