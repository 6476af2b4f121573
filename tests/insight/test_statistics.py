"""Our statistics against those of others, on random samples."""

from __future__ import annotations

import random
from itertools import product
from math import isnan
from typing import Any

import pytest

from bot.insight.concentration import gini
from bot.insight.survival import SurvivalStep, Wait, kaplan_meier, log_rank

CLOSE = 1e-12


def sample(chance: random.Random, most: int = 40) -> list[Wait]:
    """Waits, some of them equal, some still going on."""
    still = chance.random()
    return [Wait(chance.randrange(1, 30), chance.random() > still) for _ in range(chance.randrange(1, most))]


def theirs(waits: list[Wait]) -> Any:
    from scipy import stats

    ended = [wait.length for wait in waits if wait.ended]
    return stats.CensoredData(uncensored=ended, right=[wait.length for wait in waits if not wait.ended])


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("seed", range(10))
def test_kaplan_meier_and_its_intervals_are_scipys(seed: int) -> None:
    from scipy import stats

    chance = random.Random(seed)
    for _ in range(100):
        waits = sample(chance)
        curve = kaplan_meier(waits)
        sf = stats.ecdf(theirs(waits)).sf
        interval = sf.confidence_interval(0.95, method="log-log")
        for place, at in enumerate(sf.quantiles):
            step = curve.at(at)
            if step is None:
                continue
            assert step.share == pytest.approx(sf.probabilities[place], abs=CLOSE, rel=0)
            if 0 < step.share < 1:
                assert step.low == pytest.approx(interval.low.probabilities[place], abs=CLOSE, rel=0)
                assert step.high == pytest.approx(interval.high.probabilities[place], abs=CLOSE, rel=0)
        assert {step.at for step in curve.steps} == {wait.length for wait in waits if wait.ended}


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("seed", range(10))
def test_log_rank_is_scipys(seed: int) -> None:
    from scipy import stats

    chance = random.Random(seed)
    for _ in range(100):
        one, other = sample(chance), sample(chance)
        ours = log_rank(one, other)
        if not any(wait.ended for wait in (*one, *other)):
            assert ours is None
            continue
        pvalue = stats.logrank(theirs(one), theirs(other)).pvalue
        if isnan(pvalue):
            assert ours is None
        else:
            assert ours == pytest.approx(pvalue, abs=CLOSE, rel=0)


@pytest.mark.parametrize("count", [2, 24, 40, 100])
def test_half_of_an_even_number_is_half_whatever_is_rounded(count: int) -> None:
    assert kaplan_meier([Wait(n, True) for n in range(1, count + 1)]).median.value == count / 2


def test_nothing_is_known_beyond_the_longest_wait() -> None:
    curve = kaplan_meier([Wait(1, True), Wait(2, False)])
    assert curve.at(0.5) == SurvivalStep(0, 1, None, None)
    assert curve.at(3) is None
    assert kaplan_meier([Wait(1, True)]).at(3) == SurvivalStep(1, 0, None, None)
    assert kaplan_meier([]).median.value is None
    assert log_rank([], [Wait(1, True)]) is None


def test_gini_is_the_mean_of_all_pairwise_differences() -> None:
    chance = random.Random(1)
    for _ in range(50):
        values = [chance.randrange(50) for _ in range(chance.randrange(1, 20))]
        pairs = [abs(a - b) for a, b in product(values, values)]
        mean = sum(values) / len(values)
        expected = sum(pairs) / len(pairs) / 2 / mean if mean else None
        assert gini(values) == (None if expected is None else pytest.approx(expected, abs=CLOSE))
