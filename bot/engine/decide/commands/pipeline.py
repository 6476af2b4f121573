"""Commands, in five stages: parsed, permitted, decided, answered, metered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.core import effects as fx
from bot.core.commands import Parsed
from bot.core.commands.command import Invocation, is_answer
from bot.core.effects.projection import project
from bot.core.markdown import Markdown
from bot.core.messages import DEFAULT
from bot.core.model import same
from bot.core.permissions import Role
from bot.engine.decide.commands import replies
from bot.engine.decide.commands.ceilings import within_ceilings
from bot.engine.decide.commands.edited_comments import corrected, earlier_answer
from bot.engine.decide.commands.pending_records import pending_records
from bot.engine.decide.commands.permission import Call, permit
from bot.engine.decide.commands.rate_limits import CommandLimits
from bot.engine.decide.commands.request import Request, is_unheard, parse_all
from bot.engine.decide.decision import Step, ask


async def obey(request: Request, parsed: Parsed) -> list[Step]:
    """Return one step for each command of a text, and a last one that answers the text."""
    if await is_unheard(request, parsed):
        return []
    if not parsed.invocations:
        return await _without_commands(request, parsed)
    awaited, mute = request.situation.awaited, request.situation.awaited_to_speak
    if mute and all(call.command.feature in awaited for call in parsed.invocations):
        return [request.answer(())]  # Nothing can be done or said about it: GitHub is asked nothing.
    limits = await CommandLimits.of(request)
    if not limits.commands.left:
        return [_too_many(request, limits)]
    role = await request.situation.github.role_of(request.written.author)
    parsed = await _with_possible_misses(request, parsed, role)
    calls = await _permitted(request, role, parsed)
    parsed = replace(parsed, invocations=tuple(call.invocation for call in calls))
    decided = await _decide(request, calls)
    reply = await _answer(request, parsed, decided, role)
    return [*decided.steps, request.answer(limits.meter(reply, len(calls)))]


async def _permitted(request: Request, role: Role, parsed: Parsed) -> list[Call]:
    """Return the commands with what their author may do. They are answered in the subject's language if all
    of the answer is there in it, else in English."""
    odd = parsed.near_misses or parsed.unknown or parsed.capped or request.situation.config_error
    known = not odd and all(call.command.in_each_language for call in parsed.invocations)
    for language in (request.situation.language, DEFAULT) if known else (DEFAULT,):
        invocations = [replace(invocation, language=language) for invocation in parsed.invocations]
        calls = [await permit(request, role, invocation) for invocation in invocations]
        if not any(call.refused and call.refused.who for call in calls):
            break
    return calls


async def erase(request: Request, parsed: Parsed) -> list[Step]:
    """Return the steps of a text whose author asks to be forgotten: nothing else is done about it. Empty
    where they do not ask, or it cannot be done."""
    wishes = tuple(call for call in parsed.invocations if call.command.forgets)
    if not wishes or await is_unheard(request, parsed):
        return []
    role = await request.situation.github.role_of(request.written.author)
    decided = await _decide(request, [await permit(request, role, wishes[0])])
    if any(step.refused or step.problem for step in decided.steps):
        return []
    reply = await _answer(request, Parsed(wishes[:1]), decided, role)
    return [*decided.steps, request.answer(reply)]


async def _without_commands(request: Request, parsed: Parsed) -> list[Step]:
    """Return the answer to a text without a command that is on: a typing error, or an edit that took one
    away."""
    situation = request.situation
    if situation.config_error and parse_all(request).invocations:
        role = await situation.github.role_of(request.written.author)
        return [request.answer(replies.only_config_error(request, situation.config_error, role))]
    if parsed.near_misses or parsed.unknown:
        role = await situation.github.role_of(request.written.author)
        parsed = await _with_possible_misses(request, parsed, role)
    if not (parsed.near_misses or parsed.unknown):
        reply = corrected(request, parsed.unchanged, await earlier_answer(request), ())
        return [request.answer(reply, "the comment was edited")] if reply else []
    limits = await CommandLimits.of(request)
    return [request.answer(limits.meter(await _answer(request, parsed, Decided(), role)))]


async def _with_possible_misses(request: Request, parsed: Parsed, role: Role) -> Parsed:
    """With those near misses alone whose author may give the command that is nearly theirs; of the others,
    what was said to the bot by name is not known."""
    possible = [
        miss for miss in parsed.near_misses if (await permit(request, role, miss.meant)).refused is None
    ]
    others = [miss.line for miss in parsed.near_misses if miss.by_name and miss not in possible]
    return replace(parsed, near_misses=tuple(possible), unknown=(*parsed.unknown, *others))


def _too_many(request: Request, limits: CommandLimits) -> Step:
    """Somebody has used up their commands: they read so, and nothing else is done."""
    reply = limits.meter(replies.too_many(request, limits.commands.free_at))
    return replace(request.answer(reply), trigger="limit")


@dataclass(frozen=True)
class Decided:
    """What the features made of the commands, a step each, and what they answer in words."""

    steps: tuple[Step, ...] = ()
    answers: tuple[Markdown, ...] = ()


async def _decide(request: Request, calls: Sequence[Call]) -> Decided:
    """Ask the features, each about the situation that the commands above it in the text leave behind."""
    steps: list[Step] = []
    answers: list[Markdown] = []
    for call in calls:
        later = _later(request, steps)
        step = await _carry_out(call, later)
        step = within_ceilings(step, later.situation.subject, before=request.situation.subject)
        answers += [effect.body for effect in step.effects if is_answer(effect)]
        effects = tuple(effect for effect in step.effects if not is_answer(effect))
        steps.append(replace(step, effects=effects))
    return Decided(tuple(steps), tuple(answers))


async def _carry_out(call: Call, request: Request) -> Step:
    invocation, command = call.invocation, call.invocation.command
    trigger = f"/{invocation.word}"
    if call.refused is not None:
        return Step(command.feature, trigger, refused=(call.refused,))
    ctx = next(
        request.situation.context(section)
        for feature, section in request.situation.features_on
        if feature.name == command.feature
    )
    because = f"{invocation.author} wrote {invocation.line.strip()}"[:200]
    step = await ask(command.feature, trigger, because, command.handler(invocation, ctx))
    return replace(step, effects=tuple(_asked_for(effect, invocation) for effect in step.effects))


def _asked_for(effect: fx.AnyEffect, call: Invocation) -> fx.AnyEffect:
    """Return the effect with the command that asks for it: what becomes of it is the answer to that."""
    if not isinstance(effect, fx.Outward) or effect.is_speech:
        return effect
    by_triage = call.role >= Role.TRIAGE
    return effect.model_copy(update={"commands": (call.shown,), "by_triage": by_triage})


def _later(request: Request, steps: Sequence[Step]) -> Request:
    """Return the request in a situation in which what was decided so far is done already."""
    situation, ref = request.situation, request.situation.ref
    decided = [effect for step in (*request.earlier_steps, *steps) for effect in step.effects]
    commanded = [effect for step in steps for effect in step.effects if isinstance(effect, fx.Outward)]
    here = [effect for effect in commanded if same(effect.subject, ref)]
    subject = project(situation.subject, here) if situation.subject else None
    records = pending_records(situation.records, decided)
    return replace(request, situation=replace(situation, subject=subject, records=records))


async def _answer(request: Request, parsed: Parsed, decided: Decided, role: Role) -> list[fx.AnyEffect]:
    """Return the one reaction and the one reply; an edited text has its earlier ones corrected."""
    error = request.situation.config_error if role >= Role.TRIAGE else ""
    answers = (*decided.answers, replies.config_error(request, error)) if error else decided.answers
    reply = await replies.compose(request, parsed, decided.steps, answers, role)
    return corrected(request, parsed.unchanged, await earlier_answer(request), reply)
