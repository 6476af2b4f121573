"""`/undo`: takes back what the bot did last on a subject, and keeps it from doing the same there again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.community.cases import CASE
from bot.core import effects as fx
from bot.core.commands import CommandResult, Invocation, Refusal, answer, nothing
from bot.core.effects import KINDS
from bot.core.effects.description import described
from bot.core.effects.undo import LESSON, OVERWRITTEN, UNDONE, Circumstances, Reversal, TakenBack, reverse
from bot.core.feature import TRIAGE
from bot.core.keys import COMMANDS
from bot.core.markdown import NOTHING, Markdown, joined
from bot.core.ports.records import EffectRecord
from bot.core.states import UNSETTLED, EffectState
from handlers.help.feature import TEXT, Ctx, feature


def is_answer(done: EffectRecord) -> bool:
    """Return whether a deed is only the answer to a command: a reply, or a reaction."""
    return done.feature == COMMANDS and done.kind in KINDS and KINDS[done.kind].is_speech


def in_words(done: EffectRecord) -> Markdown:
    """Return one deed, as in "set `bug`"; empty for what needs no telling (reactions, and answers to
    commands)."""
    return described(done.kind, done.effect) if done.kind in KINDS and not is_answer(done) else NOTHING


def _taken_back(opposite: fx.Outward) -> Markdown:
    """Return what takes a deed back, as in "removed `bug`"."""
    if isinstance(opposite, fx.PostComment):
        return TEXT.comment_restored()
    return described(opposite.effect, opposite.model_dump())


DID = (EffectState.DONE, *UNSETTLED)


@feature.command(
    "undo",
    help="Takes back what I did last here, and keeps me from doing the same here again by myself.",
    who=TRIAGE,
)
async def undo(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Reverse the last plan that was not taken back yet."""
    nothing(call)
    history = [done for done in await ctx.records.done_on(call.ref) if done.state in DID]
    plan = _last(history, set(await UNDONE.read_all(ctx.records, ctx.subject_scope)))
    if not plan:
        raise Refusal(TEXT.nothing_to_undo())
    guid = plan[0].guid
    before = await OVERWRITTEN.of(guid).read(ctx.records, ctx.subject_scope)
    effects: list[CommandResult] = []
    stays: list[Markdown] = []
    taken: list[Markdown] = []
    learnt: list[str] = []
    for done in reversed(plan):
        effect = _effect(done)
        then = Circumstances(ctx.subject, before, done.remote_id, _comment_before(done, history))
        reversal = reverse(effect, then)
        effects += [
            opposite.model_copy(update={"because": f"{call.author} wrote /undo"})
            for opposite in reversal.effects
        ]
        if reversal.stays:
            stays.append(Markdown(reversal.stays))
        elif not is_answer(done):
            taken += filter(None, map(_taken_back, reversal.effects))
        if not reversal.stays:
            learnt += _lessons(_without_answers(effect), reversal)
    if not effects and stays:
        raise Refusal(TEXT.cannot_undo(reasons=joined(dict.fromkeys(stays), "; ")))
    effects += _remembered(guid, learnt, call, ctx)
    effects.append(answer(call, await _answer(plan, taken, stays, call, ctx)))
    return effects


def _last(history: Sequence[EffectRecord], undone: Iterable[str]) -> list[EffectRecord]:
    """Return the effects of the newest plan that is more than an answer, and neither undone nor an
    undoing."""
    plans: dict[str, list[EffectRecord]] = {}
    for done in history:
        plans.setdefault(done.guid, []).append(done)
    for guid in reversed(plans):
        plan = [done for done in plans[guid] if not is_answer(done)]
        if plan and guid not in set(undone):
            return plan
    return []


def _effect(done: EffectRecord) -> fx.Outward:
    return fx.parse(done.effect)


def _lessons(effect: fx.Outward, reversal: Reversal) -> Iterable[str]:
    """Return what is not to be done here again. A lasting comment that says again what it said before goes on
    following what it tells of."""
    again = {
        key
        for opposite in reversal.effects
        if isinstance(opposite, fx.PostComment)
        for key in opposite.undo_keys
    }
    return (key for key in effect.undo_keys if key not in again)


def _without_answers(effect: fx.Outward) -> fx.Outward:
    if not isinstance(effect, fx.PostComment):
        return effect
    sections = tuple(section for section in effect.sections if section.feature != COMMANDS)
    return effect.model_copy(update={"sections": sections})


def _comment_before(
    done: EffectRecord, history: Sequence[EffectRecord]
) -> dict[tuple[str, str], fx.CommentSection]:
    """Return what the comment an effect is about said just before it."""
    before: dict[tuple[str, str], fx.CommentSection] = {}
    key = done.effect.get("sticky")
    for earlier in history:
        if earlier is done:
            break
        if key is None or earlier.effect.get("sticky") != key:
            continue
        effect = _effect(earlier)
        sections = effect.sections if isinstance(effect, fx.PostComment) else ()
        before = {(section.feature, section.key): section for section in sections}
    return before


def _remembered(guid: str, learnt: Iterable[str], call: Invocation, ctx: Ctx) -> list[fx.Remember]:
    memories = [UNDONE.of(guid), UNDONE.of(ctx.guid), *(LESSON.of(key) for key in dict.fromkeys(learnt))]
    taken_back = TakenBack(by=call.author, at=ctx.now)
    return [memory.remember(call.ref, ctx.subject_scope, taken_back) for memory in memories]


async def _answer(
    plan: Sequence[EffectRecord],
    taken: Sequence[Markdown],
    stays: Sequence[Markdown],
    call: Invocation,
    ctx: Ctx,
) -> Markdown:
    undone = TEXT.undone(effects=joined(dict.fromkeys(reversed(taken)))) if taken else TEXT.undone_last()
    parts = [undone, TEXT.not_again()]
    if stays:
        parts.append(TEXT.stays(reasons=joined(dict.fromkeys(stays), "; ")))
    by_steward = any("steward" in done.feature.split(", ") for done in plan)
    if by_steward and await CASE.exists(ctx.records, ctx.subject_scope):
        parts.append(TEXT.case_stays())
    return joined(parts, " ")
