"""A clock of a newcomer has run out: their mentor is told privately, unless all is well after all."""

from __future__ import annotations

from datetime import time, timedelta

from bot.community.claims.claiming import held_on
from bot.community.journey import NewcomersConfig
from bot.community.mentors import words
from bot.community.mentors.pairing import Pairing, unwatched, watch_of, watching
from bot.community.mentors.watch import STUCK, Reason, Watch
from bot.core.context import Context
from bot.core.effects import AnyEffect, Effects
from bot.core.events import Wake
from bot.core.markdown import code
from bot.core.model import Subject
from bot.core.schedule import instant, spoken_day
from bot.core.schedule.local import day_of
from handlers.mentors.declared import feature
from handlers.mentors.standing import told

MORNING = time(9)
"""When a mentor hears what could not be said the day before."""
MOST_CHECKS = 3
"""So many red checks are named."""


@feature.timer(STUCK)
async def look(event: Wake, ctx: Context[NewcomersConfig]) -> Effects:
    """Tell the mentor what came due, once a day at most."""
    subject, person_id = ctx.subject, int(event.timer.rpartition(":")[2])
    pairing = await Pairing.of(ctx)
    if subject is None:
        return ()
    number = subject.number
    watch, mentor = await watch_of(ctx, number, person_id), pairing.mentor_of(person_id)
    if watch is None:
        return ()
    if mentor is not None and await ctx.github.user(watch.login) is None:
        text = words.ended(mentor, watch.login, private=ctx.repository.private)
        effects = [*unwatched(ctx, number, person_id), *told(ctx, ctx.ref, text, "the account is gone")]
        pairing.end(person_id)
        return [*effects, *pairing.done(ctx.ref)]
    if mentor is None or not subject.is_open or not await _works_on(ctx, subject, person_id):
        return [*unwatched(ctx, number, person_id), *_left(pairing, person_id, number, ctx)]
    return await _tell(ctx, pairing, mentor, watch, subject)


def _left(pairing: Pairing, person_id: int, number: int, ctx: Context[NewcomersConfig]) -> list[AnyEffect]:
    pairing.leave(person_id, number)
    return pairing.done(ctx.ref)


async def _works_on(ctx: Context[NewcomersConfig], subject: Subject, person_id: int) -> bool:
    """Whether it is still theirs: their pull request, their issue, or one they hold."""
    if subject.author.id == person_id:
        return True
    return bool((await held_on(ctx, subject.number)).of(person_id))


async def _tell(
    ctx: Context[NewcomersConfig], pairing: Pairing, mentor: str, watch: Watch, subject: Subject
) -> list[AnyEffect]:
    today = day_of(ctx.now, ctx.repo.timezone)
    if watch.nudged == today:
        morning = instant(today + timedelta(days=1), MORNING, ctx.repo.timezone)
        return watching(ctx, subject.number, watch.put_off(ctx.now, morning))
    due = watch.reasons(ctx.now)
    after = watch.without(*due)
    for reason in due:
        detail = await _detail(ctx, reason, watch, subject)
        if detail:
            absent = await pairing.absence(mentor)
            text = words.stuck(
                mentor, watch.login, ctx.ref, reason, detail, absent, private=ctx.repository.private
            )
            after = after.model_copy(update={"nudged": today})
            effects = told(ctx, ctx.ref, text, f"{watch.login} may need a hand ({reason})")
            return [*effects, *watching(ctx, subject.number, after)]
    return watching(ctx, subject.number, after)


async def _detail(
    ctx: Context[NewcomersConfig], reason: Reason, watch: Watch, subject: Subject
) -> str | None:
    """What there is to say about a reason; None when all is well after all."""
    day = spoken_day(watch.moved_at, ctx.repo.timezone)
    if reason is Reason.CHECKS:
        red = await ctx.github.failing_checks(subject.head_sha) if subject.head_sha else ()
        return ", ".join(code(each, 60) for each in red[:MOST_CHECKS]) or None
    if reason is Reason.QUIET and not subject.is_pull_request:
        holders = (await held_on(ctx, subject.number)).of(watch.id)
        if holders and all(each.until is None for each in holders):
            return None  # Their pull request is open, or a maintainer put them there: no clock runs.
    return day
