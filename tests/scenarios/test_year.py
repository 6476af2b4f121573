"""Some weeks of support as in `benchmarks/bench_year.py`: what must hold does, whatever people do."""

from __future__ import annotations

import pytest

from tests.harness.in_process.support_year import Year

pytestmark = pytest.mark.slow


async def test_every_case_has_somebody_who_is_there() -> None:
    figures = await Year(cases=150, days=45, seed=1).run()
    assert {what: count for what, count in figures.broken.items() if count} == {}
    assert figures.cases == 150
    assert figures.acknowledged + figures.at_otherwise >= 135  # the latest are open still
    # It was no quiet time: all that can go wrong was tried.
    assert min(figures.hands, figures.nudges, figures.handovers, figures.arranged) >= 5


async def test_a_year_can_be_lived_again() -> None:
    assert await Year(cases=20, days=10).run() == await Year(cases=20, days=10).run()
