"""What people arrange among themselves: absences, covers, swaps. Days are by the clocks of the rota."""

from collections.abc import Sequence
from datetime import date, time, timedelta

from bot.community.rota import Override, OverrideKind, Rota, Shift, cover, shifts, swap
from bot.community.steward import SwapMade
from bot.core.commands import Example, Invocation, Refusal, answer, logins
from bot.core.effects import Effects
from bot.core.errors import Mistake
from bot.core.feature import ROTA_OR_TRIAGE
from bot.core.markdown import bare
from bot.core.model import same
from bot.core.schedule import day_of, instant, parse_day
from bot.services.calls import tell_privately
from handlers.steward.commands.absences import read, rotas_of
from handlers.steward.feature import TEXT, Ctx, feature
from handlers.steward.rules.duty_answers import arranged, asks_cover, days
from handlers.steward.timers import CHANNEL
from handlers.steward.unit_of_work import UnitOfWork

AT_ONCE = timedelta(hours=1)
"""Two people who ask each other to swap within this time mean the same swap."""
MOST_KEPT = 10


@feature.command(
    "swap",
    usage="/swap @someone [date]",
    help="Exchanges your next support shift (or the one on a date) for the nearest one of somebody else.",
    examples=[
        Example("/swap @bob", "your next shift for bob's"),
        Example("/swap @bob 2026-03-18", "the shift of that day"),
    ],
    who=ROTA_OR_TRIAGE,
)
async def exchange(call: Invocation, ctx: Ctx) -> Effects:
    """Change places with somebody."""
    people = [word for word in call.args if word.startswith("@")]
    if len(people) != 1:
        raise Refusal(TEXT.swap_usage())
    work, other = UnitOfWork(ctx), logins(people)[0]
    rota = (await rotas_of(work, call.author, other))[0]
    rest = [word for word in call.args if not word.startswith("@")]
    try:
        day = parse_day(" ".join(rest).removeprefix("on "), day_of(ctx.now, rota.timezone)) if rest else None
        _not_twice(work, rota, call.author, other, day)
        made = swap(rota, call.author, other, day, ctx.now)
    except Mistake as mistake:
        raise Refusal(mistake.sentence) from None
    done = (*work.stored(rota).swaps, SwapMade(at=ctx.now, by=call.author, other=other))[-MOST_KEPT:]
    changed = work.change_rota(rota, *made, swaps=done)
    text = arranged(_touched(changed, made, ctx), changed, ctx.now)
    return [
        answer(call, TEXT.swapped(arranged=text, other=bare(other), author=bare(call.author))),
        *work.done(),
    ]


def _not_twice(work: UnitOfWork, rota: Rota, author: str, other: str, day: date | None) -> None:
    for made in work.stored(rota).swaps:
        is_mirrored = same(made.by, other) and same(made.other, author)
        if is_mirrored and day is None and work.ctx.now - made.at <= AT_ONCE:
            raise Mistake(TEXT.swapped_already(other=bare(other)))


@feature.command(
    "cover",
    usage="/cover <date> [to date] [@someone]",
    help="Lets somebody else do your support duty on some days, or does somebody else's; without a name it "
    "asks the others.",
    examples=[
        Example("/cover friday @bob", "bob does it on Friday"),
        Example("/cover 2026-03-18 to 2026-03-20", "asks who can"),
    ],
    who=ROTA_OR_TRIAGE,
)
async def take_over(call: Invocation, ctx: Ctx) -> Effects:
    """One person instead of another on some days."""
    people = [word for word in call.args if word.startswith("@")]
    if len(people) > 1:
        raise Refusal(TEXT.cover_usage())
    work = UnitOfWork(ctx)
    other = logins(people)[0] if people else None
    named = [call.author, *([other] if other else [])]
    rota = (await rotas_of(work, *named))[0]
    today = day_of(ctx.now, rota.timezone)
    since, last = read([word for word in call.args if not word.startswith("@")], today)
    until = last or since
    if until < today:
        raise Refusal(TEXT.past(days=days(since, until, ctx.now)))
    try:
        if other is None:
            return _ask_for_cover(work, rota, call, since, until)
        whose, by = _sides(rota, call.author, other, since, until, ctx)
        made = cover(rota, whose, since, until, by, now=ctx.now)
    except Mistake as mistake:
        raise Refusal(mistake.sentence) from None
    changed = work.change_rota(rota, *made)
    text = arranged(_touched(changed, made, ctx), changed, ctx.now)
    return [
        answer(call, TEXT.covered(arranged=text, other=bare(other))),
        *work.done(),
    ]


def _sides(rota: Rota, author: str, other: str, since: date, until: date, ctx: Ctx) -> tuple[str, str]:
    """(whose duty, who does it): of the two, whoever is on duty on those days is relieved."""
    if _on(rota, author, since, until, ctx) or not _on(rota, other, since, until, ctx):
        return author, other
    return other, author


def _on(rota: Rota, person: str, since: date, until: date, ctx: Ctx) -> list[Shift]:
    begin = max(instant(since, time(0), rota.timezone), ctx.now)
    end = instant(until + timedelta(days=1), time(0), rota.timezone)
    return [shift for shift in shifts(rota, begin, end) if shift.person and same(shift.person, person)]


def _ask_for_cover(work: UnitOfWork, rota: Rota, call: Invocation, since: date, until: date) -> Effects:
    ctx = work.ctx
    own_shifts = _on(rota, call.author, since, until, ctx)
    if not own_shifts:
        raise Refusal(TEXT.not_on_duty(days=days(since, until, ctx.now)))
    free = [
        login
        for login in rota.config.logins
        if not same(login, call.author)
        and not _on(rota, login, since, until, ctx)
        and not any(_is_absence(override, login, since, until) for override in rota.overrides)
    ]
    if not free:
        raise Refusal(TEXT.no_cover(days=days(since, until, ctx.now)))
    if not ctx.repository.private:
        text = asks_cover(call.author, free, since, until, ctx.now, call=False)
        work.want(*tell_privately(ctx, text, f"{call.author} asks for cover", CHANNEL))
    return [
        answer(call, asks_cover(call.author, free, since, until, ctx.now, call=True)),
        *work.done(),
    ]


def _is_absence(override: Override, login: str, since: date, until: date) -> bool:
    """Return whether somebody is away on one of these days."""
    meets = override.since <= until and (override.until is None or override.until >= since)
    return meets and override.kind is OverrideKind.AWAY and same(override.person, login)


def _touched(rota: Rota, made: Sequence[Override], ctx: Ctx) -> list[Shift]:
    """Return the shifts that arrangements have made, as they are now."""
    slots = {override.slot for override in made}
    last = max(
        (override.until or override.since for override in made), default=day_of(ctx.now, rota.timezone)
    )
    horizon = instant(last + timedelta(days=1), time(0), rota.timezone)
    changed = shifts(rota, ctx.now, max(horizon, ctx.now + timedelta(days=1)))
    return [shift for shift in changed if shift.slot in slots and shift.instead_of is not None]
