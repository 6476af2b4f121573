"""Dispatch: ask every feature that an event concerns, then carry out the commands that it brings."""

from __future__ import annotations

from dataclasses import replace

from bot.core.commands import Parsed
from bot.core.events import SubjectEvent
from bot.core.events.reasons import reason
from bot.engine.decide import registry
from bot.engine.decide.commands import replies
from bot.engine.decide.commands.command_events import command_events
from bot.engine.decide.commands.pipeline import erase, obey
from bot.engine.decide.commands.request import Request, may_command, parse
from bot.engine.decide.decision import Decision, Step, ask, stamped
from bot.engine.decide.pause_and_lock import PauseAndLock, after_quiet
from bot.engine.decide.situation import Situation


async def decide(situation: Situation) -> Decision:
    """Return all that the features want in a situation."""
    quiet, event = PauseAndLock.of(situation), situation.event
    written = event.written() if isinstance(event, SubjectEvent) else None
    request, parsed = None, Parsed()
    if isinstance(event, SubjectEvent) and written is not None and may_command(written, situation.repo):
        request = Request(event, written, situation, quiet)
        parsed = parse(request)
        if erased := await erase(request, parsed):
            return Decision(erased)
    if quiet.holds_back(event):
        steps = await quiet.postpone(situation)
    elif waits := after_quiet(situation):
        steps = waits
    else:
        steps = [quiet.without_speech(step) for step in await _ask_features(situation)]
    if request is not None:
        commanded = await obey(replace(request, earlier_steps=tuple(steps)), parsed)
        steps += commanded
        if any(step.is_commanded and step.effects for step in commanded):
            steps += map(quiet.without_speech, await command_events(situation, request.written.author, steps))
    return Decision(steps)


async def _ask_features(situation: Situation) -> list[Step]:
    event, steps, trigger = situation.event, [], situation.event.key
    because, on = reason(event), registry.on_in(situation.features, situation.repo)
    for feature, section, handler in registry.match(on, event):
        if rights := situation.awaited.get(feature.name):
            steps.append(Step(feature.name, trigger, withheld=(situation.off_until(rights),)))
            continue
        step = await ask(feature.name, trigger, because, handler(event, situation.context(section)))
        if step.refused and isinstance(event, SubjectEvent):
            problem = stamped([replies.problem(event.ref, step.refused)], feature.name, because)
            step = Step(step.feature, step.trigger, (*step.effects, *problem), step.refused)
        steps.append(step)
    return steps
