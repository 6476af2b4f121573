"""A process that slept through its lease and wakes up again must not say what another has said meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.harness.crash.zombie import haunted

pytestmark = pytest.mark.slow


async def test_a_zombie_fails_its_deadline_instead_of_posting_twice(tmp_path: Path) -> None:
    assert await haunted(tmp_path, ignores_deadlines=False) == 1


async def test_without_its_deadline_the_zombie_posts_twice(tmp_path: Path) -> None:
    assert await haunted(tmp_path, ignores_deadlines=True) == 2
