"""Hostile inputs, a few hundred, for all that reads what strangers write; `bench_fuzz` tries many more."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fuzz.runs import fuzz
from tests.fuzz.targets import Target, targets
from tests.harness.examples import examples

pytestmark = pytest.mark.slow

INPUTS = examples(100)


@pytest.fixture(scope="module")
def opened() -> Iterator[dict[str, Target]]:
    """All targets."""
    with targets() as found:
        yield found


@pytest.mark.parametrize(
    "name", ["door", "events.parse", "commands.find", "config.load", "markdown", "templates.fill", "patterns"]
)
def test_nothing_breaks_and_nothing_is_slow(opened: dict[str, Target], name: str) -> None:
    tried, _ = fuzz(opened[name], INPUTS)
    assert tried >= INPUTS // 2  # identical inputs are not tried again
