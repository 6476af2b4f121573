"""Each safeguard is there for something: with it a thing is said once, without it twice.

Those of a fleet keep other things; `tests.harness.crash.fleet_ordeals` says which.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.harness.crash import fleet_ordeals
from tests.harness.crash.ordeals import ORDEALS, undergo
from tests.harness.crash.safeguards import Safeguard, without

# The reaper's takes half a minute: `benchmarks/bench_crash.py` has it.
OF_A_FLEET = (Safeguard.FENCE, Safeguard.TRIGGER, Safeguard.ISOLATION)


WRITERS = pytest.mark.parametrize("batches", [False, True], ids=["rest", "graphql"])


@pytest.mark.parametrize("ordeal", ORDEALS)
@WRITERS
async def test_whatever_happens_a_thing_is_said_once(
    tmp_path: Path, ordeal: Safeguard, *, batches: bool
) -> None:
    assert await undergo(tmp_path, ordeal, batches=batches) == 1


@pytest.mark.slow
@pytest.mark.parametrize("ordeal", ORDEALS)
@WRITERS
async def test_without_its_safeguard_it_is_said_twice(
    tmp_path: Path, ordeal: Safeguard, *, batches: bool
) -> None:
    with without(ordeal):
        assert await undergo(tmp_path, ordeal, batches=batches) == 2


@pytest.mark.slow
@pytest.mark.parametrize("ordeal", OF_A_FLEET)
def test_a_fleet_keeps_what_its_safeguard_is_there_for(blank_postgres_url: str, ordeal: Safeguard) -> None:
    assert fleet_ordeals.undergo(blank_postgres_url, ordeal, "") == fleet_ordeals.EXPECTED[ordeal]


@pytest.mark.slow
@pytest.mark.parametrize("ordeal", OF_A_FLEET)
def test_without_it_a_fleet_does_not(blank_postgres_url: str, ordeal: Safeguard) -> None:
    assert fleet_ordeals.undergo(blank_postgres_url, ordeal, ordeal) != fleet_ordeals.EXPECTED[ordeal]
