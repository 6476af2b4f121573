"""Learning from labelled documents: two kinds of plane a label, tried on what they had not learnt from."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import mul

from bot.insight.learning import naive
from bot.insight.learning.descent import Rows, Separation, Separator, descend
from bot.insight.learning.documents import LabelledIssue
from bot.insight.learning.features import KnownFeatures, Vector, count
from bot.insight.learning.model import Model
from bot.insight.learning.planes import LINEAR, NAIVE, Plane
from bot.insight.learning.trials import Trial, best_scale, softmax

MOST_OWN, MOST_OF_SISTERS = 300, 400
"""So many of the newest documents of a label teach: the repository's own, and those of all its sisters."""
SISTER_PART = 0.1
"""What a sister's document counts, beside one of the repository's own."""
HEAVIEST = 4.0
"""A rare label's documents count more, up to this."""
FOLDS, PASSES, PASSES_OF_SISTERS, PASSES_OF_FOLD = 5, 6, 3, 5
"""How often documents are gone through: sisters', which count little, come to rest sooner."""
WHOLE_SCALE = 0.92
"""A plane of all documents is surer of a new one than those of four fifths were, and no righter: measured on
labels that no fold had, where the mean probability was 1 % too high."""
COST_LINEAR, COST_NAIVE = 1.0, 0.3


class Unlearnable(Exception):
    """Labels that teach nothing: there are fewer than two of them."""


def train(
    examples: Iterable[LabelledIssue],
    sisters: Iterable[LabelledIssue] = (),
    people: Collection[str] = (),
) -> Model:
    """Learn a repository's labels from its documents, newest first, and from those of its sisters.

    `people` are logins in lower case; they are no words. Raises Unlearnable for fewer than two labels.
    """
    own = list(_newest(examples, MOST_OWN))
    labels = tuple(sorted({example.label for example in own}))
    if len(labels) < 2:
        raise Unlearnable("There are no two labels to tell apart.")
    pool = list(_newest((example for example in sisters if example.label in labels), MOST_OF_SISTERS))
    lesson = Lesson.of(own, pool, labels, people)
    planes, margins = list[Plane](), list[list[float]]()
    for label in range(len(labels)):
        plane, of_label = _plane(lesson, label)
        planes.append(plane)
        margins.append(of_label)
    by_document = list(zip(*margins, strict=True))
    scale = best_scale(by_document, lesson.truths[: len(own)])
    trials = tuple(
        _trial(labels, lesson.truths[place], softmax(of_labels, scale))
        for place, of_labels in enumerate(by_document)
    )
    return Model(labels, lesson.features, tuple(planes), WHOLE_SCALE * scale, trials)


def _newest(examples: Iterable[LabelledIssue], most: int) -> Iterator[LabelledIssue]:
    """Yield the first documents of each label."""
    times: defaultdict[str, int] = defaultdict(int)
    for example in examples:
        times[example.label] += 1
        if times[example.label] <= most:
            yield example


def _trial(labels: Sequence[str], truth: int, probabilities: list[float]) -> Trial:
    p = max(probabilities)
    return Trial(labels[truth], labels[probabilities.index(p)], p)


@dataclass(frozen=True)
class Lesson:
    """Documents as vectors, the repository's own before its sisters'."""

    features: KnownFeatures
    vectors: list[Vector]
    truths: list[int]
    """The label of each, by its place among the labels."""
    parts: list[float]
    """For how much each counts."""
    weights: list[float]
    """For how much a document of each label counts, by that label's rarity."""
    folds: list[list[int]]
    """The own documents, split so that each label is in each part alike."""

    @property
    def own(self) -> int:
        """How many documents are the repository's own."""
        return sum(map(len, self.folds))

    @classmethod
    def of(
        cls,
        own: Sequence[LabelledIssue],
        pool: Sequence[LabelledIssue],
        labels: Sequence[str],
        people: Collection[str],
    ) -> Lesson:
        """Turn documents into vectors."""
        documents = [*own, *pool]
        counts = [count(example.document, people) for example in documents]
        features = KnownFeatures.of(counts)
        truths = [labels.index(example.label) for example in documents]
        numbers = [truths[: len(own)].count(label) for label in range(len(labels))]
        return cls(
            features,
            [features.vector(of_document) for of_document in counts],
            truths,
            [1.0] * len(own) + [SISTER_PART] * len(pool),
            [min(HEAVIEST, len(own) / (len(labels) * number)) for number in numbers],
            _folds(truths[: len(own)]),
        )

    def task(self, rows: Rows, signs: list[int], label: int, cost: float) -> Separation:
        """Return the task of telling a label's documents from the others; `rows` may be the first."""
        weight = self.weights[label]
        parts = self.parts[: len(rows)]
        costs = [
            cost * part * (weight if sign > 0 else 1.0) for part, sign in zip(parts, signs, strict=False)
        ]
        return Separation(rows, signs, costs)


def _folds(truths: Sequence[int]) -> list[list[int]]:
    """Return the places of documents in parts; each label goes round the parts."""
    folds: list[list[int]] = [[] for _ in range(FOLDS)]
    times: Counter[int] = Counter()
    for place, truth in enumerate(truths):
        folds[times[truth] % FOLDS].append(place)
        times[truth] += 1
    return [fold for fold in folds if fold]


def _plane(lesson: Lesson, label: int) -> tuple[Plane, list[float]]:
    """Return a label's plane, and the margin of each own document by one that had not learnt from it."""
    signs = [1 if truth == label else -1 for truth in lesson.truths]
    linear, linear_margins = _linear(lesson, signs, label)
    words, word_margins = _naive(lesson, signs, label)
    margins = [LINEAR * a + NAIVE * b for a, b in zip(linear_margins, word_margins, strict=True)]
    bias = LINEAR * linear.bias + NAIVE * words.bias
    return Plane(array("f", linear.weights), array("f", words.weights), bias), margins


def _linear(lesson: Lesson, signs: list[int], label: int) -> tuple[Separator, list[float]]:
    rows = [(vector.ids, vector.values) for vector in lesson.vectors]
    task = lesson.task(rows, signs, label, COST_LINEAR)
    whole = _whole(lesson, task, len(lesson.features.keys))
    base, margins = _of_sisters(lesson, whole, task), [0.0] * lesson.own
    for fold in lesson.folds:
        _try_fold(lesson, base, task, fold, margins)
    return whole, margins


def _naive(lesson: Lesson, signs: list[int], label: int) -> tuple[Separator, list[float]]:
    counts = naive.WordCounts.of(lesson.features.named, lesson.vectors, signs, lesson.parts)
    ratios = counts.ratios()
    task = lesson.task(naive.rows(lesson.vectors, ratios), signs, label, COST_NAIVE)
    whole = _whole(lesson, task, lesson.features.named)
    base, margins = _of_sisters(lesson, whole, task), [0.0] * lesson.own
    del task
    for fold in lesson.folds:
        counts.add(lesson.vectors, signs, lesson.parts, fold, -1)
        rows = naive.rows(lesson.vectors[: lesson.own], counts.ratios())
        counts.add(lesson.vectors, signs, lesson.parts, fold)
        _try_fold(lesson, base, lesson.task(rows, signs, label, COST_NAIVE), fold, margins)
    whole.weights = array("f", map(mul, whole.weights, ratios))
    return whole, margins


def _whole(lesson: Lesson, task: Separation, features: int) -> Separator:
    """Return the plane between all documents."""
    separator, everybody = Separator.flat(features, len(task.rows)), range(len(task.rows))
    descend(separator, task, everybody, range(PASSES_OF_SISTERS))
    rest = range(lesson.own) if lesson.own < len(task.rows) else everybody
    descend(separator, task, rest, range(PASSES_OF_SISTERS, PASSES))
    return separator


def _of_sisters(lesson: Lesson, whole: Separator, task: Separation) -> Separator:
    """Return what sisters' documents add to a plane: where the trials of the own ones start. Own documents
    have learnt from a fold's neighbourhood, and would remember it."""
    base = Separator.flat(len(whole.weights), lesson.own)
    for place in range(lesson.own, len(task.rows)):
        base.move(task.rows[place], whole.shares[place] * task.signs[place])
    return base


def _try_fold(
    lesson: Lesson, base: Separator, task: Separation, fold: list[int], margins: list[float]
) -> None:
    """Write down the margins of a fold's documents, by a plane that learns from all other own ones."""
    out, part = set(fold), Separator(base.weights[:], base.shares[:], base.bias)
    descend(part, task, [place for place in range(lesson.own) if place not in out], range(PASSES_OF_FOLD))
    for place in fold:
        margins[place] = part.margin(task.rows[place])
