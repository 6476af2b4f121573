"""NB-SVM: each word weighs by how much oftener it stands in one label's texts than in the others'.

Wang and Manning, Baselines and Bigrams, 2012. Words count as there or not there.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.insight.learning.descent import Rows
from bot.insight.learning.features import Vector


@dataclass(frozen=True)
class WordCounts:
    """Documents that have a feature, of one label and of the others; a sister's counts in part."""

    inside: list[float]
    outside: list[float]

    @classmethod
    def of(
        cls, features: int, vectors: Sequence[Vector], signs: Sequence[int], parts: Sequence[float]
    ) -> WordCounts:
        """Count the named features of all documents; `parts` says for how much each counts."""
        counts = cls([1.0] * features, [1.0] * features)
        counts.add(vectors, signs, parts, range(len(vectors)))
        return counts

    def add(
        self,
        vectors: Sequence[Vector],
        signs: Sequence[int],
        parts: Sequence[float],
        places: Iterable[int],
        times: int = 1,
    ) -> None:
        """Count these documents as well; with −1 no longer."""
        for place in places:
            vector, part = vectors[place], times * parts[place]
            counts = self.inside if signs[place] > 0 else self.outside
            for feature in vector.ids[: vector.named]:
                counts[feature] += part

    def ratios(self) -> list[float]:
        """Return the log of how much likelier each feature is inside than outside."""
        shift = math.log(sum(self.inside) / sum(self.outside))
        return [math.log(a / b) - shift for a, b in zip(self.inside, self.outside, strict=True)]


def rows(vectors: Sequence[Vector], ratios: Sequence[float]) -> Rows:
    """Return documents as the ratios of their named features, brought to one length."""
    return [(vector.ids[: vector.named], values(vector, ratios)) for vector in vectors]


def values(vector: Vector, ratios: Sequence[float]) -> array[float]:
    """Return the ratios of a document's named features, over the root of their number."""
    length = math.sqrt(vector.named) or 1.0
    return array("f", [ratios[feature] / length for feature in vector.ids[: vector.named]])
