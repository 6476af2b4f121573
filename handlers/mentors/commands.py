"""`/mentor` and `/unmentor`: people offer themselves, are away, and are put beside a newcomer."""

from bot.community.newcomers.mentor import ABSENCES, OFFERS, Absence, MentorOffer
from bot.community.rota.days import read_days
from bot.core.commands import CommandResult, Example, Invocation, Refusal, answer, logins, nothing
from bot.core.effects import AnyEffect
from bot.core.errors import Mistake
from bot.core.feature import ANYONE, TRIAGE, RepositoryConfig, Who
from bot.core.markdown import code
from bot.core.model import User, contains, same
from bot.core.schedule import human_day
from bot.services.claims.claim_decision import claim_state_of
from bot.services.mentoring.mentorships import Mentorships
from bot.services.mentoring.messages import TEXT
from handlers.mentors.events import assign_mentor
from handlers.mentors.feature import Ctx, feature

_ONESELF = ("me", "away", "back")


def _who(call: Invocation, repo: RepositoryConfig) -> Who:
    """Anyone offers themselves; whoever names nobody yet is told how to."""
    return ANYONE if not call.args or call.args[0].lower() in _ONESELF else TRIAGE


@feature.command(
    "mentor",
    usage="/mentor me [topics] | away <from> [to] | back | @login",
    help="Offers you as a mentor, or says when you are away; with the triage role, puts a mentor beside the "
    "newcomer here.",
    who=ANYONE,
    permission_for=_who,
    examples=[
        Example("/mentor me", "you offer to help newcomers as their mentor"),
        Example("/mentor me docs io 3", "the same, about these topics, three at a time"),
        Example("/mentor away tomorrow", "nobody new comes to you, until `/mentor back`"),
        Example("/mentor @carol", "carol stands by the newcomer here"),
    ],
)
async def mentor(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Opt in, be away or back, or put somebody who opted in beside a newcomer."""
    match [call.args[0].lower() if call.args else "", *call.args[1:]]:
        case ["me", *rest]:
            offer = MentorOffer.read(call.author, call.written.author.id, rest)
            return [_store_offer(call, ctx, offer)]
        case ["away", *days]:
            return _leave(call, ctx, days)
        case ["back"]:
            return [_store_absence(call, ctx, None)]
        case [""]:
            raise Refusal(TEXT.usage())
        case _:
            return list(await _by_hand(call, ctx))


def _store_offer(call: Invocation, ctx: Ctx, offer: MentorOffer) -> AnyEffect:
    return OFFERS.of(call.author.casefold()).remember(call.ref, ctx.repo_scope, offer)


def _store_absence(call: Invocation, ctx: Ctx, absence: Absence | None) -> AnyEffect:
    return ABSENCES.of(call.author.casefold()).remember(call.ref, ctx.repo_scope, absence)


def _leave(call: Invocation, ctx: Ctx, days: list[str]) -> list[CommandResult]:
    today = ctx.today
    try:
        since, until = read_days(days, today)
    except Mistake as mistake:
        raise Refusal(TEXT.no_days(mistake=mistake.sentence)) from None
    if until is not None and until < today:
        raise Refusal(TEXT.day_past(day=human_day(until, now=today)))
    absence = Absence(login=call.author, since=since, until=until)
    if until:
        text = TEXT.absent_until(since=human_day(since, now=today), until=human_day(until, now=today))
    else:
        text = TEXT.absent(since=human_day(since, now=today))
    return [_store_absence(call, ctx, absence), answer(call, text)]


async def _by_hand(call: Invocation, ctx: Ctx) -> list[AnyEffect]:
    named = logins(call.args)
    mentorships = await Mentorships.of(ctx)
    mentors = await mentorships.mentors()
    if len(named) != 1:
        raise Refusal(TEXT.one_mentor())
    if not contains(mentors, named[0]):
        raise Refusal(TEXT.not_offered(login=code(named[0])))
    login = next(mentor for mentor in mentors if same(mentor, named[0]))
    newcomer = await _newcomer(call, ctx)
    if same(login, newcomer.login):
        raise Refusal(TEXT.not_yourself())
    if (why := await mentorships.absence(login)) is not None:
        raise Refusal(TEXT.instead(login=code(login), why=why))
    is_theirs = same(mentorships.mentor_of(newcomer.id) or "", login)
    if not is_theirs and not mentorships.has_room(login, mentors[login]):
        raise Refusal(TEXT.instead(login=code(login), why=TEXT.is_full()))
    number, because = call.event.subject.number, f"{call.author} asked for it"
    return await assign_mentor(ctx, mentorships, call.ref, login, newcomer, number, because)


async def _newcomer(call: Invocation, ctx: Ctx) -> User:
    """Return whom a mentor is to stand by here: whoever holds the issue, else the author."""
    subject = call.event.subject
    if not subject.is_open:
        raise Refusal(TEXT.subject_closed(noun=subject.noun))
    state = await claim_state_of(ctx, subject.number)
    holder = next((holder for holder in state.holders), None)
    person = User(id=holder.id, login=holder.login) if holder else subject.author
    if not person.is_person:
        raise Refusal(TEXT.no_newcomer())
    return person


@feature.command(
    "unmentor",
    help="Ends your offer to be a mentor; those you help already stay with you until their work is closed.",
    for_oneself=True,
    examples=[Example("/unmentor", "no newcomers come to you any more")],
)
async def unmentor(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Opt out, also where the file still names them."""
    nothing(call)
    offer = MentorOffer(login=call.author, account_id=call.written.author.id, out=True)
    return [_store_offer(call, ctx, offer)]
