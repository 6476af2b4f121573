"""A process that slept through its lease and wakes up again does not write what another has written."""

from __future__ import annotations

from pathlib import Path

from bot.core import effects as fx
from bot.core.config.base import Section
from bot.core.context import Context
from bot.core.effects import Effects
from bot.core.events import IssueEvent
from bot.core.feature import Feature
from bot.core.markdown import Markdown
from tests.harness.crash.ordeals import TIMES, decided, falls_asleep, question, undergo
from tests.harness.crash.safeguards import Safeguard
from tests.harness.over_http.town import REPO, Town, world


async def test_a_zombie_fails_its_deadline_instead_of_posting_twice(tmp_path: Path) -> None:
    assert await undergo(tmp_path, Safeguard.DEADLINE) == 1


async def test_a_zombie_opens_no_issue_that_another_has_opened(tmp_path: Path) -> None:
    host: Feature[Section] = Feature(
        "welcome", section="newcomers.welcome", summary="Opens an issue.", config=Section, docs="Opens one."
    )

    @host.on("issues.opened")
    async def opens(event: IssueEvent, ctx: Context[Section]) -> Effects:
        return [fx.OpenIssue(subject=REPO, title=Markdown("A board"), body=Markdown("For all."))]

    seed = world("mode: act\nnewcomers: {welcome: {}}\n")
    async with Town(tmp_path, seed, features=[host]) as town:
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
