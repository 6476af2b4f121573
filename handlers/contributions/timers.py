"""What happens at the gate because time passes, and because of something that happened elsewhere."""

from __future__ import annotations

from datetime import datetime

from bot.community.channels import LETTER
from bot.community.contributions.rules import GateOutcome
from bot.community.contributions.state import DRAFTS_REFUSED, DraftsRefused, GateState
from bot.community.waiting import WORDS
from bot.core.effects import AnyEffect, ConvertToDraft, Effects, say
from bot.core.events import Wake
from bot.core.states import UNSETTLED, Closing, EffectState
from bot.services.calls import tell_privately
from bot.services.claims.gate import LOOK
from handlers.contributions.feature import CLOCK, REMINDER, Ctx, feature
from handlers.contributions.gate import Gate
from handlers.contributions.rights import TEXT
from handlers.contributions.schedule import TRY_AGAIN, deadlines, draft_at


@feature.timer(LOOK)
@feature.timer(LOOK, while_quiet=True)
async def look(event: Wake, ctx: Ctx) -> Effects:
    """Look whether what it lacked is there, by something that happened elsewhere. Its clock goes on as it
    was, also while GitHub's word on our draft is waited for."""
    gate = await _remembered(ctx)
    return await _seen(gate) if gate else ()


@feature.timer(CLOCK)
async def time_passed(event: Wake, ctx: Ctx) -> Effects:
    """GitHub may have answered; else, where nothing new is to be said, the draft, the reminder or the close
    may be due: not where a locked conversation leaves no words for them."""
    gate = await _remembered(ctx)
    if gate is None or gate.state is None:
        return ()
    state = gate.state
    if state.asked_at is not None:
        return await _answered(gate, state)
    if effects := await _seen(gate):
        return effects
    is_waiting = state.waits and state.closing is Closing.NONE and not gate.pull.locked
    return await _in_time(gate, state) if is_waiting else ()


async def _remembered(ctx: Ctx) -> Gate | None:
    gate = await Gate.at(ctx, ctx.subject) if ctx.subject is not None else None
    return gate if gate and gate.state else None


async def _seen(gate: Gate) -> list[AnyEffect]:
    is_ours = gate.state is not None and gate.state.closing is Closing.OURS
    return await gate.look() if gate.pull.is_open or is_ours else gate.over()


async def _answered(gate: Gate, state: GateState) -> list[AnyEffect]:
    """Return what follows from GitHub's word on our draft or reopening; until there is one, another look."""
    is_reopening = state.closing is Closing.OURS
    kind = "reopen" if is_reopening else "convert_to_draft"
    states = [done.state for done in await gate.ctx.records.done_on(gate.ref) if done.kind == kind]
    if states and states[-1] in UNSETTLED:
        return gate.remembered(state)
    taken = gate.pull.is_open if is_reopening else gate.pull.draft
    taken = taken or states[-1:] == [EffectState.DONE]
    state = state.model_copy(update={"asked_at": None})
    if is_reopening:
        return await gate.reopening_done(state) if taken else gate.reopening_refused(state)
    message = [] if taken else await _tell_maintainers(gate.ctx)
    return [*message, *gate.remembered(state.model_copy(update={"drafted": taken}))]


async def _in_time(gate: Gate, state: GateState) -> list[AnyEffect]:
    ctx = gate.ctx
    becomes_draft = draft_at(ctx, state)
    if becomes_draft is not None and becomes_draft <= ctx.now:
        return await _draft(gate, state)
    last_word, is_answered = await _last_word(gate, state)
    if state.reminded_at is not None and state.reminded_at < last_word:
        state = state.model_copy(update={"reminded_at": None})
    ends = deadlines(ctx, state, last_word)
    if ends is None:
        return []
    if not is_answered:
        return gate.remembered(state, ctx.now + (ends.close_at - last_word))
    if state.reminded_at is None:
        is_due = ends.remind_at <= ctx.now
        return _remind(gate, state, last_word) if is_due else gate.remembered(state, ends.remind_at)
    if ctx.now < ends.close_at:
        return gate.remembered(state, ends.close_at)
    return [*gate.closed(state, "nothing was said since the reminder"), *await gate.makes_room()]


async def _last_word(gate: Gate, state: GateState) -> tuple[datetime, bool]:
    """Return when somebody last said or pushed something since it waits, and whether the author's own words
    are answered, if there are any."""
    deeds = [deed for deed in await gate.ctx.deeds_on(gate.pull.number, what=WORDS) if deed.at >= state.since]
    human = [deed for deed in deeds if not deed.detail.get("bot")]
    comments = [deed for deed in human if "comment" in deed.what and not deed.detail.get("wordless")]
    is_answered = not comments or comments[-1].person_id != gate.pull.author.id
    return max((deed.at for deed in human), default=state.since), is_answered


async def _draft(gate: Gate, state: GateState) -> list[AnyEffect]:
    """Return what makes it a draft, unless GitHub took none of ours lately."""
    ctx = gate.ctx
    state = state.model_copy(update={"may_draft": False})
    refused = await DRAFTS_REFUSED.read(ctx.records, ctx.repo_scope)
    if gate.pull.draft or (refused is not None and refused.at > ctx.now - TRY_AGAIN):
        return gate.remembered(state)
    because = "it has waited for a working day since its author was told what is missing"
    draft = ConvertToDraft(subject=gate.ref, because=because)
    return [draft, *gate.remembered(state.model_copy(update={"asked_at": ctx.now}))]


async def _tell_maintainers(ctx: Ctx) -> list[AnyEffect]:
    """Return what remembers that drafts are not to be had, and the one message to the maintainers; their
    letter has it too."""
    because = "GitHub lets the App make no drafts here"
    known = await DRAFTS_REFUSED.read(ctx.records, ctx.repo_scope)
    refused = DraftsRefused(at=ctx.now, first_at=known.first_at if known else ctx.now)
    message = [] if known else tell_privately(ctx, TEXT.no_drafts(), because, *LETTER)
    return [DRAFTS_REFUSED.remember(ctx.ref, ctx.repo_scope, refused), *message]


def _remind(gate: Gate, state: GateState, last_word: datetime) -> list[AnyEffect]:
    reminded = state.model_copy(update={"reminded_at": gate.ctx.now})
    ends = deadlines(gate.ctx, reminded, last_word)
    assert ends is not None
    text = gate.words.reminder(GateOutcome(state.unmet), gate.words.locale.day(ends.close_at))
    because = "nothing was said for a while, and something is missing"
    comment = say(gate.ref, REMINDER, text, because=because, outdates=REMINDER)
    return [comment, *gate.remembered(reminded, ends.close_at)]
