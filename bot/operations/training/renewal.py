"""When a repository is to learn anew, and whether what it learnt takes the place of what was there."""

from __future__ import annotations

from collections.abc import Sequence

from bot.insight.learning import LabelledIssue, Model, Trial
from bot.insight.learning.evaluation import macro_f1

LEAST_NEW = 20
"""So many new labels make learning worth while; a single corrected label does, too."""
MOST_WORSE = 0.02
"""How much lower the F1 of a new model may be than that of the old one."""


def is_due(before: Sequence[tuple[int, str]], now: Sequence[tuple[int, str]]) -> bool:
    """Return whether labels, as (number, label) with the newest first, have changed enough since the last
    time.

    An older one that is not among the newest any more is no correction.
    """
    known, current = dict(before), dict(now)
    oldest: dict[str, int] = {label: number for number, label in now}
    corrected = any(
        current[number] != label if number in current else number > oldest.get(label, 0)
        for number, label in known.items()
    )
    return corrected or sum(number not in known for number in current) >= LEAST_NEW


def keeps_up(newer: Sequence[Trial], older: Sequence[Trial]) -> bool:
    """Return whether a model is good enough to take the place of an older one: on all documents, and on the
    newest fifth of them, because templates and habits change.

    Both were tried on the same documents, the newest first, of which they had not learnt.
    """
    fifth = max(1, len(older) // 5)
    return all(macro_f1(newer[:n]) >= macro_f1(older[:n]) - MOST_WORSE for n in (len(older), fifth))


def tried_again(
    model: Model,
    learnt_from: Sequence[tuple[int, str]],
    numbers: Sequence[int],
    documents: Sequence[LabelledIssue],
) -> list[Trial]:
    """Return what an older model makes of documents that bear their labels of today: of those it knew, what
    it made of them before it had learnt from them. `numbers` are those of the documents."""
    known = {number: trial for (number, _), trial in zip(learnt_from, model.trials, strict=False)}
    return [
        _tried(model, known.get(number), example) for number, example in zip(numbers, documents, strict=True)
    ]


def _tried(model: Model, known: Trial | None, example: LabelledIssue) -> Trial:
    if known is not None:
        return Trial(example.label, known.label, known.p)
    guess = model.guess(example.document)
    return Trial(example.label, guess.label, guess.p)
