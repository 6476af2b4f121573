"""Killed at every seam of the road, the bot loses nothing, doubles nothing and keeps the order.

A short form; `benchmarks/bench_crash.py` is the long one.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.harness.crash.safeguards import Safeguard
from tests.harness.crash.siege import besiege

pytestmark = pytest.mark.slow


async def test_killed_at_every_seam_nothing_is_lost_or_said_twice(tmp_path: Path) -> None:
    points = ("after commit", "in first sync", "after claim", "after write", "in recovery", "stored")
    toll = await besiege(tmp_path, seed=7, kills=len(points), points=points)
    assert toll.killed == toll.unfinished >= len(points) - 1, toll
    assert (toll.lost, toll.doubled, toll.disordered) == (0, 0, 0), toll


async def test_the_siege_notices_a_bot_that_does_not_look_for_what_it_sent_before(tmp_path: Path) -> None:
    toll = await besiege(
        tmp_path, seed=7, kills=3, unsafe=Safeguard.LOOKUP, is_deaf=True, points=("after write",)
    )
    assert toll.doubled > 0, toll
