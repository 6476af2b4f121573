"""A light way to ask what would be done about a delivery, for tables of hundreds of cases.

One bot a configuration, kept for the whole session, decides each case in a world of its own and commits
nothing: the same parser, features, reduce, store and reader as on the road, without building them anew.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, cast

from bot.clock import VirtualClock
from bot.core.config.repository_config import CONFIG_PATH
from bot.core.model import Repository
from bot.simulation.batch import NO_TIME, PlanAnswer
from bot.simulation.simulation import Simulation
from fakegithub import GitHub, World, adopt, apply, fill_payload
from fakegithub.http.reply import Reply
from tests.harness.in_process.story import Planned


class _Stage:
    """A GitHub that is exchanged between two cases, under the bot's feet."""

    def __init__(self) -> None:
        self.github: GitHub
        self.api = self

    async def handle(self, *args: Any, **named: Any) -> Reply:
        return await self.github.api.handle(*args, **named)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.github, name)


class Desk:
    """Decides cases. `asked` are those of the present test."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._bots: dict[str, tuple[_Stage, Simulation]] = {}
        self.asked: list[Planned] = []

    def close(self) -> None:
        """Let everything go."""
        for _, simulation in self._bots.values():
            self._loop.run_until_complete(simulation.__aexit__(None, None, None))
        self._loop.close()

    def plan(self, event: str, payload: dict[str, Any], config: str, world: Mapping[str, Any]) -> Planned:
        """What would be done in this world, whose every repository has this file."""
        planned = Planned(self._loop.run_until_complete(self._answer(event, payload, config, world)))
        self.asked.append(planned)
        return planned

    async def _answer(
        self, event: str, payload: dict[str, Any], config: str, world: Mapping[str, Any]
    ) -> PlanAnswer:
        clock = VirtualClock(NO_TIME)
        github = GitHub.of(World.read(world), clock=clock.now)
        adopt(github.state, event, payload)
        name = payload["repository"]["full_name"]
        with github.state.quiet():
            github.person(name.partition("/")[0]).pushes(name, {CONFIG_PATH: config})
        if config in self._bots:
            stage, simulation = self._bots[config]
            stage.github = github
            self._forget(simulation, github, name)
        else:
            stage = _Stage()
            stage.github = github
            simulation = await Simulation(cast("GitHub", stage), clock).__aenter__()
            await simulation.install()
            self._bots[config] = stage, simulation
        apply(github.state, event, payload)
        verdict = await simulation.decide(event, fill_payload(github.state, event, payload))
        problems = verdict.decision.problems if verdict.decision else []
        return PlanAnswer(list(verdict.plan.outward), problems, verdict, clock.now())

    def _forget(self, simulation: Simulation, github: GitHub, name: str) -> None:
        """All that the bot knows of the world of the case before."""
        service = simulation.bot.github
        played = github.state.repository(name)
        owner = name.partition("/")[0]
        assert played is not None
        service.forget_people(owner)
        service.forget_repository(played.id)
        service.forget_config(Repository(id=played.id, full_name=name))
        if installation := github.state.installation(owner):
            service.forget_installation(installation.id)
