"""What happens at the gate because time passes, and because of something that happened elsewhere."""

from __future__ import annotations

from datetime import datetime

from bot.community.channels import LETTER
from bot.community.contributions.rules import GateOutcome
from bot.community.contributions.state import DRAFTS_REFUSED, MOST_REOPENED, DraftsRefused, GateState
from bot.community.waiting import WORDS
from bot.core.effects import AnyEffect, Close, ConvertToDraft, Effects, say
from bot.core.events import Wake
from bot.core.states import EffectState
from bot.services.calls import tell_privately
from bot.services.claims.gate import LOOK, look_for_person
from handlers.contributions.beside import without_repeats
from handlers.contributions.feature import CLOCK, GATE_COMMENT, REMINDER, Ctx, feature
from handlers.contributions.gate import Gate
from handlers.contributions.rights import TEXT
from handlers.contributions.schedule import LOOK_AT_DRAFT, TRY_AGAIN, closing, draft_at, next_due


@feature.timer(LOOK)
async def look(event: Wake, ctx: Ctx) -> Effects:
    """Look again at pull requests: what they lacked may be there."""
    effects: list[AnyEffect] = []
    for pull in await ctx.records.subjects(event.data.get("pulls", ())):
        gate = await Gate.at(ctx, pull)
        if gate.state is not None and gate.state.waits:
            effects += await gate.look()
    return without_repeats(effects)


@feature.timer(CLOCK)
async def time_passed(event: Wake, ctx: Ctx) -> Effects:
    """The draft, the reminder, the close; first of all it is looked whether they are wanted at all."""
    if ctx.subject is None:
        return ()
    gate = await Gate.at(ctx, ctx.subject)
    state = gate.state
    if state is None:
        return ()
    if not ctx.subject.is_open and state.closed_at is None:
        return gate.over()
    if state.drafted and not ctx.subject.draft and await _was_refused(gate):
        return [*await _tell_maintainers(ctx), *gate.remembered(state.model_copy(update={"drafted": False}))]
    if effects := await gate.look():
        return effects
    return await _in_time(gate, state)


async def _in_time(gate: Gate, state: GateState) -> list[AnyEffect]:
    ctx = gate.ctx
    if not state.waits or state.closed_at is not None:
        return []
    becomes_draft = draft_at(ctx, state)
    if becomes_draft is not None and becomes_draft <= ctx.now:
        return await _draft(gate, state)
    last_word, is_answered = await _last_word(gate, state)
    if state.reminded_at is not None and state.reminded_at < last_word:
        state = state.model_copy(update={"reminded_at": None})
    outcome, ends = GateOutcome(state.unmet), closing(ctx, state, last_word)
    if ends is None or outcome.waits_for_maintainers:
        return []
    if not is_answered:
        return gate.remembered(state, ctx.now + (ends.close_at - last_word))
    if state.reminded_at is None and ends.remind_at <= ctx.now:
        return _remind(gate, state, outcome, last_word)
    if state.reminded_at is not None and ends.close_at <= ctx.now:
        return [
            *_close(gate, state, outcome),
            *await look_for_person(ctx, gate.pull.author, gate.pull.number),
        ]
    return gate.remembered(state, ends.close_at if state.reminded_at else ends.remind_at)


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
    state = state.model_copy(update={"draft_tried": True})
    refused = await DRAFTS_REFUSED.read(ctx.records, ctx.repo_scope)
    if gate.pull.draft or (refused is not None and refused.at > ctx.now - TRY_AGAIN):
        return gate.remembered(state)
    because = "it has waited for a working day since its author was told what is missing"
    state = state.model_copy(update={"drafted": True})
    look_at = min(filter(None, [ctx.now + LOOK_AT_DRAFT, next_due(ctx, state)]))
    return [ConvertToDraft(subject=gate.ref, because=because), *gate.remembered(state, look_at)]


async def _was_refused(gate: Gate) -> bool:
    """Return whether GitHub did not take the draft."""
    done = await gate.ctx.records.done_on(gate.ref)
    drafts = [record for record in done if record.kind == "convert_to_draft"]
    return bool(drafts) and drafts[-1].state in (EffectState.REFUSED, EffectState.DEAD)


async def _tell_maintainers(ctx: Ctx) -> list[AnyEffect]:
    """Return what remembers that drafts are not to be had, and the one message to the maintainers; their
    letter has it too."""
    because = "GitHub lets the App make no drafts here"
    known = await DRAFTS_REFUSED.read(ctx.records, ctx.repo_scope)
    refused = DraftsRefused(at=ctx.now, first_at=known.first_at if known else ctx.now)
    message = [] if known else tell_privately(ctx, TEXT.no_drafts(), because, *LETTER)
    return [DRAFTS_REFUSED.remember(ctx.ref, ctx.repo_scope, refused), *message]


def _remind(gate: Gate, state: GateState, outcome: GateOutcome, last_word: datetime) -> list[AnyEffect]:
    reminded = state.model_copy(update={"reminded_at": gate.ctx.now})
    ends = closing(gate.ctx, reminded, last_word)
    assert ends is not None
    text = gate.words.reminder(outcome, gate.words.locale.day(ends.close_at))
    because = "nothing was said for a while, and something is missing"
    comment = say(gate.ref, REMINDER, text, because=because, outdates=REMINDER)
    return [comment, *gate.remembered(reminded, ends.close_at)]


def _close(gate: Gate, state: GateState, outcome: GateOutcome) -> list[AnyEffect]:
    because = "nothing was said since the reminder"
    body = gate.words.closed(outcome, again=state.reopened < MOST_REOPENED)
    closed = state.model_copy(update={"closed_at": gate.ctx.now})
    return [
        say(gate.ref, GATE_COMMENT, body, sticky=True, because=because, outdates=REMINDER),
        Close(subject=gate.ref, reason="not_planned", because=because),
        *gate.remembered(closed),
    ]
