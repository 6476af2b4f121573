"""Dispatch: ask every feature that an event concerns what it wants, each behind its own error boundary.

Two kinds of failure: a `UserError` speaks to the person; anything else goes to the log with the delivery id
and stops nothing else. Only what ends the whole delivery passes through: `Unreachable`, `NoAccess`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field

import structlog
from pydantic import BaseModel

from bot.core import commands as grammar
from bot.core import effects as fx
from bot.core.context import Context, RepositoryConfig, Unreachable, UserError
from bot.core.events import Event, SubjectEvent, Written
from bot.core.feature import Feature, Invocation, Refused
from bot.core.github import NoAccess
from bot.core.model import Role, contains
from bot.core.permissions import Grant
from bot.engine import registry, replies

log = structlog.get_logger()

ContextFor = Callable[[Feature[BaseModel], BaseModel], Context[BaseModel]]


@dataclass(frozen=True)
class Step:
    """One question put to one feature, and its answer: what `explain` shows."""

    feature: str
    trigger: str
    effects: tuple[fx.AnyEffect, ...] = ()
    refused: tuple[Refused, ...] = ()
    problem: str = ""

    @property
    def outcome(self) -> str:
        """In a word."""
        if self.problem:
            return "failed"
        if self.refused:
            return "refused"
        return "wants" if self.effects else "nothing"


@dataclass
class Decision:
    """All that was decided about one delivery, in the order in which it was asked."""

    steps: list[Step] = field(default_factory=list)

    @property
    def wanted(self) -> list[fx.AnyEffect]:
        """The effects of all steps."""
        return [effect for step in self.steps for effect in step.effects]

    @property
    def problems(self) -> list[tuple[str, str]]:
        """(feature, message) of every feature that failed."""
        return [(step.feature, step.problem) for step in self.steps if step.problem]


def _stamped(
    effects: Iterable[fx.AnyEffect | Refused] | None, feature: str, because: str
) -> tuple[tuple[fx.AnyEffect, ...], tuple[Refused, ...]]:
    stamped: list[fx.AnyEffect] = []
    refused: list[Refused] = []
    for effect in effects or ():
        if isinstance(effect, Refused):
            refused.append(effect)
        else:
            marks = {"feature": effect.feature or feature, "because": effect.because or because}
            stamped.append(effect.model_copy(update=marks))
    return tuple(stamped), tuple(refused)


async def _ask(
    feature: str, trigger: str, because: str, answer: Awaitable[Iterable[fx.AnyEffect | Refused] | None]
) -> Step:
    try:
        effects, refused = _stamped(await answer, feature, because)
    except UserError as error:
        return Step(feature, trigger, refused=(Refused(reason=str(error)),))
    except (Unreachable, NoAccess):
        raise
    except Exception as failure:
        log.exception("feature failed", feature=feature, trigger=trigger)
        return Step(feature, trigger, problem=f"{type(failure).__name__}: {failure}"[:300])
    return Step(feature, trigger, effects=effects, refused=refused)


async def decide(
    event: Event,
    features: Sequence[Feature[BaseModel]],
    repo: RepositoryConfig,
    context: ContextFor,
    config_error: str = "",
) -> Decision:
    """Ask all features about an event, then carry out the commands it brings.

    `config_error`: why the repository's newest file is not in force; whoever commands is told.
    """
    decision = Decision()
    for feature, config, handler in registry.match(features, event, repo):
        step = await _ask(feature.name, event.key, _happened(event), handler(event, context(feature, config)))
        if step.refused and isinstance(event, SubjectEvent):
            said = replies.problem(event.ref, step.refused)
            step = Step(step.feature, step.trigger, (*step.effects, *_stamped([said], feature.name, "")[0]))
        decision.steps.append(step)
    written = event.written() if isinstance(event, SubjectEvent) else None
    if written is not None and isinstance(event, SubjectEvent) and _may_command(written, repo):
        decision.steps += await _obey(event, written, features, repo, context, config_error)
    return decision


def _happened(event: Event) -> str:
    return f"{event.sender.login}: {event.key}" if event.name != "wake" else "its time had come"


def may_hold_commands(event: SubjectEvent) -> bool:
    """A cheap first look: whether a text could hold commands at all."""
    written = event.written()
    return written is not None and ("/" in written.body or "@" in written.body)


def _may_command(written: Written, repo: RepositoryConfig) -> bool:
    if written.author.is_ghost:
        return False
    return not written.author.is_bot or contains(repo.command_bots, written.author.login)


async def _obey(
    event: SubjectEvent,
    written: Written,
    features: Sequence[Feature[BaseModel]],
    repo: RepositoryConfig,
    context: ContextFor,
    config_error: str,
) -> list[Step]:
    by_name = {feature.name: feature for feature in features}
    commands = registry.commands_in(features, repo)
    any_context = context(by_name["help"], registry.config_of(by_name["help"], repo) or BaseModel())
    parsed = grammar.find(written, event, commands, repo, any_context.me.login)
    if not parsed.invocations and not parsed.near_misses:
        return await _withdraw(event, written, any_context)
    role = await any_context.github.role_of(written.author.login)
    steps: list[Step] = []
    answers: list[str] = []
    for bare in parsed.invocations:
        feature = by_name[bare.command.feature]
        config = registry.config_of(feature, repo)
        if config is None:
            continue
        ctx = context(feature, config)
        call = await _entitled(bare, role, features, repo, context)
        who = call.command.who_for(call, repo) if call.command.who_for else call.command.who
        trigger = f"/{call.word}"
        because = f"{call.author} wrote {call.line.strip()}"[:200]
        if call.command.on != "any" and (call.command.on == "pull_request") != event.subject.is_pull_request:
            place = call.command.on.replace("_", " ")
            step = Step(feature.name, trigger, refused=(Refused(reason=f"this works on a {place} only."),))
        elif not who.allows(call.role, call.grants):
            step = Step(
                feature.name,
                trigger,
                refused=(Refused(reason=f"`/{call.word}` is for {who} here.", allowed=str(who)),),
            )
        else:
            step = await _ask(feature.name, trigger, because, call.command.handler(call, ctx))
            answers += [
                e.body for e in step.effects if replies.is_answer(e) and isinstance(e, fx.PostComment)
            ]
            kept = tuple(e for e in step.effects if not replies.is_answer(e))
            step = Step(step.feature, step.trigger, kept, step.refused, step.problem)
        steps.append(step)
    may = replies.Menu.of(commands, repo, role, written, event)
    spoken = replies.compose(event.ref, written, parsed, steps, answers, may)
    effects, _ = _stamped(spoken, "help", f"{written.author.login} wrote a command")
    return [*steps, Step("help", "answer", effects)]


async def _entitled(
    call: Invocation,
    role: Role,
    features: Sequence[Feature[BaseModel]],
    repo: RepositoryConfig,
    context: ContextFor,
) -> Invocation:
    """The invocation with its author's role and those grants that its command cares about."""
    held = {Grant.AUTHOR} if call.written.author.id == call.event.subject.author.id else set()
    ranked = Invocation(**{**call.__dict__, "role": role, "grants": frozenset(held)})
    who = call.command.who_for(ranked, repo) if call.command.who_for else call.command.who
    for grant in who.grants - held:
        if who.allows(role, held):
            break
        for feature in features:
            config = registry.config_of(feature, repo)
            if config is None or grant not in feature.grants:
                continue
            if await feature.grants[grant](call.author, context(feature, config)):
                held.add(grant)
        if grant is Grant.ORG_MEMBER and await context(
            features[0], registry.config_of(features[0], repo) or BaseModel()
        ).github.is_member(call.author):
            held.add(grant)
    return Invocation(**{**call.__dict__, "role": role, "grants": frozenset(held)})


async def _withdraw(event: SubjectEvent, written: Written, ctx: Context[BaseModel]) -> list[Step]:
    """An edit that leaves no command takes back the reply the earlier text got."""
    if written.previous is None:
        return []
    effects, _ = _stamped([replies.withdrawn(event.ref, written)], "help", "the comment was edited")
    return [Step("help", "answer", effects)]
