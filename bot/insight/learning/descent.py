"""Linear support vector machines with squared hinge, by coordinate descent in the dual.

Hsieh et al., A Dual Coordinate Descent Method for Large-scale Linear SVM, 2008.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import mul
from zlib import crc32

Rows = Sequence[tuple[Sequence[int], Sequence[float]]]
"""Each document as the numbers of its features and their values."""


@dataclass
class Separator:
    """A plane between documents of a label (+1) and all others (−1), and what each document adds to it."""

    weights: array[float]
    shares: list[float]
    """The dual variables, one a document: 0 where the plane is far enough without it."""
    bias: float = 0.0

    @classmethod
    def flat(cls, features: int, documents: int) -> Separator:
        """Return the plane that separates nothing yet."""
        return cls(array("f", bytes(4 * features)), [0.0] * documents)

    def margin(self, row: tuple[Sequence[int], Sequence[float]]) -> float:
        """Return on which side of the plane a document lies, and how far."""
        ids, values = row
        inner: float = sum(map(mul, map(self.weights.__getitem__, ids), values))
        return self.bias + inner

    def move(self, row: tuple[Sequence[int], Sequence[float]], step: float) -> None:
        """Turn the plane towards a document, or away from it."""
        weights = self.weights
        self.bias += step
        for feature, value in zip(*row, strict=True):
            weights[feature] += step * value


@dataclass(frozen=True)
class Separation:
    """What is to be separated: `signs` are +1 or −1, `costs` say how much a document on the wrong side
    counts."""

    rows: Rows
    signs: Sequence[int]
    costs: Sequence[float]
    lengths: list[float] = field(default_factory=list)
    """The squared length of each row, with the constant that the bias stands for."""

    def __post_init__(self) -> None:
        self.lengths.extend(1.0 + sum(map(mul, values, values)) for _, values in self.rows)


def descend(separator: Separator, task: Separation, order: Iterable[int], rounds: Iterable[int]) -> None:
    """Better a plane by going through the documents of `order` in each of these rounds, whose numbers say how
    they are shuffled; the others keep their share."""
    order, shares = tuple(order), separator.shares
    for round_ in rounds:
        for place in _shuffled(order, round_):
            row, sign, share = task.rows[place], task.signs[place], shares[place]
            ridge = 0.5 / task.costs[place]
            slope = sign * separator.margin(row) - 1.0 + ridge * share
            better = max(0.0, share - slope / (task.lengths[place] + ridge))
            if better != share:
                shares[place] = better
                separator.move(row, (better - share) * sign)


def _shuffled(order: Iterable[int], round_: int) -> list[int]:
    """Return documents in an order that has nothing to do with them, and is the same for ever.

    In an order that repeats itself the bias comes to rest ten times later.
    """
    return sorted(order, key=lambda place: crc32(b"%d %d" % (round_, place)))
