"""How good guesses are: by label, by how sure they were, and whether they were as sure as they should be."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bot.insight.learning.trials import Trial

_BINS = 10


@dataclass(frozen=True)
class LabelScore:
    """How well one label is guessed: right guesses, guesses, documents that have it."""

    label: str
    right: int
    guessed: int
    true: int

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall, from 0 to 1."""
        return 2 * self.right / (self.guessed + self.true) if self.guessed + self.true else 0.0


@dataclass(frozen=True)
class Reach:
    """What guesses above a threshold are worth."""

    threshold: float
    right: int
    guessed: int
    total: int

    @property
    def coverage(self) -> float:
        """The part of all documents that gets a guess."""
        return self.guessed / self.total if self.total else 0.0

    @property
    def precision(self) -> float | None:
        """The part of the guesses that is right; None without any."""
        return self.right / self.guessed if self.guessed else None

    @property
    def surely(self) -> float:
        """The precision that there is at least, at 95 %."""
        return wilson_bound(self.right, self.guessed)


def by_label(trials: Sequence[Trial]) -> list[LabelScore]:
    """Return the score of each label that is true of any, in alphabetical order."""
    return [
        LabelScore(
            label,
            sum(trial.right for trial in trials if trial.label == label),
            sum(trial.label == label for trial in trials),
            sum(trial.truth == label for trial in trials),
        )
        for label in sorted({trial.truth for trial in trials})
    ]


def macro_f1(trials: Sequence[Trial]) -> float:
    """Return the mean of the labels' F1; 0 without trials."""
    scores = by_label(trials)
    return sum(score.f1 for score in scores) / len(scores) if scores else 0.0


def reach(trials: Sequence[Trial], threshold: float) -> Reach:
    """Return what guesses of at least this probability are worth."""
    sure = [trial for trial in trials if trial.p >= threshold]
    return Reach(threshold, sum(trial.right for trial in sure), len(sure), len(trials))


def calibration_error(trials: Sequence[Trial]) -> float:
    """Return the expected calibration error: by how much the probability misses the part that is right, over
    ten bins, weighted by their documents.

    Naeini et al., Obtaining Well Calibrated Probabilities Using Bayesian Binning, 2015.
    """
    bins: list[list[Trial]] = [[] for _ in range(_BINS)]
    for trial in trials:
        bins[min(_BINS - 1, int(trial.p * _BINS))].append(trial)
    misses = (abs(sum(trial.right - trial.p for trial in of_bin)) for of_bin in bins)
    return sum(misses) / len(trials) if trials else 0.0


def wilson_bound(right: float, tried: float, z: float = 1.96) -> float:
    """Return the least share of which so many right ones of all tried leave a doubt of 2.5 %; 0 without any.

    Wilson, Probable Inference, 1927.

    >>> round(wilson_bound(90, 100), 3), wilson_bound(0, 0)
    (0.826, 0.0)
    """
    if not tried:
        return 0.0
    share, square = right / tried, z * z
    middle = share + square / (2 * tried)
    spread = z * math.sqrt(share * (1 - share) / tried + square / (4 * tried * tried))
    return max(0.0, (middle - spread) / (1 + square / tried))
