"""A workshop begins, and everybody asks at once: all questions race for the desk of one rota."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.core.config.base import Nothing
from bot.core.context import Context
from bot.core.effects import Assign, Effects
from bot.core.events import IssueEvent
from bot.core.feature import Feature
from bot.core.memory import Memory
from bot.store import memory
from handlers import help as helping
from tests.harness.over_http.town import REPO, Town, world

pytestmark = pytest.mark.slow

CONFIG = """\
mode: act
steward:
  people: [alice, bob, carol]
  on_duty: 2
  change: every wednesday 10:00
  starts: 2026-01-07
triage: {labels: {support: support}}
"""
QUESTIONS = 60


async def test_of_many_questions_at_once_none_waits_or_is_lost_and_all_are_shared_evenly(
    tmp_path: Path,
) -> None:
    async with Town(tmp_path, world(CONFIG)) as town:
        numbers = [
            town.person(f"eve{n}").opens_issue(REPO, "How do I open a store?") for n in range(QUESTIONS)
        ]
        await town.hears()
        with capture_logs() as logged:
            await town.bot.runner.drain(lanes_at_once=32)
        assert {each.state for each in await town.deliveries()} == {"done"}
        assert sum(each["event"] == "decided afresh" for each in logged) >= 10, "it was no race"
        effects = [row.effect for number in numbers for row in await town.effects(number)]
        got = Counter(each.logins for each in effects if isinstance(each, Assign))
        assert got == {("alice",): QUESTIONS // 2, ("bob",): QUESTIONS // 2}


async def test_a_delivery_that_always_loses_is_tried_until_it_wins(tmp_path: Path) -> None:
    unlucky = Feature("unlucky", summary="Loses every race for its only row.", config=Nothing, always_on=True)
    lost: list[int] = []
    row = Memory("unlucky", "row", str)

    @unlucky.on("issues.opened")
    async def race(event: IssueEvent, ctx: Context[Nothing]) -> Effects:
        await row.read(ctx.records, ctx.repo_scope)
        if len(lost) < 60:
            lost.append(len(lost))
            await town.db.write(
                lambda conn: memory.put(conn, ctx.repo_scope, "unlucky", "row", str(len(lost)), ctx.now)
            )
        return [row.remember(event.ref, ctx.repo_scope, "won")]

    async with Town(tmp_path, world("mode: act"), features=(unlucky, helping.feature)) as town:
        town.person("eve").opens_issue(REPO, "Hello")
        await town.later(hours=6)
        assert len(lost) == 60
        (delivery,) = await town.deliveries()
        assert (delivery.state, delivery.outcome) == ("done", "nothing")
