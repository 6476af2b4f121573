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
        elif any(0 < abs(count - other) < LEAST for other in shown):
            result.append(Untold.NEARLY)
        elif count < LEAST:
            result.append(Untold.FEW)
        else:
            shown.append(count)
            result.append(count)
    return result


def told_steps(counts: Sequence[int | None], whole: int) -> list[bool]:
    """Return which parts of a whole may be told beside it, the first of them first. That it is nobody may be
    told; None is not known.

    >>> told_steps([5, 6, 11, 18], whole=20)
    [True, False, True, False]
    """
    beside = shielded_counts([whole, *counts])[1:]
    return [count == 0 or isinstance(one, int) for count, one in zip(counts, beside, strict=True)]


def shielded_curve(curve: Survival, ends: Sequence[float], at: Sequence[float]) -> list[SurvivalStep | None]:
    """Return a curve at some lengths, the first of them first; None where nothing is known, or where it would
    tell of fewer than five people between two of them, before or after. `ends` are the lengths of the waits
    that ended."""
    steps = [curve.at(length) for length in at]
    through = [
        None if step is None else sum(end <= length for end in ends)
        for length, step in zip(at, steps, strict=True)
    ]
    shown = told_steps(through, len(ends))
    return [step if is_shown else None for step, is_shown in zip(steps, shown, strict=True)]
