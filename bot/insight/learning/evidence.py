"""The words that decided a guess, where words did."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from bot.insight.learning.documents import HEADING, LENGTHS, NO_HEADING, Block, Grams
from bot.insight.learning.features import FeatureCounts, KnownFeatures, Vector
from bot.insight.learning.planes import Plane

MOST = 3
LEAST_SHARE = 0.04
"""Of all that spoke for the label; less is noise."""
_PLACEHOLDERS = frozenset("^$|")
_SILENT = (*LENGTHS, HEADING, NO_HEADING)
"""Marks that count, but explain nothing to anybody."""
_EMPTY_WORDS = frozenset(
    re.findall(
        r"\S+",
        """
        a about after all also an and any are as at be been but by can could did do does for from get had has
        have he her him his how i if in into is it its itself just like me more most my no not of on one only
        or other our out over same she should so some such than that the their them then there these they this
        those through to too under up us very was we were what when where which while who will with would you
        your ? !""",
    )
)
"""English words that say nothing to whoever reads why, though the learner counts them."""


@dataclass(frozen=True)
class CountedGrams:
    """A document as it was read, counted and weighed."""

    grams: Grams
    counts: FeatureCounts
    vector: Vector


def deciding_words(
    document: CountedGrams, features: KnownFeatures, planes: Sequence[Plane], label: int
) -> tuple[str, ...]:
    """Return the words of a document that spoke most for a label, the strongest first; none where only
    noise did. What a template's headings say, nobody said."""
    strength = _strengths(document, features, planes, label)
    total = sum(value for value in strength.values() if value > 0)
    chosen = list[str]()
    for gram, value in sorted(strength.items(), key=lambda item: (-item[1], item[0])):
        if value <= LEAST_SHARE * total or len(chosen) == MOST:
            break
        words = set(gram.split())
        if not words <= _EMPTY_WORDS and not any(words & set(other.split()) for other in chosen):
            chosen.append(gram)
    return tuple(chosen)


def _strengths(
    document: CountedGrams, features: KnownFeatures, planes: Sequence[Plane], label: int
) -> dict[str, float]:
    """Return by how much more each word spoke for this label than for the others on the average."""
    mine = planes[label].parts(document.vector)
    others = [plane.parts(document.vector) for place, plane in enumerate(planes) if place != label]
    strength: dict[str, float] = defaultdict(float)
    silent = _of_headings(document.grams)
    for (block, counter), (_, keys, _) in zip(document.grams, document.counts, strict=True):
        if block > Block.MARKS:
            continue
        for gram, key in zip(counter, keys, strict=True):
            feature = features.places.get(key)
            if feature in mine and _PLACEHOLDERS.isdisjoint(gram) and not gram.startswith(_SILENT):
                if block is Block.WORDS and silent.issuperset(gram.split()):
                    continue
                rest = sum(parts[feature] for parts in others) / len(others)
                strength[gram] += mine[feature] - rest
    return strength


def _of_headings(blocks: Grams) -> frozenset[str]:
    """Return words that stand in the text's headings, and not in its title."""
    marks = next((counter for block, counter in blocks if block is Block.MARKS), {})
    title = next((counter for block, counter in blocks if block is Block.TITLE), {})
    words = (word for mark in marks if mark.startswith(HEADING) for word in mark[len(HEADING) : -1].split())
    return frozenset(words).difference(title)
