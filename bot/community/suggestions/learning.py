"""How much each sign that an issue fits counts: from a prior, moved by what people took of what was free.

A sign's lift is how much more often issues that were taken have it than issues that were free at that time
for the same person: 8 where one in ten free issues has it, and eight in ten of those taken. A sign that says
nothing has a lift of 1, and counts nothing; each doubling counts `DOUBLING` points:

    weight = DOUBLING * log2((taken with it + PRIOR * its prior lift) / (free with it + PRIOR))

between 0 and `MOST`. (With independent signs, the sum of these weights orders issues by the chance that they
are taken: it is naive Bayes.) An issue that was finished counts twice. Whoever took nothing teaches nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from math import log2
from types import MappingProxyType
from typing import Annotated

from pydantic import Field

from bot.core.markdown import NOTHING, Markdown, bare, joined
from bot.core.messages import load
from bot.core.model import Value
from bot.core.ports.records import Deed

TEXT = load(f"{__package__}.messages")

PATH, LABEL, LANGUAGE, WORD, SIZE = "path", "label", "language", "word", "size"
PRIOR_LIFTS: Mapping[str, float] = MappingProxyType(
    {PATH: 8, LABEL: 3, LANGUAGE: 1.5, WORD: 1.25, SIZE: 1.25}
)
PRIOR = 2
"""The prior counts like so many issues that were free with the sign: some twenty offers move it."""
DOUBLING = 33
MOST = 200
FADING = 400
"""After so many issues taken all counts are halved: what was long ago fades."""
CLAIMED, MERGED = "claimed", "pull_request.merged"
"""What the ledger calls it."""

Count = Annotated[int, Field(ge=0)]


class Learnt(Value):
    """Issues taken (finished ones twice): how many in all and with each sign, and what share of the free ones
    had it each time, summed up in thousandths."""

    lessons: Count = 0
    taken: dict[str, Count] = Field(default_factory=dict)
    free: dict[str, Count] = Field(default_factory=dict)

    def weights(self) -> Mapping[str, int]:
        """Return what each sign counts now, for each folder shared, each label, each word …"""
        return {sign: self._weight(sign) for sign in PRIOR_LIFTS}

    def _weight(self, sign: str) -> int:
        taken = self.taken.get(sign, 0) + PRIOR * PRIOR_LIFTS[sign]
        free = self.free.get(sign, 0) / 1000 + PRIOR
        return max(0, min(round(DOUBLING * log2(taken / free)), MOST))

    def after(self, free: Mapping[int, Collection[str]], outcomes: Mapping[int, int]) -> Learnt:
        """With what one person took: the signs of each issue that was free, and what became of some."""
        count = sum(outcomes.get(number, 0) for number in free)
        if not count:
            return self
        taken, shares = dict(self.taken), dict(self.free)
        for sign in PRIOR_LIFTS:
            having = [number for number, signs in free.items() if sign in signs]
            taken[sign] = taken.get(sign, 0) + sum(outcomes.get(number, 0) for number in having)
            shares[sign] = shares.get(sign, 0) + count * (1000 * len(having) // len(free))
        total = Learnt(lessons=self.lessons + count, taken=taken, free=shares)
        return total if total.lessons <= FADING else total._halved()

    def _halved(self) -> Learnt:
        halves = ({sign: count // 2 for sign, count in counts.items()} for counts in (self.taken, self.free))
        taken, free = halves
        return Learnt(lessons=self.lessons // 2, taken=taken, free=free)

    def explained(self) -> Markdown:
        """Return what was learnt, in a sentence; empty while nothing was."""
        if not self.lessons:
            return NOTHING
        weights = joined(
            TEXT.weight(sign=bare(sign), now=now, before=PRIORS[sign]) for sign, now in self.weights().items()
        )
        return TEXT.learnt(lessons=self.lessons, weights=weights)


PRIORS: Mapping[str, int] = MappingProxyType(dict(Learnt().weights()))
"""What each sign counts where nothing was learnt."""


def outcomes(
    numbers: Collection[int], deeds: Sequence[Deed], closed: Mapping[int, Sequence[Deed]]
) -> dict[int, int]:
    """Return what became of issues, from what a person did since they were offered and how the issues were
    closed.

    1 for one they claimed, 2 for one that was closed later, with a merge of theirs meanwhile.
    """
    result = {}
    for number in numbers:
        claims = [deed.at for deed in deeds if deed.what == CLAIMED and deed.number == number]
        if claims:
            merged = any(deed.what == MERGED and deed.at >= claims[0] for deed in deeds)
            ended = any(deed.at >= claims[0] for deed in closed.get(number, ()))
            result[number] = 2 if merged and ended else 1
    return result
