"""Obeying: find the commands of a text, carry out those its author may give, and answer once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pydantic import BaseModel

from bot.core import commands as grammar
from bot.core import effects as fx
from bot.core.commands.answer import is_answer
from bot.core.commands.command import Invocation, Rejection
from bot.core.config.repository_config import RepositoryConfig
from bot.core.context import Context
from bot.core.effects.projection import project
from bot.core.events import SubjectEvent, Written
from bot.core.feature import Feature
from bot.core.model import Role, contains, same
from bot.core.permissions import Grant, Who
from bot.engine.decide.commands import replies
from bot.engine.decide.commands.edited_comments import corrected, earlier_answer
from bot.engine.decide.commands.pending_records import foreseen
from bot.engine.decide.commands.rate_limits import Budget, commands_of, replies_on
from bot.engine.decide.decision import ContextFor, Step, ask, stamped
from bot.engine.decide.pause_and_lock import Silence


def may_hold_commands(event: SubjectEvent) -> bool:
    """A cheap first look: whether a text could hold commands at all."""
    written = event.written()
    return written is not None and ("/" in written.body or "@" in written.body)


def may_command(written: Written, repo: RepositoryConfig) -> bool:
    """Whether this kind of author is listened to: people, and the bots the repository lists."""
    if written.author.is_ghost:
        return False
    return not written.author.is_bot or contains(repo.command_bots, written.author.login)


async def obey(
    event: SubjectEvent,
    written: Written,
    features: Sequence[Feature[BaseModel]],
    repo: RepositoryConfig,
    context: ContextFor,
    config_error: str,
    silence: Silence,
    before: Sequence[Step] = (),
) -> list[Step]:
    """One step a command, and a last one that answers. `before` is what the event itself has led to."""
    on = {feature.name: feature for feature in features if feature.config_in(repo) is not None}
    here = _context(on["help"], repo, context)
    parsed = silence.heard(grammar.find(written, event, here.commands, repo, here.me.login))
    if silence.pause is not None and not parsed.invocations:
        return []
    author = written.author.login
    if silence.locked and may_hold_commands(event) and await here.github.role_of(author) < Role.TRIAGE:
        return []
    because = f"{author} wrote a command"
    if not parsed.invocations and config_error:
        off = [command for feature in features for command in feature.commands]
        parsed = grammar.find(written, event, off, repo, here.me.login)
        if parsed.invocations:
            said = replies.only_config_error(event.ref, written, config_error)
            return [Step("help", "answer", stamped(said, "help", because))]
    earlier = await earlier_answer(here.records, here.subject_scope, event.ref, written)
    if not parsed.invocations and not parsed.near_misses:
        spoken = corrected(event.ref, written, parsed.kept, earlier, ())
        return [Step("help", "answer", stamped(spoken, "help", "the comment was edited"))] if spoken else []
    scope = here.subject_scope
    budget = await commands_of(here.records, written.author.id, here.now)
    replies_left = await replies_on(here.records, scope, here.now)
    if parsed.invocations and not budget.left:
        return _too_many(event, written, budget, replies_left, because)
    role = await here.github.role_of(author)
    steps: list[Step] = []
    answers: list[str] = []
    for bare in parsed.invocations:
        feature = on[bare.command.feature]
        call = await _entitled(bare, role, list(on.values()), repo, context)
        ctx = _after(_context(feature, repo, context), steps)
        decided = [effect for step in (*before, *steps) for effect in step.effects]
        ctx = replace(ctx, records=foreseen(ctx.records, feature.name, decided))
        step = await _carry_out(call, ctx)
        answers += [effect.body for effect in step.effects if is_answer(effect)]
        kept = tuple(effect for effect in step.effects if not is_answer(effect))
        steps.append(Step(step.feature, step.trigger, kept, step.refused, step.problem))
    if config_error:
        answers.append(replies.config_error(config_error))
    menu = replies.Menu.of(here.commands, repo, role, written, event)
    spoken = replies.compose(event.ref, written, parsed, steps, answers, menu)
    spoken = corrected(event.ref, written, parsed.kept, earlier, spoken)
    spoken = _measured(event.ref, spoken, replies_left)
    if parsed.invocations:
        spoken.append(budget.spend(event.ref, len(parsed.invocations)))
    return [*steps, Step("help", "answer", stamped(spoken, "help", because))]


def _too_many(
    event: SubjectEvent, written: Written, budget: Budget, replies_left: Budget, because: str
) -> list[Step]:
    """Somebody has used up their commands: said once a text, and nothing else is done."""
    said = replies.too_many(event.ref, written, budget.free_at)
    return [Step("help", "limit", stamped(_measured(event.ref, said, replies_left), "help", because))]


def _measured(ref: str, spoken: list[fx.AnyEffect], left: Budget) -> list[fx.AnyEffect]:
    """Words only as long as the subject's hour has room for them; a reaction always."""
    if not any(isinstance(effect, fx.PostComment) for effect in spoken):
        return spoken
    if not left.left:
        return [effect for effect in spoken if not isinstance(effect, fx.PostComment)]
    return [*spoken, left.spend(ref, 1)]


def _after(ctx: Context[BaseModel], steps: Sequence[Step]) -> Context[BaseModel]:
    """The context in which what the commands above in the same text want is done already."""
    if ctx.subject is None:
        return ctx
    wanted = [effect for step in steps for effect in step.effects if isinstance(effect, fx.Outward)]
    here = [effect for effect in wanted if same(effect.subject, ctx.ref)]
    return replace(ctx, subject=project(ctx.subject, here)) if here else ctx


def _context(feature: Feature[BaseModel], repo: RepositoryConfig, context: ContextFor) -> Context[BaseModel]:
    config = feature.config_in(repo)
    assert config is not None, f"{feature.name} is off"
    return context(feature, config)


def _who(call: Invocation, repo: RepositoryConfig) -> Who:
    return call.command.permission_for(call, repo) if call.command.permission_for else call.command.who


async def _carry_out(call: Invocation, ctx: Context[BaseModel]) -> Step:
    command, trigger = call.command, f"/{call.word}"
    # Of several that share a word, the usage names the one that is meant.
    name = command.usage.partition(" [")[0] if command.matches and command.name == call.word else trigger
    if command.on != "any" and (command.on == "pull_request") != call.event.subject.is_pull_request:
        reason = f"`{name}` works on {command.on.replace('_', ' ')}s only."
        return Step(command.feature, trigger, refused=(Rejection(reason=reason),))
    who = _who(call, ctx.repo)
    if not who.allows(call.role, call.grants):
        refused = Rejection(reason=f"`{name}` is for {who} here.", allowed=str(who))
        return Step(command.feature, trigger, refused=(refused,))
    because = f"{call.author} wrote {call.line.strip()}"[:200]
    return await ask(command.feature, trigger, because, command.handler(call, ctx))


async def _entitled(
    call: Invocation,
    role: Role,
    features: Sequence[Feature[BaseModel]],
    repo: RepositoryConfig,
    context: ContextFor,
) -> Invocation:
    """The invocation with its author's role, and those grants that decide about its command."""
    held: set[Grant] = set()
    if call.written.author.id == call.event.subject.author.id:
        held.add(Grant.AUTHOR)
    who = _who(call.by(role, held), repo)
    for grant in sorted(who.grants - held):
        if who.allows(role, held):
            break
        if grant is Grant.ORG_MEMBER:
            asked = _context(features[0], repo, context).github
            if await asked.is_member(call.author):
                held.add(grant)
        for feature in features:
            has = feature.grants.get(grant)
            if has is not None and await has(call.author, _context(feature, repo, context)):
                held.add(grant)
    return call.by(role, held)
