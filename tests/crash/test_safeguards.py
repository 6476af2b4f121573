"""Each safeguard of once only is there for something: with it a thing is said once, without it twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.harness.crash.ordeals import undergo
from tests.harness.crash.safeguards import Safeguard, without


@pytest.mark.parametrize("ordeal", Safeguard)
async def test_whatever_happens_a_thing_is_said_once(tmp_path: Path, ordeal: Safeguard) -> None:
    assert await undergo(tmp_path, ordeal) == 1


@pytest.mark.slow
@pytest.mark.parametrize("ordeal", Safeguard)
async def test_without_its_safeguard_it_is_said_twice(tmp_path: Path, ordeal: Safeguard) -> None:
    with without(ordeal):
        assert await undergo(tmp_path, ordeal) == 2
