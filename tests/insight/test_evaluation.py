"""How good guesses are, counted by hand."""

import pytest

from bot.insight.learning import Trial
from bot.insight.learning.evaluation import by_label, calibration_error, macro_f1, reach, wilson_bound

TRIALS = [
    Trial("bug", "bug", 0.95),
    Trial("bug", "bug", 0.95),
    Trial("bug", "feature", 0.55),
    Trial("feature", "feature", 0.95),
    Trial("question", "feature", 0.95),
]


def test_f1_of_each_label_and_their_mean() -> None:
    assert [(score.label, round(score.f1, 3)) for score in by_label(TRIALS)] == [
        ("bug", 0.8),
        ("feature", 0.5),
        ("question", 0.0),
    ]
    assert macro_f1(TRIALS) == pytest.approx(1.3 / 3)
    assert macro_f1([]) == 0


def test_what_guesses_above_a_threshold_are_worth() -> None:
    at = reach(TRIALS, 0.9)
    assert (at.coverage, at.precision) == (0.8, 0.75)
    assert 0.3 < at.surely < 0.75
    assert reach(TRIALS, 0.99).precision is None


def test_the_calibration_error_is_the_mean_miss() -> None:
    assert calibration_error(TRIALS) == pytest.approx((abs(3 - 4 * 0.95) + 0.55) / 5)
    assert calibration_error([]) == 0


def test_few_trials_prove_little() -> None:
    assert wilson_bound(10, 10) < 0.75
    assert wilson_bound(1_000, 1_000) > 0.95
    assert wilson_bound(0, 0) == wilson_bound(0, 10) == 0
