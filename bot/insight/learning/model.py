"""What was learnt: a plane for each label over checksums of words, and how it was tried."""

from __future__ import annotations

import json
import struct
import sys
import zlib
from array import array
from dataclasses import dataclass, field
from typing import Any, Literal, Self

from bot.insight.learning.documents import IssueDocument, grams
from bot.insight.learning.evidence import CountedGrams, deciding_words
from bot.insight.learning.features import KnownFeatures, counted
from bot.insight.learning.guess import Evidence, Guess
from bot.insight.learning.planes import Plane
from bot.insight.learning.trials import Trial, as_sure, softmax

_MAGIC = b"learnt labels 1\n"
"""Begins a stored model; another number means another layout, or other
features, than those of the last release."""
_HEAD = struct.Struct("<II")
"""The checksum of what follows, and the length of its description."""


class UnreadableModel(Exception):
    """A stored model of another version, or one that is damaged: the repository learns again."""


@dataclass(frozen=True)
class Model:
    """Guesses labels; made by `train`."""

    labels: tuple[str, ...]
    features: KnownFeatures = field(repr=False)
    planes: tuple[Plane, ...] = field(repr=False)
    scale: float
    trials: tuple[Trial, ...] = field(repr=False)
    """Guesses on the own documents by models that had not learnt from them, newest first."""

    def guess(self, document: IssueDocument) -> Guess:
        """Return what a document is, how sure that is, and why."""
        blocks = tuple(grams(document))
        counts = counted(blocks)
        vector = self.features.vector(counts)
        probabilities = softmax([plane.margin(vector) for plane in self.planes], self.scale)
        p = max(probabilities)
        best = probabilities.index(p)
        label = self.labels[best]
        words = deciding_words(CountedGrams(blocks, counts, vector), self.features, self.planes, best)
        similar = as_sure(self.trials, label, p)
        right = sum(trial.right for trial in similar)
        by_label = dict(zip(self.labels, probabilities, strict=True))
        return Guess(label, p, by_label, Evidence(words, right, len(similar)))

    def to_bytes(self) -> bytes:
        """Return the model for storing: no word of any text is in it, only checksums and weights."""
        description = json.dumps(
            {
                "labels": self.labels,
                "scale": self.scale,
                "biases": [plane.bias for plane in self.planes],
                "features": len(self.features.keys),
                "named": self.features.named,
                "trials": [
                    [self.labels.index(trial.truth), self.labels.index(trial.label), round(trial.p, 6)]
                    for trial in self.trials
                ],
            }
        ).encode()
        numbers = [self.features.keys, self.features.rarity]
        numbers += [weights for plane in self.planes for weights in (plane.linear, plane.naive)]
        body = zlib.compress(description + b"".join(map(_little_endian, numbers)), 6)
        return _MAGIC + _HEAD.pack(zlib.crc32(body), len(description)) + body

    @classmethod
    def from_bytes(cls, blob: bytes) -> Self:
        """Return a stored model; UnreadableModel if this program did not write it, or not to its end."""
        start = len(_MAGIC) + _HEAD.size
        if not blob.startswith(_MAGIC) or len(blob) < start:
            raise UnreadableModel("The stored model is of another version.")
        checksum, length = _HEAD.unpack_from(blob, len(_MAGIC))
        if zlib.crc32(blob[start:]) != checksum:
            raise UnreadableModel("The stored model is damaged.")
        content = zlib.decompress(blob[start:])
        description, numbers = json.loads(content[:length]), _Numbers(content, length)
        total, named = description["features"], description["named"]
        labels = tuple(description["labels"])
        features = KnownFeatures(numbers.take("I", total), numbers.take("f", total), named)
        planes = tuple(
            Plane(numbers.take("f", total), numbers.take("f", named), bias) for bias in description["biases"]
        )
        trials = tuple(Trial(labels[truth], labels[label], p) for truth, label, p in description["trials"])
        return cls(labels, features, planes, description["scale"], trials)


class _Numbers:
    """Reads arrays of four bytes a number, one after another."""

    def __init__(self, content: bytes, start: int) -> None:
        self._content, self._start = content, start

    def take(self, kind: Literal["I", "f"], number: int) -> Any:
        numbers = array(kind)
        end = self._start + 4 * number
        numbers.frombytes(self._content[self._start : end])
        self._start = end
        if sys.byteorder == "big":
            numbers.byteswap()
        return numbers


def _little_endian(numbers: Any) -> bytes:
    if sys.byteorder == "big":
        numbers = numbers[:]
        numbers.byteswap()
    content: bytes = numbers.tobytes()
    return content
