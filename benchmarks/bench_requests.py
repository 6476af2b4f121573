"""Figure 3: how many requests GitHub gets for one newcomer's support question, fully handled.

Fully handled means labelled, given to the steward on duty, and answered with who has it and a welcome. The
repository was read before (first sync), the token is at hand, and one question was answered before. A change
of hands by the clock, where the time for a first word has passed, needs a question too: no webhook tells of
reactions. Counted by the simulated GitHub, with each writer (`GITHUB_WRITES`).

    python benchmarks/bench_requests.py
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from benchmarks.figure import Figure
from bot.clock import VirtualClock
from bot.core.config.repository_config import CONFIG_PATH
from bot.core.states import OperatorMode
from bot.simulation.simulation import Simulation
from fakegithub import GitHub
from fakegithub.api import Request

REPO = "acme/widget"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
CONFIG = """
mode: act
triage: {labels: {support: support}}
steward: {people: [alice, bob], change: every wednesday 10:00, starts: 2026-01-07}
newcomers: {welcome: {}}
"""
HANDS = """
mode: act
triage: {labels: {support: support}}
steward:
  people: [alice, bob]
  change: every wednesday 10:00
  starts: 2026-01-07
  acknowledge_within: 1 working day
"""
"""No feature of its own has anything to do that morning."""
WORLD: dict[str, Any] = {
    "now": NOW.isoformat(),
    "organizations": [{"login": "acme", "members": ["mia"]}],
    "repositories": [
        {
            "name": REPO,
            "collaborators": {"alice": "write", "bob": "write", "dora": "admin"},
            "labels": ["bug", "support"],
            "files": {CONFIG_PATH: CONFIG},
            "issues": [
                {"number": 1, "title": "A plan", "author": "dora"},
                {"number": 2, "title": "Mine", "author": "olga", "created_at": "2025-01-01T00:00:00Z"},
            ],
        }
    ],
}
QUESTION = "How do I open a store on S3?"
USUAL = 7
"""Requests of a bot that reads the file, the labels and the membership each time, and greets in a comment of
its own."""
HANDED_ON = 1
"""Requests of a change of hands that are aimed at; `docs/adr/0032` says why it is a question more."""
HANDED_ON_MOST = {False: 11, True: 2}
"""What they are at most, by whether the writer batches."""
REACH = {
    ("rest", "eve"): 4,
    ("rest", "olga"): 3,
    ("graphql", "eve"): 2,
    ("graphql", "olga"): 1,
}
WHO = {"eve": "somebody never seen", "olga": "somebody who was here before"}


async def handed_on(*, batches: bool) -> list[Request]:
    """The requests that a change of hands leads to, when the time for a first word has passed."""
    clock = VirtualClock(NOW)
    repository = {**WORLD["repositories"][0], "files": {CONFIG_PATH: HANDS}}
    github = GitHub.of({**WORLD, "repositories": [repository]}, clock=clock.now)
    async with Simulation(github, clock, mode=OperatorMode.ACT, batches=batches) as simulation:
        await simulation.install()
        number = github.person("zoe").opens_issue(REPO, QUESTION)
        await simulation.until(clock.now())
        issue = github.state.issue(REPO, number)
        assert issue is not None
        first = issue.assignee_logins
        for _ in range(4 * 24 * 5):
            github.api.log.clear()
            await simulation.until(clock.now() + timedelta(minutes=15))
            if issue.assignee_logins != first:
                return [request for request in github.api.log if "access_tokens" not in request.path]
        raise AssertionError("nobody else has it")


async def asked(login: str, *, batches: bool) -> list[Request]:
    """The requests that a question by this person leads to."""
    clock = VirtualClock(NOW)
    github = GitHub.of(WORLD, clock=clock.now)
    async with Simulation(github, clock, mode=OperatorMode.ACT, batches=batches) as simulation:
        await simulation.install()
        github.person("dora").comments(REPO, 1, "A word.")
        github.person("zoe").opens_issue(REPO, QUESTION)
        await simulation.until(clock.now() + timedelta(minutes=1))
        github.api.log.clear()
        github.person(login).opens_issue(REPO, QUESTION)
        await simulation.until(clock.now())
        place = github.state.repository(REPO)
        assert place is not None
        newest = place.issues[max(place.issues)]
        assert newest.label_names == ("support",), "it was not labelled"
        assert len(newest.assignees) == 1, "nobody has it"
        assert len(newest.comments) == 1, "nothing was said"
        return list(github.api.log)


def counted(log: Sequence[Request]) -> str:
    """How many requests there were, what is only read and what is written apart."""
    writes = sum(request.writes for request in log)
    return f"{len(log)} requests, {len(log) - writes} of them to read and {writes} to write"


def figures(*, quick: bool) -> list[Figure]:
    """See `benchmarks.figure`; it is as quick as can be. The writer counts that is used by itself."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    hands = Figure(
        number=3,
        name="requests for a change of hands by the clock",
        value=len(asyncio.run(handed_on(batches=True))),
        unit="",
        reach=HANDED_ON,
        is_exact=True,
    )
    return [hands] + [
        Figure(
            number=3,
            name=f"requests for a newcomer's question, {WHO[login]}",
            value=len(asyncio.run(asked(login, batches=True))),
            unit="",
            reach=REACH["graphql", login],
            is_exact=True,
        )
        for login in WHO
    ]


async def main() -> int:
    """Print the figure; 1 when it is out of reach."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    worst = 0
    for (writer, login), reach in REACH.items():
        log = await asked(login, batches=writer == "graphql")
        print(f"{writer}, {WHO[login]}: {counted(log)}, reach {reach} (the usual bot: {USUAL})")
        for request in log:
            print(f"    {request.method} {request.path.partition('?')[0]}")
        worst = max(worst, len(log) - reach)
    for batches in (False, True):
        log = await handed_on(batches=batches)
        writer, most = "graphql" if batches else "rest", HANDED_ON_MOST[batches]
        print(f"{writer}, a change of hands by the clock: {counted(log)}, aim {HANDED_ON}, at most {most}")
        worst = max(worst, len(log) - most)
        for request in log:
            print(f"    {request.method} {request.path.partition('?')[0]}")
    return 1 if worst > 0 else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
