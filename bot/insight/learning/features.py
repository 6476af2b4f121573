"""Features by number: which ones a repository's texts share, how rare each is, a document as a vector.

A feature is known by a checksum alone, so that a stored model holds no word of anybody's text.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from zlib import crc32

from bot.insight.learning.documents import NAMED, Block, IssueDocument, grams

_BEGINNINGS = tuple(crc32(block.name.encode()) for block in Block)
"""Where the checksum of each block's features goes on from."""
LEAST_DOCUMENTS = 2
"""A feature of one document alone says nothing about the next."""
WEIGHTS = {Block.TITLE: 0.7, Block.WORDS: 1.0, Block.MARKS: 0.5, Block.CHARACTERS: 1.0, Block.RULE: 0.3}
_SLOTS = 22
"""Two to the power of this: places to mark a feature as seen."""
_SUBLINEAR = tuple(1 + math.log(max(times, 1)) for times in range(256))


@dataclass(frozen=True)
class FeatureCounts:
    """The features of a document: checksums and how often each occurs, block after block. The last bit of a
    checksum says whether the block is a named one."""

    keys: array[int]
    times: array[int]
    blocks: tuple[tuple[Block, int], ...]
    """Each block with the place where it ends."""

    def __iter__(self) -> Iterator[tuple[Block, array[int], array[int]]]:
        start = 0
        for block, end in self.blocks:
            yield block, self.keys[start:end], self.times[start:end]
            start = end


def count(document: IssueDocument, people: Collection[str] = ()) -> FeatureCounts:
    """Return the features of a document; `people` are logins that are no words."""
    return counted(grams(document, people))


def counted(blocks_of_grams: Iterable[tuple[Block, Counter[str]]]) -> FeatureCounts:
    """Return the features of a document whose grams are known."""
    keys, times, blocks = array("I"), array("B"), list[tuple[Block, int]]()
    for block, counter in blocks_of_grams:
        start, named = _BEGINNINGS[block], block in NAMED
        keys.extend([crc32(gram.encode("utf-8", "replace"), start) & ~1 | named for gram in counter])
        times.extend([min(255, number) for number in counter.values()])
        blocks.append((block, len(keys)))
    return FeatureCounts(keys, times, tuple(blocks))


@dataclass(frozen=True)
class Vector:
    """A document by the numbers of its features, those of named blocks first. In arrays of four bytes a
    number: what a processor waits for is memory."""

    ids: array[int]
    values: array[float]
    """Block-normalised sublinear tf–idf."""
    named: int
    """So many of the ids are of named blocks."""


@dataclass(frozen=True)
class KnownFeatures:
    """The known features, those of named blocks first: their checksums, and how rare each is."""

    keys: array[int]
    rarity: array[float]
    named: int
    """So many of them are of named blocks."""

    @classmethod
    def of(cls, documents: Collection[FeatureCounts]) -> KnownFeatures:
        """Return the features that at least two documents have."""
        named, others = _shared(documents)
        total = 1 + len(documents)
        rarity = (1 + math.log(total / (1 + times)) for times in (*named.values(), *others.values()))
        return cls(array("I", (*named, *others)), array("f", rarity), len(named))

    @cached_property
    def places(self) -> dict[int, int]:
        """The number of each feature by its checksum."""
        return {key: place for place, key in enumerate(self.keys)}

    def vector(self, document: FeatureCounts) -> Vector:
        """Return a document as a vector of what is known of it."""
        ids, values, named, places = array("I"), array("f"), 0, self.places
        for block, keys, times in document:
            known = [
                (place, _SUBLINEAR[number] * self.rarity[place])
                for key, number in zip(keys, times, strict=True)
                if (place := places.get(key)) is not None
            ]
            length = math.sqrt(sum(value * value for _, value in known)) or 1.0
            ids.extend(place for place, _ in known)
            values.extend(WEIGHTS[block] * value / length for _, value in known)
            named = len(ids) if block in NAMED else named
        return Vector(ids, values, named)


def _shared(documents: Collection[FeatureCounts]) -> tuple[dict[int, int], dict[int, int]]:
    """Return in how many documents each feature is, of those in at least two: of named blocks, of others.

    Most features are of one document alone; a table of marks leaves those out before anything is counted."""
    once, again = bytearray(1 << _SLOTS), bytearray(1 << _SLOTS)
    for document in documents:
        for key in document.keys:
            slot = key >> (32 - _SLOTS)
            if once[slot]:
                again[slot] = 1
            once[slot] = 1
    named, others = Counter[int](), Counter[int]()
    for document in documents:
        for block, keys, _ in document:
            counter = named if block in NAMED else others
            counter.update(key for key in keys if again[key >> (32 - _SLOTS)])
    return _often(named), _often(others)


def _often(times: Counter[int]) -> dict[int, int]:
    return {key: number for key, number in times.items() if number >= LEAST_DOCUMENTS}
