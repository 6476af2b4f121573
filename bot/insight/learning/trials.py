"""Guesses on documents that the guessing model had not learnt from: what its probabilities are worth."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_SCALES = tuple(2 ** (power / 8) for power in range(-16, 49))
"""What margins may be multiplied by: from a quarter to 64, in steps of a twelfth."""
_CAUTION = 4.0
"""So many imagined documents of which nothing is known keep few trials from certainty."""


@dataclass(frozen=True)
class Trial:
    """One guess and the truth."""

    truth: str
    label: str
    p: float

    @property
    def right(self) -> bool:
        """Whether the guess was the truth."""
        return self.label == self.truth


def as_sure(trials: Iterable[Trial], label: str, p: float) -> list[Trial]:
    """Return the trials that guessed this label and were as sure, by tenths."""
    least = math.floor(p * 10) / 10
    return [trial for trial in trials if trial.label == label and trial.p >= least]


def softmax(margins: Sequence[float], scale: float) -> list[float]:
    """Return probabilities that grow with the margins and add up to 1."""
    highest = max(margins)
    powers = [math.exp(scale * (margin - highest)) for margin in margins]
    total = sum(powers)
    return [power / total for power in powers]


def best_scale(margins: Sequence[Sequence[float]], truths: Sequence[int]) -> float:
    """Return the factor by which margins give the truths the highest probability: one over the
    temperature."""
    return min(_SCALES, key=lambda scale: _surprise(margins, truths, scale))


def _surprise(margins: Sequence[Sequence[float]], truths: Sequence[int], scale: float) -> float:
    """Return the negative log-likelihood, and some for the certainty itself."""
    of_trials = -sum(
        math.log(max(softmax(of_labels, scale)[truth], 1e-12))
        for of_labels, truth in zip(margins, truths, strict=True)
    )
    return of_trials + _CAUTION * math.log1p(scale / 4)
