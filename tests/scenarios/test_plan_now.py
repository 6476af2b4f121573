"""A plan is asked for an answer now, whatever does not get through to GitHub."""

from __future__ import annotations

from bot.clock import VirtualClock
from bot.core.states import OutcomeKind
from bot.simulation.simulation import Simulation
from fakegithub import Fault, GitHub
from tests.harness.in_process.story import CONFIG_PATH, MONDAY, REPO, config, world


async def test_a_plan_does_not_wait_for_what_is_not_on_github_yet() -> None:
    clock = VirtualClock(MONDAY)
    github = GitHub.of(world(), clock=clock.now)
    with github.state.quiet():
        github.person("dora").pushes(REPO, {CONFIG_PATH: config("assignment: {}")})
    async with Simulation(github, clock) as simulation:
        await simulation.install()
        number = github.person("eve").opens_issue(REPO, "A question", "/assign")
        github.faults.next("POST", "/repos/", Fault.SERVER_ERROR, times=100)
        await simulation.settle()
        github.person("bob").comments(REPO, number, "/assign @alice")
        heard = github.webhooks.popleft()
        outcome = await simulation.decide(heard.event, heard.payload)
        assert outcome.kind == OutcomeKind.ACTED
