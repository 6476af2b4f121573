"""Figure 3, commands: how many requests GitHub gets for each slash command that it accepts.

The person is known (who they are was asked less than five minutes ago), the repository was read before, and
no webhook told anything that is not in the mirror. Counted by the simulated GitHub, with the writer of
`GITHUB_WRITES=auto`; "then" is what it takes on the next issue, when its file was read.

    python -m benchmarks.bench_command_requests [COMMAND]
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from bot.clock import VirtualClock
from bot.core.config.repository_config import CONFIG_PATH
from bot.core.states import OperatorMode
from bot.simulation.simulation import Simulation
from fakegithub import GitHub
from fakegithub.api import Request
from fakegithub.model.records import Issue

REPO = "acme/widget"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
CONFIG = """
mode: act
triage: {labels: {bug: bug, support: support}, types: {bug: Bug}}
labels: {additional: [good-idea]}
assignment: {}
lifecycle: {}
steward:
  people: [alice, bob, carol]
  change: every wednesday 10:00
  starts: 2026-01-07
newcomers:
  cohorts: {sprint: {host: carol, members: [dan], from: 2026-03-01, until: 2026-06-01}}
  mentors: {carol: {topics: [docs], capacity: 2}}
contributions: {require: claim, then: comment}
"""
REACH = 1
BEYOND = {
    "/uncc": "GraphQL takes no request for a review back; its `requestReviews` could only set all anew",
    "/type": "GitHub's public schema has no type of issues",
}
"""What takes more, of known commands, and why GitHub does not allow less."""
LABELS = (
    *("bug", "support", "good-idea", "kind/bug", "area/io", "priority/high", "triage/accepted"),
    *("help wanted", "good first issue", "do-not-merge/hold"),
    *("lifecycle/stale", "waiting on author", "waiting on review", "blocked", "lifecycle/frozen"),
)
WORLD: dict[str, Any] = {
    "now": NOW.isoformat(),
    "organizations": [{"login": "acme", "members": ["alice", "bob", "carol", "dora"]}],
    "repositories": [
        {
            "name": REPO,
            "collaborators": {"alice": "write", "bob": "write", "carol": "triage", "dora": "admin"},
            "labels": list(LABELS),
            "milestones": ["v1.0"],
            "files": {CONFIG_PATH: CONFIG},
            "issues": [{"number": 1, "title": "A plan", "author": "dora"}],
        },
        {"name": "acme/other", "collaborators": {"alice": "write", "dora": "admin"}},
    ],
}


@dataclass(frozen=True)
class Example:
    """A command as somebody gives it, on an issue (or pull request) by `author`, after `before`."""

    text: str
    by: str = "alice"
    author: str = "eve"
    pull: bool = False
    before: str = ""
    case: bool = False

    def __str__(self) -> str:
        return f"{self.text}{' on a pull request' if self.pull else ''}"


EXAMPLES = (
    Example("/kind bug"),
    Example("/remove-kind bug", before="/kind bug"),
    Example("/label good-idea"),
    Example("/remove-label good-idea", before="/label good-idea"),
    Example("/help-wanted"),
    Example("/remove-help-wanted", before="/help-wanted"),
    Example("/good-first-issue"),
    Example("/remove-good-first-issue", before="/good-first-issue"),
    Example("/lifecycle stale"),
    Example("/remove-lifecycle stale", before="/lifecycle stale"),
    Example("/hold", pull=True),
    Example("/unhold", pull=True, before="/hold"),
    Example("/assign"),
    Example("/unassign", before="/assign"),
    Example("/assign @bob @dora"),
    Example("/unassign @bob", before="/assign @bob"),
    Example("/cc @bob", pull=True),
    Example("/uncc @bob", pull=True, before="/cc @bob"),
    Example("/claim", by="eve"),
    Example("/unclaim", by="eve", before="/claim"),
    Example("/mentor me"),
    Example("/unmentor", before="/mentor me"),
    Example("/mentor @carol"),
    Example("/close"),
    Example("/close not-planned"),
    Example("/close duplicate of #1"),
    Example("/reopen", before="/close"),
    Example("/close", pull=True),
    Example("/reopen", pull=True, before="/close"),
    Example("/duplicate #1"),
    Example("/retitle A better title"),
    Example("/milestone v1.0"),
    Example("/milestone clear", before="/milestone v1.0"),
    Example("/lock resolved"),
    Example("/unlock", before="/lock resolved"),
    Example("/pin"),
    Example("/unpin", before="/pin"),
    Example("/transfer other", by="dora"),
    Example("/ready", pull=True, by="eve"),
    Example("/author", pull=True),
    Example("/blocked", pull=True),
    Example("/type Bug"),
    Example("/similar"),
    Example("/triage accepted"),
    Example("/vouch @zoe"),
    Example("/unvouch @zoe", before="/vouch @zoe"),
    Example("/gate open"),
    Example("/gate close"),
    Example("/needs-info version"),
    Example("/support"),
    Example("/not-support", case=True),
    Example("/escalate", case=True),
    Example("/steward"),
    Example("/ack", case=True),
    Example("/pass", case=True),
    Example("/route @bob", case=True),
    Example("/case note waits for a release", case=True),
    Example("/resolve", case=True),
    Example("/handover see the thread", case=True),
    Example("/swap @bob"),
    Example("/cover 2026-03-10 @bob"),
    Example("/away 2026-03-10 2026-03-12"),
    Example("/back"),
    Example("/suggest", by="eve"),
    Example("/journey", by="eve"),
    Example("/cohort sprint", by="eve"),
    Example("/suggest @eve"),
    Example("/cohort sprint @eve"),
    Example("/reserve @eve until 2026-03-20"),
    Example("/help"),
    Example("/help close"),
    Example("/why"),
    Example("/bot check"),
    Example("/undo", before="/kind bug"),
    Example("/bot quiet for 2 weeks"),
    Example("/bot pause for 1d"),
    Example("/bot resume"),
)


@dataclass
class Desk:
    """A repository whose bot has been at work for a while."""

    github: GitHub
    clock: VirtualClock
    simulation: Simulation

    @property
    def issues(self) -> list[Issue]:
        """What is there."""
        place = self.github.state.repository(REPO)
        return list(place.issues.values()) if place is not None else []

    async def passes(self, seconds: float) -> None:
        """Let the bot do all that is due meanwhile."""
        await self.simulation.until(self.clock.now() + timedelta(seconds=seconds))

    async def requests(self, example: Example) -> list[Request]:
        """Return what GitHub is asked for because of the command."""
        person, author = self.github.person(example.by), self.github.person(example.author)
        if example.pull:
            number = author.opens_pull(REPO, "A change", files={"a.py": "1"})
        else:
            number = author.opens_issue(
                REPO, "How do I open it?" if example.case else "Something about chunks"
            )
        await self.passes(4)
        person.comments(REPO, number, example.before or "/help")
        await self.passes(4)
        self.github.api.log.clear()
        person.comments(REPO, number, example.text)
        await self.passes(8)
        return [request for request in self.github.api.log if "access_tokens" not in request.path]


@asynccontextmanager
async def at_work() -> AsyncIterator[Desk]:
    """Such a repository."""
    clock = VirtualClock(NOW)
    github = GitHub.of(WORLD, clock=clock.now)
    async with Simulation(github, clock, mode=OperatorMode.ACT, batches=True) as simulation:
        await simulation.install()
        yield Desk(github, clock, simulation)


async def counted(example: Example) -> tuple[list[Request], list[Request]]:
    """What GitHub is asked for because of a command, and because of the same on the next subject."""
    async with at_work() as desk:
        first = await desk.requests(example)
        return first, await desk.requests(example) if len(first) > REACH else first


def shown(log: Sequence[Request]) -> str:
    """How often GitHub was read from and written to."""
    writes = sum(request.writes for request in log)
    return f"{len(log) - writes}+{writes}"


async def main() -> int:
    """Print how many requests each takes, to read and to write; 1 when one takes more than its bound."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    beyond = 0
    for example in EXAMPLES:
        if len(sys.argv) > 1 and sys.argv[1] not in example.text:
            continue
        first, then = await counted(example)
        paths = ", ".join(f"{request.method} {request.path.partition('?')[0]}" for request in first)
        again = f" (then {shown(then)})" if first is not then else ""
        why = BEYOND.get(example.text.partition(" ")[0], "")
        beyond += len(then) > (REACH + 1 if why else REACH)
        print(f"{shown(first)}{again} {example}: {paths}{f' ({why})' if why else ''}", flush=True)
    print(f"{beyond} of {len(EXAMPLES)} take more than {REACH}, or a reason allows; reads + writes")
    return 1 if beyond else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
