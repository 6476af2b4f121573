"""Errors that the person at the terminal can fix."""

from __future__ import annotations


class OperatorError(Exception):
    """Its text is one clear sentence; the program says it on stderr and exits 1, without a traceback."""
