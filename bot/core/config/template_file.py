"""Files of the repository's own words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class TemplateFile:
    """A file of the repository's own words that a feature fills in: its `path`, the `place` of the key that
    names it, and `judge`, which says why a text cannot be used (None: it can). One that is not `needed` may
    be missing."""

    path: str
    place: tuple[str | int, ...]
    judge: Callable[[str], str | None]
    needed: bool = True
