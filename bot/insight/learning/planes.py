"""Where one label parts from all others: the sum of two kinds of plane."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from operator import mul

from bot.insight.learning import naive
from bot.insight.learning.features import Vector

LINEAR, NAIVE = 0.6, 0.4
"""What each kind says in the sum."""


@dataclass(frozen=True)
class Plane:
    """A weight for each feature, one more for each of named blocks, and a shift."""

    linear: array[float]
    naive: array[float]
    bias: float

    def margin(self, vector: Vector) -> float:
        """Return how far on the label's side a document lies."""
        linear: float = sum(map(mul, map(self.linear.__getitem__, vector.ids), vector.values))
        return LINEAR * linear + NAIVE * sum(naive.values(vector, self.naive)) + self.bias

    def parts(self, vector: Vector) -> dict[int, float]:
        """Return what each feature of named blocks adds to the margin."""
        named = vector.ids[: vector.named]
        both = zip(named, vector.values, naive.values(vector, self.naive), strict=False)
        return {
            feature: LINEAR * self.linear[feature] * value + NAIVE * word for feature, value, word in both
        }
