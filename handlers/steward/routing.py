"""Giving a case to somebody: a new one, one that changes hands, one that comes back."""

from __future__ import annotations

from bot.community.cases import CaseState, Choice, first_choice, next_choice, noticed, routed
from bot.community.rota import Rota
from bot.community.steward import StewardConfig, one_of
from bot.core.context import Context
from bot.core.effects import AnyEffect, Assign, CancelTimer, Case, SetTimer, Unassign, say
from bot.core.model import Subject, contains, same
from bot.core.schedule.local import day_of
from handlers.steward import words
from handlers.steward.declared import read_rota, storing

ACKNOWLEDGE = "acknowledge"
"""The timer that runs while nobody has said a word."""
CASE = "case"
"""The section of the sticky comment that says who has it now."""
TURN = "turn"
"""The section of a comment that calls somebody."""


def new_case(subject: Subject, because: str, ctx: Context[StewardConfig], rota: str = "") -> CaseState:
    """A case just opened, in nobody's hands yet."""
    return CaseState(
        opened_at=ctx.now,
        reporter=subject.author.login,
        reporter_id=subject.author.id,
        because=because,
        rota=rota,
    )


async def open_case(
    subject: Subject, ref: str, because: str, ctx: Context[StewardConfig], *, asked: bool
) -> list[AnyEffect]:
    """Open a case and give it to whoever is on duty; where people are assigned already, it is theirs."""
    rota = await read_rota(ctx)
    state = new_case(subject, because, ctx)
    has_it = [each.login for each in subject.assignees if not each.is_bot and each.id != subject.author.id]
    if has_it:
        taken = state.model_copy(update={"steward": has_it[0], "routed_at": ctx.now, "asked": (has_it[0],)})
        return [Case(subject=ref, state=taken.model_dump(mode="json"), because=f"{has_it[0]} has it already")]
    return await give_first(state, rota, subject, ref, ctx, asked=asked)


async def give_first(
    state: CaseState,
    rota: Rota,
    subject: Subject,
    ref: str,
    ctx: Context[StewardConfig],
    *,
    asked: bool,
) -> list[AnyEffect]:
    """Give a case to whoever is on duty; where nobody is, say so, and try again when somebody is."""
    before, state = state.steward, state.model_copy(update={"steward": None, "announced": True})
    choice = first_choice(rota, ctx.now, (state.reporter, *state.asked), prefer=before)
    person = await _person(choice, state, ref, ctx)
    if person is not None:
        state = routed(state, rota, person, ctx.now)
    body = words.routed(state, rota, ctx.now, asked=asked)
    because = f"a support case: {state.because}; {person or 'nobody'}: {choice.because}"
    return [
        *_hands(state, before, subject, ref, because),
        say(ref, CASE, body, sticky=True, because=because),
        *_clock(state, choice, ref),
        *storing(rota, ctx),
        Case(subject=ref, state=state.model_dump(mode="json")),
    ]


async def hand_on(
    state: CaseState, rota: Rota, subject: Subject, ref: str, because: str, ctx: Context[StewardConfig]
) -> list[AnyEffect] | None:
    """Give a case to the next person who has not had it; None when there is no such person."""
    choice = next_choice(rota, ctx.now, (state.reporter, *state.asked))
    person = await _person(choice, state, ref, ctx)
    if person is None:
        return None
    return give_to(person, state, rota, subject, ref, because, ctx)


def give_to(
    person: str,
    state: CaseState,
    rota: Rota,
    subject: Subject,
    ref: str,
    because: str,
    ctx: Context[StewardConfig],
) -> list[AnyEffect]:
    """Give a case to somebody, out of the hands of whoever has it; both are called at most once a day."""
    before, state = state.steward, routed(state, rota, person, ctx.now)
    today = day_of(ctx.now, ctx.repo.timezone)
    effects = _hands(state, before, subject, ref, because)
    if not state.announced:
        state = state.model_copy(update={"announced": True})
        effects.append(
            say(ref, CASE, words.routed(state, rota, ctx.now, asked=False), sticky=True, because=because)
        )
        return [*effects, *_kept(state, rota, ref, ctx)]
    effects.append(say(ref, CASE, words.standing(state, rota), sticky=True, because=because))
    if state.noticed_on != today:
        state = noticed(state, TURN, today)
        effects.append(say(ref, TURN, words.handed(state, rota), because=because, outdates=TURN))
    return [*effects, *_kept(state, rota, ref, ctx)]


def corrected(state: CaseState, rota: Rota, ref: str) -> list[AnyEffect]:
    """The lasting word as it is true now, where one stands; none is posted for it."""
    return [say(ref, CASE, words.standing(state, rota), sticky=True)] if state.announced else []


def _kept(state: CaseState, rota: Rota, ref: str, ctx: Context[StewardConfig]) -> list[AnyEffect]:
    return [
        *_clock(state, Choice(), ref),
        *storing(rota, ctx),
        Case(subject=ref, state=state.model_dump(mode="json")),
    ]


async def _person(choice: Choice, state: CaseState, ref: str, ctx: Context[StewardConfig]) -> str | None:
    """The login that a choice comes to; a team is asked through one of its members."""
    name = choice.person or choice.otherwise
    if name is None or choice.person is not None:
        return name
    without = (state.reporter, *state.asked)
    if not name.startswith("@"):
        return None if contains(without, name) else name
    members = await ctx.github.team(name.rpartition("/")[2].removeprefix("@")) or ()
    return one_of([each for each in members if not contains(without, each)], ref)


def _hands(state: CaseState, before: str | None, subject: Subject, ref: str, because: str) -> list[AnyEffect]:
    if state.steward is None:
        return []
    effects: list[AnyEffect] = [Assign(subject=ref, logins=(state.steward,), because=because)]
    if before and not same(before, state.steward) and contains(subject.assignee_logins, before):
        effects.append(Unassign(subject=ref, logins=(before,), because=because))
    return effects


def _clock(state: CaseState, choice: Choice, ref: str) -> list[AnyEffect]:
    due = state.ack_by if state.steward else choice.retry_at
    if due is None:
        return [CancelTimer(subject=ref, key=ACKNOWLEDGE)]
    return [SetTimer(subject=ref, key=ACKNOWLEDGE, due=due)]
