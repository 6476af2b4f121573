"""How far a guess may go: by evidence, and no further than people have confirmed lately."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.ports.guesses import GuessMode, Verdict
from bot.insight.learning.evaluation import wilson_bound
from bot.insight.learning.trials import Trial

LEAST_LABELLED, LEAST_OF_LABEL, LEAST_TO_SET = 60, 15, 150
"""Labels that people set: in all and of the guessed one before it is shown, and before one is set."""
LEAST_PRECISION = 0.9
"""What the precision must surely reach before a label is set."""
LEAST_QUESTIONS = 100
"""Labelled questions before a question is more than suggested."""
LATEST, LEAST_RIGHT = 30, 0.85
"""Of so many of the latest judged guesses this part must have been right."""
LEAST_JUDGED, JUDGED_DAYS = 10, 60
"""So many guesses must have been judged within so many days."""


class TrustLevel(StrEnum):
    """How far guesses of a label are trusted, as the words that say why."""

    FEW_LABELS = f"people have set fewer than {LEAST_LABELLED} labels here"
    RARE_LABEL = f"people have set this label fewer than {LEAST_OF_LABEL} times"
    NOT_ASKED = "the file lets no guess set a label"
    BELOW = "it is less sure than the file asks for"
    YOUNG = f"people have set fewer than {LEAST_TO_SET} labels here"
    UNPROVEN = f"tried on known labels, it is not surely right {LEAST_PRECISION:.0%} of the time"
    QUESTION = (
        f"a question is only suggested before {LEAST_QUESTIONS} labelled ones show that it is surely right"
    )
    UNCONFIRMED = f"people have judged fewer than {LEAST_JUDGED} such guesses in {JUDGED_DAYS} days"
    WRONG_LATELY = f"of the latest {LATEST} that people judged, fewer than {LEAST_RIGHT:.0%} were right"
    TRUSTED = "such guesses were surely right, and people have confirmed them lately"

    @property
    def mode(self) -> GuessMode:
        """What a guess of this level may do."""
        if self in (TrustLevel.FEW_LABELS, TrustLevel.RARE_LABEL):
            return GuessMode.RULES
        return GuessMode.APPLY if self is TrustLevel.TRUSTED else GuessMode.SUGGEST


def trust_level(
    label: str,
    p: float,
    *,
    threshold: float | None,
    labelled: Mapping[str, int],
    trials: Sequence[Trial],
    verdicts: Sequence[Verdict],
    now: datetime,
    question: str = "",
) -> TrustLevel:
    """Return how far a guess of `label` is trusted that is sure by `p`.

    `threshold` is the probability above which labels may be set (None: never), `labelled` how often people
    set each label, `verdicts` what they made of former guesses, the latest last. `question` is the label of
    questions.
    """
    if sum(labelled.values()) < LEAST_LABELLED:
        return TrustLevel.FEW_LABELS
    if labelled.get(label, 0) < LEAST_OF_LABEL:
        return TrustLevel.RARE_LABEL
    if threshold is None:
        return TrustLevel.NOT_ASKED
    if p < threshold:
        return TrustLevel.BELOW
    if sum(labelled.values()) < LEAST_TO_SET:
        return TrustLevel.YOUNG
    if label == question and (
        labelled[label] < LEAST_QUESTIONS
        or weighted_bound(label, threshold, trials, labelled) < LEAST_PRECISION
    ):
        return TrustLevel.QUESTION
    sure = [trial.right for trial in trials if trial.label == label and trial.p >= threshold]
    if wilson_bound(sum(sure), len(sure)) < LEAST_PRECISION:
        return TrustLevel.UNPROVEN
    return _confirmed([verdict for verdict in verdicts if verdict.p >= threshold], now)


def _confirmed(verdicts: Sequence[Verdict], now: datetime) -> TrustLevel:
    """Return whether people have judged enough guesses of late, and found them right."""
    since = now - timedelta(days=JUDGED_DAYS)
    if sum(verdict.at >= since for verdict in verdicts) < LEAST_JUDGED:
        return TrustLevel.UNCONFIRMED
    latest = verdicts[-LATEST:]
    if sum(verdict.right for verdict in latest) < LEAST_RIGHT * len(latest):
        return TrustLevel.WRONG_LATELY
    return TrustLevel.TRUSTED


def weighted_bound(
    label: str, threshold: float, trials: Sequence[Trial], labelled: Mapping[str, int]
) -> float:
    """Return the bound on the precision of a label's guesses where each true label weighs as often as it
    occurs: those learnt from hold rare labels more often than the repository does.

    The size is that of an equally weighted sample of the same variance (Kish, Survey Sampling, 1965).
    """
    known = Counter(trial.truth for trial in trials)
    sure = [trial for trial in trials if trial.label == label and trial.p >= threshold]
    weights = [labelled.get(trial.truth, 0) / known[trial.truth] for trial in sure]
    total, squares = sum(weights), sum(weight * weight for weight in weights)
    if not squares:
        return 0.0
    right = sum(weight for weight, trial in zip(weights, sure, strict=True) if trial.right)
    size = total * total / squares
    return wilson_bound(right / total * size, size)
