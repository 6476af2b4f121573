"""`/mentor` and `/unmentor`: people offer themselves, are away, and are put beside a newcomer."""

from __future__ import annotations

from typing import TypeVar

from bot.community.newcomers.journey import NewcomersConfig
from bot.community.newcomers.mentor import AWAY, OPTED, Absence, Offered
from bot.community.rota.days import read_days
from bot.core.commands import logins, nothing
from bot.core.commands.answer import answer
from bot.core.commands.command import CommandResult, Example, Invocation
from bot.core.config.repository_config import RepositoryConfig
from bot.core.context import Context
from bot.core.effects import AnyEffect
from bot.core.errors import Refusal
from bot.core.markdown import code
from bot.core.memory import Memory
from bot.core.model import User, contains, same
from bot.core.permissions import ANYONE, TRIAGE, Who
from bot.core.schedule import spoken_day
from bot.core.schedule.local import day_of
from bot.services.claims.claim_service import held_on
from bot.services.mentoring import messages
from bot.services.mentoring.mentorships import Pairing
from handlers.mentors.events import put_beside
from handlers.mentors.feature import feature

T = TypeVar("T")
_ONESELF = ("me", "away", "back")


def _who(call: Invocation, repo: RepositoryConfig) -> Who:
    return ANYONE if call.args[:1] and call.args[0].lower() in _ONESELF else TRIAGE


@feature.command(
    "mentor",
    usage="/mentor me [topics] | away <from> [to] | back | @login",
    help="Offers you as a mentor, or says when you are away; with the triage role, puts a mentor beside the "
    "newcomer here.",
    who=ANYONE,
    permission_for=_who,
    free_text=True,
    examples=[
        Example("/mentor me", "you offer to stand by newcomers"),
        Example("/mentor me docs io 3", "the same, about these topics, three at a time"),
        Example("/mentor away tomorrow", "nobody new comes to you, until `/mentor back`"),
        Example("/mentor @carol", "carol stands by the newcomer here"),
    ],
)
async def mentor(call: Invocation, ctx: Context[NewcomersConfig]) -> list[CommandResult]:
    """Opt in, be away or back, or put somebody who opted in beside a newcomer."""
    match [call.args[0].lower() if call.args else "", *call.args[1:]]:
        case ["me", *rest]:
            offer = Offered.read(call.author, rest)
            return [_own(OPTED, call).remember(call.ref, ctx.repo_scope, offer)]
        case ["away", *days]:
            return _leave(call, ctx, days)
        case ["back"]:
            return [_own(AWAY, call).remember(call.ref, ctx.repo_scope, None)]
        case [""]:
            raise Refusal("Write `/mentor me` to offer yourself, or name a mentor: `/mentor @carol`.")
        case _:
            return list(await _by_hand(call, ctx))


def _own(memory: Memory[T], call: Invocation) -> Memory[T]:
    return memory.of(call.author.casefold())


def _leave(call: Invocation, ctx: Context[NewcomersConfig], days: list[str]) -> list[CommandResult]:
    today = day_of(ctx.now, ctx.repo.timezone)
    try:
        since, until = read_days(days, today)
    except ValueError as mistake:
        raise Refusal(f"{mistake}.") from None
    if until is not None and until < today:
        raise Refusal(f"{spoken_day(until)} is past; name a later day.")
    absence = Absence(login=call.author, since=since, until=until)
    end = f"to {spoken_day(until)}" if until else "until `/mentor back`"
    text = (
        f"Away from {spoken_day(since)} {end}: no newcomer comes to you as a mentor then. Those you stand by "
        "already stay with you."
    )
    return [_own(AWAY, call).remember(call.ref, ctx.repo_scope, absence), answer(call, text)]


async def _by_hand(call: Invocation, ctx: Context[NewcomersConfig]) -> list[AnyEffect]:
    named = logins(call.args)
    pairing = await Pairing.of(ctx)
    mentors = await pairing.mentors()
    if len(named) != 1:
        raise Refusal("Name one mentor: `/mentor @carol`.")
    if not contains(mentors, named[0]):
        raise Refusal(f"{code(named[0])} has not offered to be a mentor: people do so with `/mentor me`.")
    login = next(each for each in mentors if same(each, named[0]))
    newcomer = await _newcomer(call, ctx)
    if same(login, newcomer.login):
        raise Refusal("Nobody mentors themselves.")
    if (why := await pairing.absence(login)) is not None:
        raise Refusal(messages.instead(login, why))
    is_theirs = same(pairing.mentor_of(newcomer.id) or "", login)
    if not is_theirs and not pairing.has_room(login, mentors[login]):
        raise Refusal(messages.instead(login, "stands by as many as they take at a time"))
    number, because = call.event.subject.number, f"{call.author} asked for it"
    return await put_beside(ctx, pairing, call.ref, login, newcomer, number, because)


async def _newcomer(call: Invocation, ctx: Context[NewcomersConfig]) -> User:
    """Whom a mentor is to stand by here: whoever holds the issue, else the author."""
    subject = call.event.subject
    if not subject.is_open:
        raise Refusal(f"This {subject.noun} is closed; a mentor stands by where work goes on.")
    held = await held_on(ctx, subject.number)
    holder = next((each for each in held.holders), None)
    person = User(id=holder.id, login=holder.login) if holder else subject.author
    if person.is_bot or person.is_ghost:
        raise Refusal("Nobody is here who could have a mentor.")
    return person


@feature.command(
    "unmentor",
    usage="/unmentor",
    help="Ends your offer to be a mentor; what you stand by already stays with you until it is closed.",
    examples=[Example("/unmentor", "no newcomers come to you any more")],
)
async def unmentor(call: Invocation, ctx: Context[NewcomersConfig]) -> list[CommandResult]:
    """Opt out, also where the file still names them."""
    nothing(call)
    offer = Offered(login=call.author, out=True)
    return [_own(OPTED, call).remember(call.ref, ctx.repo_scope, offer)]
