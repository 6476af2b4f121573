"""How far guesses may go: from nothing to setting a label, and back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.ports.guesses import GuessMode, Verdict
from bot.insight.learning import Trial
from bot.insight.learning.modes import TrustLevel, trust_level, weighted_bound

NOW = datetime(2026, 11, 2, tzinfo=UTC)


def tried(label: str, right: int, wrong: int = 0, truth: str = "") -> tuple[Trial, ...]:
    good = (Trial(label, label, 0.95),) * right
    return good + (Trial(truth or "feature", label, 0.95),) * wrong


def judged(right: int, wrong: int = 0, *, days: int = 1, p: float = 0.95) -> tuple[Verdict, ...]:
    at = NOW - timedelta(days=days)
    return tuple(
        Verdict(number=place, kind="bug", p=p, right=place >= wrong, at=at) for place in range(right + wrong)
    )


@dataclass(frozen=True)
class Case:
    """A repository in which a guess that it is a bug may set its label."""

    label: str = "bug"
    p: float = 0.95
    threshold: float | None = 0.9
    bugs: int = 80
    features: int = 80
    questions: int = 0
    trials: tuple[Trial, ...] = tried("bug", 60) + tried("support", 60)
    verdicts: tuple[Verdict, ...] = judged(20)

    @property
    def level(self) -> TrustLevel:
        return trust_level(
            self.label,
            self.p,
            threshold=self.threshold,
            labelled={"bug": self.bugs, "feature": self.features, "support": self.questions},
            trials=self.trials,
            verdicts=self.verdicts,
            now=NOW,
            question="support",
        )


TRUSTED = Case()


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (TRUSTED, TrustLevel.TRUSTED),
        (replace(TRUSTED, bugs=29, features=30), TrustLevel.FEW_LABELS),
        (replace(TRUSTED, bugs=14), TrustLevel.RARE_LABEL),
        (replace(TRUSTED, threshold=None), TrustLevel.NOT_ASKED),
        (replace(TRUSTED, p=0.89), TrustLevel.BELOW),
        (replace(TRUSTED, bugs=74, features=75), TrustLevel.YOUNG),
        (replace(TRUSTED, trials=tried("bug", 30)), TrustLevel.UNPROVEN),
        (replace(TRUSTED, trials=tried("bug", 60, 5)), TrustLevel.UNPROVEN),
        (replace(TRUSTED, label="support", questions=99), TrustLevel.QUESTION),
        (replace(TRUSTED, label="support", questions=100), TrustLevel.TRUSTED),
        (replace(TRUSTED, verdicts=()), TrustLevel.UNCONFIRMED),
        (replace(TRUSTED, verdicts=judged(9)), TrustLevel.UNCONFIRMED),
        (replace(TRUSTED, verdicts=judged(20, days=61)), TrustLevel.UNCONFIRMED),
        (replace(TRUSTED, verdicts=judged(20, p=0.6)), TrustLevel.UNCONFIRMED),
        (replace(TRUSTED, verdicts=judged(25, 5)), TrustLevel.WRONG_LATELY),
        (replace(TRUSTED, verdicts=judged(0, 9, days=20) + judged(30)), TrustLevel.TRUSTED),
    ],
)
def test_a_guess_goes_as_far_as_its_evidence(case: Case, expected: TrustLevel) -> None:
    assert case.level is expected


def test_only_what_is_trusted_sets_labels_and_little_is_not_even_shown() -> None:
    modes = {mode: {one for one in TrustLevel if one.mode is mode} for mode in GuessMode}
    assert modes[GuessMode.APPLY] == {TrustLevel.TRUSTED}
    assert modes[GuessMode.RULES] == {TrustLevel.FEW_LABELS, TrustLevel.RARE_LABEL}


def test_a_question_is_measured_by_how_often_each_label_really_occurs() -> None:
    trials = tried("support", 97, 3, truth="bug") + tried("bug", 97)
    even, mostly_bugs = {"support": 97, "bug": 100}, {"support": 97, "bug": 2_000}
    assert weighted_bound("support", 0.9, trials, even) > 0.9
    assert weighted_bound("support", 0.9, trials, mostly_bugs) < 0.7
    assert weighted_bound("support", 0.99, trials, even) == 0
