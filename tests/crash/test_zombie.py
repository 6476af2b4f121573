"""A process that slept through its lease and wakes up again does not write what another has written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.harness.crash.ordeals import TIMES, decided, falls_asleep, question, undergo
from tests.harness.crash.safeguards import Safeguard
from tests.harness.over_http import board_opener
from tests.harness.over_http.town import REPO, Town


@pytest.mark.slow
async def test_a_zombie_fails_its_deadline_instead_of_posting_twice(tmp_path: Path) -> None:
    assert await undergo(tmp_path, Safeguard.DEADLINE) == 1


async def test_a_zombie_opens_no_issue_that_another_has_opened(tmp_path: Path) -> None:
    async with Town(tmp_path, board_opener.WORLD, features=[board_opener.feature]) as town:
        question(town)
        sleeper, walking = await falls_asleep(town, await decided(town))
        town.clock.advance(TIMES.lease + 1)
        await town.later(minutes=5)
        sleeper.woken.set()
        await walking
        await town.later(minutes=5)
        assert town.asked("POST", "/issues$") == 1
        repository = town.github.state.repository(REPO)
        assert repository is not None
        assert [issue.title for issue in repository.issues.values()] == ["It crashes", "A board"]
