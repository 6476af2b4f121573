"""Counts of people, one within the other, of which none may tell of fewer than five. Pure."""

from collections.abc import Sequence
from enum import StrEnum

from bot.insight.metric import LEAST
from bot.insight.survival import Survival, SurvivalStep


class Untold(StrEnum):
    """What stands in the place of a count that would tell of somebody."""

    FEW = "fewer than five"
    """It is the count of a group under five."""
    NEARLY = "all but fewer than five"
    """A group under five would come out by subtracting."""


def shielded_counts(counts: Sequence[int | None]) -> list[int | Untold | None]:
    """Return each count as it may be told, the first of them first; None stays None.

    One is hidden where it, or its difference from one told before it, is a group under five: three of twenty
    people say as much about the three as a list of the seventeen others.

    >>> [str(count) for count in shielded_counts([20, 18, 12, 3])]
    ['20', 'all but fewer than five', '12', 'fewer than five']
    """
    shown: list[int] = []
    result: list[int | Untold | None] = []
    for count in counts:
        if count is None:
            result.append(None)
        elif count < LEAST:
            result.append(Untold.FEW)
        elif any(0 < abs(count - other) < LEAST for other in shown):
            result.append(Untold.NEARLY)
        else:
            shown.append(count)
            result.append(count)
    return result


def shielded_curve(curve: Survival, ends: Sequence[float], at: Sequence[float]) -> list[SurvivalStep | None]:
    """Return a curve at some lengths; None where nothing is known, or where the step since the last one shown
    would tell of fewer than five people. `ends` are the lengths of the waits that ended."""
    result: list[SurvivalStep | None] = []
    shown = 0
    for length in at:
        through = sum(end <= length for end in ends)
        step = curve.at(length)
        if step is None or 0 < through - shown < LEAST:
            result.append(None)
            continue
        shown = through
        result.append(step)
    return result
