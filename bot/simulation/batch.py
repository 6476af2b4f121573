"""One line of `plan --batch`: world, history and event are simulated, and the last step is not done."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from bot.clock import VirtualClock
from bot.core import effects as fx
from bot.core.config.loader import examine, references
from bot.core.config.names.references import Thing
from bot.core.config.problems import ConfigError
from bot.core.config.repository_config import CONFIG_PATH
from bot.core.keys import CONFIG
from bot.engine.decide.outcome import Outcome
from bot.simulation.simulation import Simulation
from fakegithub import GitHub, World, WorldError, adopt, apply, fill_payload, newest_time
from handlers import FEATURES

NO_TIME = datetime(2026, 1, 1, tzinfo=UTC)
"""The present in a plan where neither line, world nor payload says."""


class Unreadable(ValueError):
    """A line (or file) that cannot be planned; the text says what is wrong and where."""


class PastWebhook(BaseModel):
    """One webhook of the history."""

    model_config = ConfigDict(extra="forbid")

    event: str
    payload: dict[str, Any]
    now: AwareDatetime | None = None


class PlanQuestion(BaseModel):
    """One line in: what would be done about this event, in this world?"""

    model_config = ConfigDict(extra="forbid")

    id: Any = None
    event: str
    payload: dict[str, Any]
    world: dict[str, Any] | None = None
    config: str | None = None
    history: list[PastWebhook] = Field(default_factory=list)
    now: AwareDatetime | None = None

    @classmethod
    def read(cls, data: object) -> PlanQuestion:
        """Check a parsed line; `Unreadable` names the first field that is wrong."""
        try:
            return cls.model_validate(data)
        except ValidationError as failure:
            first = failure.errors()[0]
            place = ".".join(str(part) for part in first["loc"]) or "line"
            raise Unreadable(f"{place}: {first['msg']}") from None


@dataclass(frozen=True)
class PlanAnswer:
    """What would be done: effects in order, features that failed, and the whole outcome behind it."""

    effects: list[fx.Outward]
    problems: list[tuple[str, str]]
    outcome: Outcome
    at: datetime
    """The time of the event (UTC)."""

    def as_json(self, id: object) -> dict[str, Any]:
        """Return the line out."""
        return {
            "id": id,
            "effects": [fx.public(effect) for effect in self.effects],
            "problems": [{"feature": feature, "message": message} for feature, message in self.problems],
        }


async def answer(question: PlanQuestion, *, assumes_labels: bool = False) -> PlanAnswer:
    """Play the history, then decide the event without doing anything about it. Raises `Unreadable`.

    With `assumes_labels` a question without a world is asked of a repository that has the labels its file
    names.
    """
    try:
        world = World.read(question.world) if question.world is not None else None
    except WorldError as failure:
        raise Unreadable(f"world: {failure}") from None
    now = (
        question.now or (world.now if world is not None else None) or newest_time(question.payload) or NO_TIME
    )
    start = min([now, *(past.now for past in question.history if past.now)])
    clock = VirtualClock(start)
    github = GitHub.of(world, clock=clock.now)
    repository = question.payload.get("repository")
    name = repository.get("full_name") if isinstance(repository, Mapping) else None
    async with Simulation(github, clock) as simulation:
        for past in question.history:
            adopt(github.state, past.event, past.payload)
        adopt(github.state, question.event, question.payload)
        _prepare(github, question, name)
        if assumes_labels and world is None and name:
            _assume_labels(github, question.config or "", name)
        await simulation.install()
        for past in question.history:
            await simulation.until(past.now or clock.now())
            await simulation.deliver(past.event, _happen(github, past.event, past.payload))
        await simulation.until(now)
        outcome = await simulation.decide(question.event, _happen(github, question.event, question.payload))
    problems = outcome.decision.problems if outcome.decision else []
    if outcome.config_error:
        problems = [(CONFIG, outcome.config_error), *problems]
    if outcome.unreadable:
        raise Unreadable(outcome.reason)
    return PlanAnswer(list(outcome.plan.outward), problems, outcome, now)


async def answer_line(raw: bytes) -> dict[str, Any]:
    """Return the line out for a line in, whatever that holds; a line that cannot be read gives `error`."""
    identity: Any = None
    try:
        data = json.loads(raw)
        if not isinstance(data, dict):
            return {"id": None, "error": "the line is not a JSON object"}
        identity = data.get("id")
        return (await answer(PlanQuestion.read(data))).as_json(identity)
    except Unreadable as reason:
        return {"id": identity, "error": str(reason)}
    except (ValueError, RecursionError) as failure:
        return {"id": identity, "error": f"the line cannot be read: {failure}"[:300]}
    except Exception as failure:  # One broken line must not cost the others theirs.
        return {"id": identity, "error": f"{type(failure).__name__}: {failure}"[:300]}


def _happen(github: GitHub, event: str, payload: dict[str, Any]) -> dict[str, Any]:
    """Let the event come true in the world; the payload as GitHub would have sent it in full."""
    try:
        apply(github.state, event, payload)
        return fill_payload(github.state, event, payload)
    except (KeyError, TypeError, ValueError, AttributeError) as failure:
        raise Unreadable(f"payload: {type(failure).__name__}: {failure}") from None


def _prepare(github: GitHub, question: PlanQuestion, name: str | None) -> None:
    """The line's own config stands on the default branch of the event's repository."""
    if question.config is None or not name:
        return
    with github.state.quiet():
        github.person(name.partition("/")[0]).pushes(name, {CONFIG_PATH: question.config})


def _assume_labels(github: GitHub, config: str, name: str) -> None:
    """The repository has the labels that its file names; a file that cannot be read names none."""
    try:
        names = [name for _, thing, name in references(examine(config, FEATURES)) if thing is Thing.LABEL]
    except ConfigError:
        return
    with github.state.quiet():
        owner = github.person(name.partition("/")[0])
        for label in names:
            owner.creates_label(name, label)
