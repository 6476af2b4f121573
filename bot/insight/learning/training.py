"""Learning from labelled documents: two kinds of plane a label, tried on what they had not learnt from."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

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
FOLDS, PASSES, PASSES_OF_FOLD = 5, 6, 4
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
        """Return the task of telling a label's documents from the others."""
        weight = self.weights[label]
        costs = [
            cost * part * (weight if sign > 0 else 1.0) for part, sign in zip(self.parts, signs, strict=True)
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
    whole = _whole(task, len(lesson.features.keys))
    return whole, _out_of_fold(lesson, whole, lambda _: task)


def _naive(lesson: Lesson, signs: list[int], label: int) -> tuple[Separator, list[float]]:
    counts = naive.WordCounts.of(lesson.features.named, lesson.vectors, signs, lesson.parts)

    def task() -> Separation:
        return lesson.task(naive.rows(lesson.vectors, counts.ratios()), signs, label, COST_NAIVE)

    def task_without(fold: list[int]) -> Separation:
        counts.add(lesson.vectors, signs, lesson.parts, fold, -1)
        without = task()
        counts.add(lesson.vectors, signs, lesson.parts, fold)
        return without

    whole = _whole(task(), lesson.features.named)
    margins = _out_of_fold(lesson, whole, task_without)
    ratios = counts.ratios()
    whole.weights = [weight * ratio for weight, ratio in zip(whole.weights, ratios, strict=True)]
    return whole, margins


def _whole(task: Separation, features: int) -> Separator:
    separator = Separator.flat(features, len(task.rows))
    descend(separator, task, range(len(task.rows)), PASSES)
    return separator


def _out_of_fold(
    lesson: Lesson, whole: Separator, task_without: Callable[[list[int]], Separation]
) -> list[float]:
    """Return the margin of each own document by a plane without its fold.

    It starts from what sisters' documents add to the whole plane: own ones have learnt from the fold's
    neighbourhood, and would remember it. It is bettered by all other documents, then by the own ones.
    """
    margins = [0.0] * sum(map(len, lesson.folds))
    for fold in lesson.folds:
        task, out = task_without(fold), set(fold)
        part = Separator.flat(len(whole.weights), len(whole.shares))
        for place in range(len(margins), len(whole.shares)):
            part.shares[place] = whole.shares[place]
            part.move(task.rows[place], whole.shares[place] * task.signs[place])
        others = [place for place in range(len(task.rows)) if place not in out]
        descend(part, task, others, 1)
        descend(part, task, [place for place in others if place < len(margins)], PASSES_OF_FOLD)
        for place in fold:
            margins[place] = part.margin(task.rows[place])
    return margins
