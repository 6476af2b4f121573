"""Whatever the outage and whatever people do meanwhile: nothing dead, lost or doubled, no stale date."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from bot.store import backlog
from fakegithub import Fault
from tests.harness.in_process.story import STEWARD, TRIAGE, Story, Thread
from tests.scenarios.conftest import Tell

FILE = (TRIAGE, STEWARD, "newcomers: {welcome: {}, claims: {}}", "assignment: {}", "labels: {}")
FAULTS = (Fault.SERVER_ERROR, Fault.BAD_GATEWAY, Fault.RESET, Fault.LOST_REQUEST, Fault.LOST_ANSWER)
PATHS = ("/repos/", "/comments", "/labels", "/assignees", "/issues/[0-9]+$")
DUE = re.compile(r"(?:by|until) (\w{3} \d+ \w+, \d\d:\d\d UTC)")


async def acts(story: Story, chance: Random, threads: list[Thread]) -> None:
    """Somebody does something."""
    eve, bob, carol = (
        story.person(chance.choice(("eve", "frank"))),
        story.person("bob"),
        story.person("carol"),
    )
    thread = chance.choice(threads) if threads else None
    match chance.randrange(7) if thread else 0:
        case 0 | 1:
            title = chance.choice(("How do I open a store on S3?", "A thought"))
            threads.append(await eve.opens_issue(title))
        case 2 if thread:
            await carol.comments(thread, chance.choice(("/assign @alice", "/ack", "/close", "/reopen")))
        case 3 if thread:
            await bob.labels(thread, "support")
            await bob.unlabels(thread, "support")
        case 4 if thread:
            await eve.comments(thread, "It still happens.")
        case 5 if thread and thread.state == "open":
            await bob.closes(thread)
        case _ if thread:
            await eve.comments(thread, "/claim")


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "batches"), [(seed, seed % 2 == 1) for seed in range(6)])
async def test_what_is_decided_is_done_refused_or_superseded_and_true_when_it_is_read(
    tell: Tell, seed: int, *, batches: bool
) -> None:
    chance = Random(seed)
    story = await tell(*FILE)
    threads: list[Thread] = []
    known: dict[int, int] = {}
    for _ in range(4):
        if chance.random() < 0.8:
            for method in ("POST", "PATCH", "DELETE", *(["GET"] if chance.random() < 0.3 else [])):
                fault, times = chance.choice(FAULTS), chance.choice((1, 3, 100_000))
                story.github.faults.next(method, chance.choice(PATHS), fault, times=times)
                if batches and method == "POST":
                    story.github.faults.next(method, "/graphql", fault, times=times)
        for _ in range(chance.randrange(1, 4)):
            await acts(story, chance, threads)
            await story.advance(f"{chance.choice((1, 10, 40, 90))} minutes")
        story.github.faults.clear()
        await story.advance("25 minutes")
        rows = await story.database.read(backlog.effects_by_state)
        assert set(rows) <= {"done", "refused", "superseded"}
        for thread in threads:
            new = thread.words[known.get(thread.number, 0) :]
            known[thread.number] = len(thread.words)
            assert len(set(thread.words)) == len(thread.words), "it is said twice"
            for moment in (moment for words in new for moment in DUE.findall(words)):
                due = datetime.strptime(f"2026 {moment}", "%Y %a %d %B, %H:%M UTC").replace(tzinfo=UTC)
                assert due > story.clock.now() - timedelta(minutes=30), f"{moment} was over when it was said"
