"""A short season of questions under all kinds of bad weather: nothing is lost, doubled, dead or unforeseen.

`benchmarks/bench_weather.py` is the long one.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.harness.weather.season import Season
from tests.harness.weather.sky import Weather

pytestmark = pytest.mark.slow


async def test_in_all_weathers_each_question_is_answered_once(tmp_path: Path) -> None:
    toll = await Season(tmp_path, seed=1, questions=25, between_weather=300).live()
    assert toll.is_clean, toll
    assert toll.asked == 25
    assert len(toll.weather) >= len(Weather) - 4, "not all may come in so short a time"
