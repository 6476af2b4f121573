"""Absences: whole days on which nobody is asked for anything. Only days are kept, never a reason."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from bot.community.rota import Override, OverrideKind, Rota, next_change, read_days, shifts
from bot.community.rota import away as absence
from bot.community.steward import people_of, rota_names
from bot.core.commands import Example, Invocation, Refusal, answer
from bot.core.effects import Effects, SetTimer
from bot.core.errors import Mistake
from bot.core.feature import ROTA_OR_TRIAGE
from bot.core.keys import timer_key
from bot.core.markdown import Markdown, bare, joined
from bot.core.model import contains, same
from bot.core.schedule import day_of, instant
from handlers.steward.feature import TEXT, Ctx, feature
from handlers.steward.rules.duty_answers import away as away_answer
from handlers.steward.rules.duty_answers import days
from handlers.steward.timers import ABSENCE, tend
from handlers.steward.unit_of_work import UnitOfWork


async def rotas_of(work: UnitOfWork, *people: str) -> list[Rota]:
    """Return the rotas that all these people belong to; Refusal when there is none."""
    names = rota_names(work.ctx.repo)
    rotas = [await work.rota(name) for name in names]
    shared = [rota for rota in rotas if all(rota.config.person(login) for login in people)]
    if not shared:
        known = joined(map(bare, people_of(work.ctx.repo)))
        stranger = next((login for login in people if not contains(people_of(work.ctx.repo), login)), None)
        if stranger is None:
            raise Refusal(TEXT.not_on_same_rota(people=joined(map(bare, people), TEXT.and_next())))
        raise Refusal(TEXT.on_no_rota(person=bare(stranger), people=known))
    return shared


def read(typed: Sequence[str], today: date) -> tuple[date, date | None]:
    """Return the days that a command names; Refusal says how to write them."""
    try:
        return read_days(typed, today)
    except Mistake as mistake:
        raise Refusal(mistake.sentence) from None


@feature.command(
    "away",
    usage="/away <from> [to]",
    help="Says that you are away on some days: no support case goes to you then. Without a last day, until "
    "`/back`.",
    examples=[
        Example("/away 2026-03-18 to 2026-03-20", "three days"),
        Example("/away tomorrow", "from tomorrow until `/back`"),
    ],
    who=ROTA_OR_TRIAGE,
)
async def leave(call: Invocation, ctx: Ctx) -> Effects:
    """Be away. Only the days are kept, never a reason."""
    work = UnitOfWork(ctx)
    lines: list[Markdown] = []
    for rota in await rotas_of(work, call.author):
        zone = rota.zone_of(call.author)
        today = day_of(ctx.now, zone)
        since, until = read(call.args, today)
        try:
            made = absence(rota, call.author, since, until, today)
        except Mistake as mistake:
            raise Refusal(mistake.sentence) from None
        if any(_holds(override, made) for override in rota.overrides):
            raise Refusal(TEXT.known_absence(days=days(since, until, ctx.now)))
        begin = instant(since, time(0), zone)
        duty_then = shifts(rota, max(begin, ctx.now), _end(rota, made, begin))
        uncovered = [
            shift for shift in duty_then if shift.person is not None and same(shift.person, call.author)
        ]
        work.change_rota(rota, made)
        lines.append(away_answer(made, zone, uncovered, rota, ctx.now))
        if begin > ctx.now:
            key = timer_key(ABSENCE, rota.name.casefold(), call.author.casefold(), since)
            work.want(SetTimer(subject=ctx.repository.full_name, key=key, due=begin))
    await tend(work)
    return [answer(call, joined(dict.fromkeys(lines), "\n\n")), *work.done()]


def _end(rota: Rota, made: Override, begin: datetime) -> datetime:
    """Return up to when its shifts are named: its last day, or the next change where it has none."""
    if made.until is None:
        return next_change(rota, begin)
    return instant(made.until + timedelta(days=1), time(0), rota.zone_of(made.person))


def _holds(known: Override, new: Override) -> bool:
    """Return whether an absence is part of one that is known."""
    if known.kind is not OverrideKind.AWAY or not same(known.person, new.person) or known.since > new.since:
        return False
    return known.until is None or (new.until is not None and known.until >= new.until)


@feature.command(
    "back",
    help="Ends your absence today; before it has begun, calls the next one off.",
    examples=[Example("/back", "you are here again")],
    who=ROTA_OR_TRIAGE,
)
async def come_back(call: Invocation, ctx: Ctx) -> Effects:
    """Be there again."""
    if call.args:
        raise Refusal(TEXT.back_alone())
    work, ended = UnitOfWork(ctx), False
    for rota in await rotas_of(work, call.author):
        today = day_of(ctx.now, rota.zone_of(call.author))
        mine = [
            override
            for override in rota.overrides
            if override.kind is OverrideKind.AWAY
            and same(override.person, call.author)
            and (override.until or date.max) >= today
        ]
        running = [override for override in mine if override.since <= today]
        ended_absences = running or sorted(mine, key=lambda absence: absence.since)[:1]
        if not ended_absences:
            continue
        ended = True
        past = [
            absence.model_copy(update={"until": today - timedelta(days=1)})
            for absence in running
            if absence.since < today
        ]
        unchanged = [absence for absence in rota.overrides if absence not in ended_absences]
        withdrawn = (*work.stored(rota).withdrawn, *ended_absences)
        work.change_rota(rota, overrides=(*unchanged, *past), withdrawn=withdrawn)
    if not ended:
        raise Refusal(TEXT.not_away())
    return work.done()
