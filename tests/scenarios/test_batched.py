"""One document for all that a question leads to, and each thing once, whatever becomes of its answer."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.clock import VirtualClock
from bot.core.config.repository_config import CONFIG_PATH
from bot.core.ports.writer import Place, Receipt, Task, Writer
from bot.core.states import OperatorMode, PauseKind
from bot.simulation.simulation import Simulation
from bot.store import pauses
from fakegithub import GitHub
from fakegithub.http.faults import Fault
from fakegithub.model.records import Issue
from tests.harness.over_http.town import Town
from tests.harness.worlds import WIDGET, acme

MONDAY = datetime(2026, 3, 2, 12, tzinfo=UTC)
CONFIG = """
mode: act
triage: {labels: {support: support}}
steward: {people: [alice, bob], change: every wednesday 10:00, starts: 2026-01-07}
newcomers: {welcome: {}}
labels: {}
"""
WORLD: dict[str, Any] = acme(
    {
        "name": WIDGET,
        "collaborators": {"alice": "write", "bob": "write", "dora": "admin"},
        "labels": ["bug", "support", "kind/bug", "area/core"],
        "files": {CONFIG_PATH: CONFIG},
        "issues": [{"number": 1, "title": "A plan", "author": "dora"}],
    },
    now=MONDAY,
)


@dataclass
class Desk:
    """A repository whose bot batches, and has been at work for a while."""

    github: GitHub
    clock: VirtualClock
    simulation: Simulation

    async def asks(self, *faults: Fault) -> Issue:
        """Return what became of a newcomer's question within an hour, the next documents failing so."""
        for fault in faults:
            self.github.faults.next("POST", "/graphql", fault)
        self.github.api.log.clear()
        number = self.github.person("eve").opens_issue(WIDGET, "How do I open a store on S3?")
        await self.simulation.until(self.clock.now() + timedelta(hours=1))
        issue = self.github.state.issue(WIDGET, number)
        assert issue is not None
        return issue


@asynccontextmanager
async def at_work() -> AsyncIterator[Desk]:
    clock = VirtualClock(MONDAY)
    github = GitHub.of(WORLD, clock=clock.now)
    async with Simulation(github, clock, mode=OperatorMode.ACT, batches=True) as simulation:
        await simulation.install()
        yield Desk(github, clock, simulation)


def is_answered_once(issue: Issue) -> bool:
    return (issue.label_names, len(issue.assignees), len(issue.comments)) == (("support",), 1, 1)


async def test_a_newcomers_question_is_answered_in_one_document() -> None:
    async with at_work() as town:
        assert is_answered_once(await town.asks())
        assert town.github.api.count("POST", "/graphql") == 2, "who asks, and what they are answered"
        assert town.github.api.count(None, "/repos/") == 0


async def test_another_process_knows_the_ids_that_the_first_was_told(tmp_path: Path) -> None:
    async with Town(tmp_path, batches=True) as town:
        await town.syncs()
        await town.restarts()
        number = town.person("eve").opens_issue(WIDGET, "How do I open a store on S3?")
        town.github.api.log.clear()
        await town.works()
        assert (town.labels(number), len(town.comments(number))) == (["support"], 1)
        assert town.asked("POST", "/graphql$") == 2, "who asks, and what they are answered"
        assert town.asked("POST", "/issues/") == 0


@pytest.mark.parametrize(
    "fault",
    [Fault.LOST_ANSWER, Fault.LOST_REQUEST, Fault.HALF_ANSWER, Fault.BAD_GATEWAY, Fault.SECONDARY_LIMIT],
)
async def test_whatever_becomes_of_the_document_all_is_done_once(fault: Fault) -> None:
    async with at_work() as town:
        # Who asks is asked by GraphQL too. Twice, also where the webhooks that report our own comment are
        # what settles it.
        assert is_answered_once(await town.asks(fault, fault, fault))


async def test_an_answer_that_is_lost_while_no_webhook_comes_is_found_by_its_marker() -> None:
    async with at_work() as town:
        town.github.faults.next("POST", "/graphql", Fault.LOST_ANSWER, after=1)
        number = town.github.person("eve").opens_issue(WIDGET, "How do I open a store on S3?")
        simulation = town.simulation
        webhook = town.github.webhooks.popleft()
        await simulation.bot.inbox.put(simulation.arrival(webhook.event, webhook.payload, webhook.guid))
        await simulation.bot.runner.drain()
        town.github.webhooks.clear()  # GitHub's own word of it never comes
        await simulation.until(town.clock.now() + timedelta(hours=1))
        issue = town.github.state.issue(WIDGET, number)
        assert issue is not None
        assert is_answered_once(issue)


class Sluggish:
    """A writer that comes too late with each subject, the first time."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._known: set[int | None] = set()

    async def apply(self, place: Place, tasks: Sequence[Task]) -> list[Receipt]:
        if place.number in self._known:
            return await self._writer.apply(place, tasks)
        self._known.add(place.number)
        late = [replace(task, deadline=MONDAY - timedelta(days=1)) for task in tasks]
        return await self._writer.apply(place, late)


async def test_that_we_are_late_is_no_sign_that_github_is_away() -> None:
    clock = VirtualClock(MONDAY)
    github = GitHub.of(WORLD, clock=clock.now)
    async with Simulation(
        github,
        clock,
        mode=OperatorMode.ACT,
        batches=True,
        around_writer=Sluggish,
    ) as simulation:
        await simulation.install()
        numbers = [github.person(f"eve{n}").opens_issue(WIDGET, "How do I open it?") for n in range(5)]
        await simulation.settle()
        installation = github.state.installation("acme")
        assert installation is not None
        paused = await simulation.bot.db.read(lambda conn: pauses.paused(conn, installation.id, MONDAY))
        assert PauseKind.AWAY not in {pause.resource for pause in paused}
        await simulation.until(clock.now() + timedelta(minutes=10))
        for number in numbers:
            issue = github.state.issue(WIDGET, number)
            assert issue is not None
            assert is_answered_once(issue)
