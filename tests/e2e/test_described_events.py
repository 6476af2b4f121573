"""Every event that GitHub describes ends quietly or rightly, those of 2025 and 2026 among them, with as
little in it as may be."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from bot.clock import VirtualClock
from bot.core.events import Unknown
from bot.core.events.webhooks import KEYS, WEBHOOKS, parse
from bot.core.states import OperatorMode
from bot.simulation.simulation import Simulation
from fakegithub import GitHub
from tests.conftest import UNCHECKED
from tests.contract.packages import Missing
from tests.e2e.examples import CONFIG, CONFIG_PATH, Example, tally
from tests.e2e.minimal import Node, described
from tests.harness.in_process.story import REPO, world

NEW = {
    "issues.typed", "issues.untyped", "issue_dependencies.blocked_by_added", "sub_issues.sub_issue_added",
    "sub_issues.parent_issue_added", "merge_group.checks_requested", "projects_v2_status_update.created",
}  # fmt: skip
SILENT = {"projects_v2_status_update", "projects_v2_item", "workflow_run", "secret_scanning_scan"}
"""Some of those that the bot has nothing to do with."""
INVENTED = ("issue_field_value", "copilot_session", "issue_comment", "issues", "merge_group", "sub_issues")
"""Events, or actions of known ones, that no description has yet: GitHub adds them all the time."""


def payloads(github: GitHub | None = None) -> list[tuple[str, Node]]:
    here = github.state.repository(REPO) if github else None
    owner = {"id": here.owner.id if here else 1, "login": "acme", "type": "Organization"}
    overrides: Node = {
        "repository": {"id": here.id if here else 12, "full_name": REPO, "owner": owner},
        "sender": {"id": 4711, "login": "eve", "type": "User"},
    }
    if github and (installation := github.state.installation("acme")):
        overrides["installation"] = {"id": installation.id}
    try:
        return list(described(overrides))
    except Missing as lacking:
        pytest.skip(f"{UNCHECKED}{lacking}")


def key(event: str, payload: Node) -> str:
    return f"{event}.{payload['action']}" if payload.get("action") else event


@pytest.mark.slow
def test_what_we_listen_to_is_read_whole_from_the_least_that_github_may_send() -> None:
    found = {key(event, payload): parse(event, payload) for event, payload in payloads()}
    assert set(found) >= NEW
    unknown = {name for name, event in found.items() if isinstance(event, Unknown)}
    assert {name.partition(".")[0] for name in unknown}.isdisjoint(WEBHOOKS)
    assert {name.partition(".")[0] for name in unknown} > SILENT
    assert set(KEYS) & set(found) <= set(found) - unknown


@pytest.mark.slow
async def test_every_described_event_ends() -> None:
    clock = VirtualClock(datetime(2026, 3, 2, 9, tzinfo=UTC))
    there = world(files={CONFIG_PATH: CONFIG}, issues=[{"number": 7, "title": "T", "author": "eve"}])
    github = GitHub.of(there, clock=clock.now)
    async with Simulation(github, clock, mode=OperatorMode.ACT) as simulation:
        await simulation.settle()
        invented = [
            (event, {**payload, "action": "did_something_new"})
            for event, payload in payloads(github)
            if event in INVENTED
        ]
        sent = [
            Example(f"described-{number}", event, payload)
            for number, (event, payload) in enumerate([*payloads(github), *invented, *ODD])
            if not event.startswith("installation") and event != "repository"
        ]
        for example in sent:
            await simulation.deliver(example.event, example.payload, example.guid)
            await simulation.settle()
        found = await tally(simulation.bot.db, sent)
    assert found.failures == []
    assert found.stored == sum(found.outcomes.values()) == len(sent) > 200
    assert not {"dead", "waiting", "intent"} & set(found.effects)
    assert [reason for reason in Counter(found.reasons) if "cannot be read" in reason] == []


ODD: list[tuple[str, Node]] = [(event, {"action": "created"}) for event in INVENTED[:2]]
"""Events that nobody has ever described, without a repository."""
