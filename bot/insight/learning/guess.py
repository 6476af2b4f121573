"""A guess: how likely each label is, and the words that decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Evidence:
    """Why a label was guessed."""

    words: tuple[str, ...]
    """The words that spoke most for it, the strongest first; none where only noise did. They come from the
    issue itself: whoever shows them escapes them."""
    right: int
    """Of as sure guesses of this label, so many were right when tried on labels they had not learnt from."""
    tried: int


@dataclass(frozen=True)
class Guess:
    """What a model makes of a document."""

    label: str
    """The likeliest label."""
    p: float
    """How likely it is, between 0 and 1, calibrated."""
    probabilities: Mapping[str, float]
    """How likely each label is; they add up to 1."""
    evidence: Evidence
