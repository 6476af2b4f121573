"""How much each sign that an issue fits counts: from a prior, moved by what people took of what was offered.

A sign's weight is its prior, times how much more often an offered issue with it was taken than any offered
issue (the lift), both counted as if `PRIOR_OFFERS` offers with it had been taken at the common rate before:

    weight = prior * (taken with it * offered + PRIOR_OFFERS * taken)
                   / ((offered with it + PRIOR_OFFERS) * taken)

and never below a third or above three times the prior. Whole numbers only, so that it is the same everywhere.
An issue that was finished counts twice. Only offers of which something was taken count: what one person left
alone beside what they took tells about the signs, and somebody who took nothing tells about themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Annotated

from pydantic import Field

from bot.core.context import Deed
from bot.core.model import Value

PATH, LABEL, LANGUAGE, WORD, SIZE = "path", "label", "language", "word", "size"
PRIORS: Mapping[str, int] = MappingProxyType({PATH: 100, LABEL: 50, LANGUAGE: 20, WORD: 10, SIZE: 10})
"""What a sign counts where nothing was learnt, for each folder shared, each label, each word …"""
PRIOR_OFFERS = 10
CLAIMED, MERGED = "claimed", "pull_request.merged"
"""What the ledger calls it."""
FADING = 400
"""With more offers than this all counts are halved: what was long ago fades."""
BOUND = 3

Count = Annotated[int, Field(ge=0)]


class Learnt(Value):
    """Offers with each sign, and how many of those were taken; `offered` and `taken` are of all together."""

    offered: Count = 0
    taken: Count = 0
    with_sign: dict[str, tuple[Count, Count]] = Field(default_factory=dict)

    def weights(self) -> Mapping[str, int]:
        """What each sign counts now."""
        return {sign: self._weight(sign, prior) for sign, prior in PRIORS.items()}

    def _weight(self, sign: str, prior: int) -> int:
        if not self.taken:
            return prior
        offered, taken = self.with_sign.get(sign, (0, 0))
        weight = prior * (taken * self.offered + PRIOR_OFFERS * self.taken)
        weight //= (offered + PRIOR_OFFERS) * self.taken
        return max(prior // BOUND, min(weight, prior * BOUND))

    def after(self, offers: Mapping[int, Collection[str]], outcomes: Mapping[int, int]) -> Learnt:
        """With one person's offers: the signs of each issue, and what became of it (1 taken, 2 finished)."""
        if not any(outcomes.get(number) for number in offers):
            return self
        offered, taken = Counter[str](), Counter[str]()
        for number, signs in offers.items():
            offered.update(signs)
            taken.update(dict.fromkeys(signs, outcomes.get(number, 0)))
        counts: dict[str, tuple[int, int]] = {}
        for sign in PRIORS:
            was = self.with_sign.get(sign, (0, 0))
            counts[sign] = (was[0] + offered[sign], was[1] + taken[sign])
        total = Learnt(
            offered=self.offered + len(offers),
            taken=self.taken + sum(outcomes.get(number, 0) for number in offers),
            with_sign=counts,
        )
        return total if total.offered <= FADING else total._halved()

    def _halved(self) -> Learnt:
        signs = {sign: (each[0] // 2, each[1] // 2) for sign, each in self.with_sign.items()}
        return Learnt(offered=self.offered // 2, taken=self.taken // 2, with_sign=signs)

    def explained(self) -> str:
        """What was learnt, in a line; empty while nothing was."""
        weights = self.weights()
        moved = [f"{sign} {weights[sign]}" for sign in PRIORS if weights[sign] != PRIORS[sign]]
        if not moved:
            return ""
        return f"Learnt from {self.offered} offers: {', '.join(moved)} (at first {_listed(PRIORS)})."


def _listed(weights: Mapping[str, int]) -> str:
    return ", ".join(f"{sign} {weight}" for sign, weight in weights.items())


def outcomes(
    numbers: Collection[int], deeds: Sequence[Deed], closed: Mapping[int, Sequence[Deed]]
) -> dict[int, int]:
    """What became of offered issues, from what the person did since and how the issues were closed.

    1 for one they claimed, 2 for one that was closed later, with a merge of theirs meanwhile.
    """
    found = {}
    for number in numbers:
        claims = [each.at for each in deeds if each.what == CLAIMED and each.number == number]
        if claims:
            merged = any(each.what == MERGED and each.at >= claims[0] for each in deeds)
            ended = any(each.at >= claims[0] for each in closed.get(number, ()))
            found[number] = 2 if merged and ended else 1
    return found
