"""How evenly something is spread: over people, and over time."""

from collections.abc import Sequence
from itertools import accumulate
from statistics import fmean, pstdev

LEAST_GAPS = 20
"""Fewer gaps than this say nothing of their rhythm."""


def gini(values: Sequence[float]) -> float | None:
    """Return the mean difference of all pairs over twice their mean: 0 if all are equal, near 1 if one has
    all; None where there is nothing to share.

    >>> gini([1, 1, 1, 1]), gini([0, 0, 0, 8])
    (0.0, 0.75)
    """
    total = sum(values)
    if not total:
        return None
    # In order, the value at place i is the larger one of i pairs: every pair is counted in one pass.
    count = len(values)
    ordered = enumerate(sorted(values), start=1)
    return sum((2 * place - count - 1) * value for place, value in ordered) / (count * total)


def absence_factor(contributions: Sequence[int]) -> int:
    """Return the smallest number of people who made half of all contributions.

    >>> absence_factor([1000, 202, 90, 33, 332, 343, 42, 433])
    2
    """
    total = sum(contributions)
    made = accumulate(sorted(contributions, reverse=True))
    return next((count for count, so_far in enumerate(made, start=1) if 2 * so_far >= total), 0)


def burstiness(gaps: Sequence[float]) -> float | None:
    """Return -1 for an even beat, 0 for chance, towards 1 for bursts; None for fewer than twenty gaps.

    >>> burstiness([60.0] * 20), burstiness([60.0] * 19)
    (-1.0, None)
    """
    if len(gaps) < LEAST_GAPS:
        return None
    mean, spread = fmean(gaps), pstdev(gaps)
    return (spread - mean) / (spread + mean) if spread + mean else None
