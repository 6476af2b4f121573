"""A short season of questions under all kinds of bad weather: nothing is lost, doubled, dead or unforeseen.

`benchmarks/bench_weather.py` is the long one.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.harness.weather.season import Season
from tests.harness.weather.sky import Weather

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("batches", "questions"), [(False, 25), (True, 12)], ids=["rest", "graphql"])
async def test_in_all_weathers_each_question_is_answered_once(
    tmp_path: Path, questions: int, *, batches: bool
) -> None:
    toll = await Season(tmp_path, 1, questions, between_weather=300, batches=batches).live()
    assert toll.is_clean, toll
    assert toll.asked == questions
    assert batches or len(toll.weather) >= len(Weather) - 4, "not all may come in so short a time"
