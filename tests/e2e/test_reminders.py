"""A reminder comes once, however often it is decided and whenever it is due then."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store.upkeep import backup
from fakegithub import Fault
from tests.harness.over_http.town import CONFIG, REPO, Town, world

REVIEWS = f"{CONFIG}reviews: {{remind_after: 1 working day}}\n"
MUCH = 100_000


@pytest.fixture
async def waiting(tmp_path: Path) -> AsyncIterator[tuple[Town, int]]:
    """A pull request on which alice is about to be reminded (Tuesday, 09:00), and what the bot does goes
    unheard."""
    async with Town(tmp_path, world(REVIEWS)) as town:
        number = town.person("eve").opens_pull(REPO, "Clear error", "")
        town.person("bob").requests_review(REPO, number, "alice")
        town.is_deaf = True
        await town.works()
        await town.later(hours=23, minutes=50)
        assert reminders(town, number) == 0
        yield town, number


def reminders(town: Town, number: int) -> int:
    return sum("@alice" in words for words in town.comments(number))


async def reminded_but_not_told(town: Town, number: int) -> None:
    """GitHub takes the reminder, its answer is lost, and then there is no GitHub for a while."""
    town.breaks("POST", "/comments$", Fault.LOST_ANSWER)
    for method, path in [("POST", "/comments$"), ("GET", "/comments"), ("GET", "/users/")]:
        town.breaks(method, path, Fault.SERVER_ERROR, times=MUCH)
    await town.later(minutes=15)
    assert reminders(town, number) == 1


@pytest.mark.slow
async def test_it_comes_once_although_github_was_away_when_it_was_decided_again(
    waiting: tuple[Town, int],
) -> None:
    town, number = waiting
    await reminded_but_not_told(town, number)
    town.breaks("GET", "/pulls/", Fault.SERVER_ERROR, times=MUCH)
    await town.later(hours=1)
    town.github.faults.clear()
    await town.later(hours=1)
    assert reminders(town, number) == 1
    assert await town.count("outbox", "state NOT IN ('done', 'superseded')") == 0


@pytest.mark.slow
async def test_it_comes_once_although_its_clock_was_set_anew_meanwhile(waiting: tuple[Town, int]) -> None:
    town, number = waiting
    await reminded_but_not_told(town, number)
    await town.later(minutes=10)
    town.person("bob").requests_review(REPO, number, "carol")
    await town.later(hours=1)
    town.github.faults.clear()
    await town.later(hours=1)
    assert reminders(town, number) == 1


@pytest.mark.slow
async def test_it_comes_once_although_a_backup_was_restored_and_github_was_away_then(
    waiting: tuple[Town, int],
) -> None:
    town, number = waiting
    file = Path(town.url.partition(":///")[2])
    copy = file.with_suffix(".backup")
    backup.backup(town.url, copy)
    await town.later(hours=1)
    assert reminders(town, number) == 1
    await town.moves_out()
    shutil.copy(copy, file)
    await town.moves_in()
    town.breaks("GET", "/pulls/", Fault.SERVER_ERROR, times=MUCH)
    await town.later(minutes=10)
    town.github.faults.clear()
    await town.later(hours=1)
    assert reminders(town, number) == 1


@pytest.mark.slow
async def test_the_next_reminder_is_another(waiting: tuple[Town, int]) -> None:
    town, number = waiting
    await town.later(hours=1)
    town.person("alice").reviews(REPO, number, "commented", "I look at it.")
    await town.later(hours=1)
    town.person("bob").requests_review(REPO, number, "alice")
    await town.works()
    await town.later(days=2)
    assert reminders(town, number) == 2
