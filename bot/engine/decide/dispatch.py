"""Dispatch: ask every feature that an event concerns what it wants, then obey the commands it brings."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel

from bot.core.config.repository_config import RepositoryConfig
from bot.core.events import Event, SubjectEvent
from bot.core.feature import Feature
from bot.engine.decide import registry
from bot.engine.decide.commands import replies
from bot.engine.decide.commands.command_events import consequences
from bot.engine.decide.commands.pipeline import may_command, obey
from bot.engine.decide.decision import ContextFor, Decision, Step, ask, stamped
from bot.engine.decide.pause_and_lock import silence_about


async def decide(
    event: Event,
    features: Sequence[Feature[BaseModel]],
    repo: RepositoryConfig,
    context: ContextFor,
    config_error: str = "",
) -> Decision:
    """All that the features want about an event.

    `config_error`: why the repository's newest file is not in force; whoever commands is told.
    """
    decision = Decision()
    silence = await silence_about(event, features, context)
    if silence.pause is not None:
        decision.steps += silence.postponed(event, features)
    because = "its time had come" if event.name == "wake" else f"{event.sender.login}: {event.key}"
    for feature, config, handler in registry.match(features if silence.pause is None else (), event, repo):
        answer = handler(event, context(feature, config))
        step = await ask(feature.name, event.key, because, answer)
        if step.refused and isinstance(event, SubjectEvent):
            said = stamped([replies.problem(event.ref, step.refused)], feature.name, because)
            step = Step(step.feature, step.trigger, (*step.effects, *said), step.refused)
        decision.steps.append(silence.kept(step))
    written = event.written() if isinstance(event, SubjectEvent) else None
    if isinstance(event, SubjectEvent) and written is not None and may_command(written, repo):
        obeyed = await obey(event, written, features, repo, context, config_error, silence, decision.steps)
        decision.steps += obeyed
        if any(step.is_commanded and step.effects for step in obeyed):
            heard = await consequences(event, written.author, features, repo, context, decision.steps)
            decision.steps += [silence.kept(step) for step in heard]
    return decision
