"""Errors that the person at the terminal can fix."""

from __future__ import annotations

from typing import Self


class OperatorError(Exception):
    """Its text is one clear sentence; the program says it on stderr and exits 1, without a traceback."""

    @classmethod
    def of(cls, failure: Exception) -> Self:
        """Return the sentence of a failure whose text is one without capital and full stop."""
        text = str(failure)
        return cls(f"{text[:1].upper()}{text[1:]}.")
