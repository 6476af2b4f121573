"""Once a working day the bot looks where newcomers have mentors, and tells a mentor who may be stuck."""

from datetime import timedelta

from bot.community.channels import NEWCOMERS, notify
from bot.community.newcomers.claims_config import Claims
from bot.community.newcomers.mentor import FEATURE, Mentee
from bot.community.newcomers.stuck_signs import LOOK, Reason, Sign, Watch, signs
from bot.community.waiting import WORDS
from bot.core.effects import AnyEffect, Effects, SetTimer
from bot.core.events import Wake
from bot.core.markdown import Markdown, code, joined
from bot.core.model import Subject, User
from bot.core.schedule import human_day
from bot.services.calls import CallQuota, next_call, tell_privately
from bot.services.claims.claim_decision import claim_state_of
from bot.services.mentoring.mentorships import Mentorships, unwatch_effects, watch_effects, watch_of
from bot.services.mentoring.messages import ended, stuck
from handlers.mentors.feature import Ctx, feature

MOST_CHECKS = 3
"""So many red checks are named."""


@feature.timer(LOOK)
async def look(event: Wake, ctx: Ctx) -> Effects:
    """Look at everybody who has a mentor here."""
    subject, mentorships = ctx.subject, await Mentorships.of(ctx)
    effects: list[AnyEffect] = []
    for mentor, mentee in mentorships.on(subject.number) if subject is not None else ():
        assert subject is not None
        if await ctx.github.user(mentee.login) is None:
            text = ended(mentor, mentee.login, private=ctx.repository.private)
            effects += [
                *[
                    effect
                    for number in mentorships.numbers_of(mentee.id)
                    for effect in unwatch_effects(ctx, number, mentee.id)
                ],
                *notify(ctx.repo, ctx.ref, text, "the account is gone", FEATURE, NEWCOMERS),
            ]
            mentorships.end(mentee.id)
        elif not subject.is_open or not await _works_on(ctx, subject, mentee.id):
            mentorships.leave(mentee.id, subject.number)
            effects += unwatch_effects(ctx, subject.number, mentee.id)
        else:
            effects += await _looked_at(ctx, mentorships, mentor, mentee, subject)
    return [*effects, *mentorships.effects(ctx.ref)]


async def _works_on(ctx: Ctx, subject: Subject, person_id: int) -> bool:
    """Return whether it is still theirs: their pull request, their issue, or one they hold."""
    if subject.author.id == person_id:
        return True
    return bool((await claim_state_of(ctx, subject.number)).of(person_id))


async def _looked_at(
    ctx: Ctx, mentorships: Mentorships, mentor: str, mentee: Mentee, subject: Subject
) -> list[AnyEffect]:
    """Return the most urgent sign that somebody may be stuck, told to their mentor, who hears of one a day;
    what is left has its turn on the next."""
    number = subject.number
    if (begins := await next_call(ctx, mentor)) > ctx.now:
        return [SetTimer(subject=ctx.ref, key=LOOK, due=begins)]
    watch = await watch_of(ctx, number, mentee.id) or Watch(id=mentee.id, login=mentee.login, since=ctx.now)
    quota = await CallQuota.of(ctx, "stuck", User(id=mentee.id, login=mentee.login))
    for sign in await _signs(ctx, watch, subject) if quota.is_left else ():
        if detail := await _detail(ctx, sign, watch, subject):
            absent, private = await mentorships.absence(mentor), ctx.repository.private
            text = stuck(mentor, mentee.login, ctx.ref, sign.reason, detail, absent, private=private)
            because = f"{mentee.login} may need help ({sign.reason})"
            return [
                *tell_privately(ctx, text, because, FEATURE, NEWCOMERS),
                *watch_effects(ctx, number, watch.with_report(sign)),
                quota.spend(ctx.ref),
            ]
    return watch_effects(ctx, number, watch)


async def _signs(ctx: Ctx, watch: Watch, subject: Subject) -> list[Sign]:
    deeds = await ctx.deeds_on(subject.number, what=WORDS)
    claims = ctx.repo.section("newcomers.claims", Claims) or Claims()
    hours = ctx.repo.working_hours
    half: timedelta = (hours.add(ctx.now, claims.lease) - ctx.now) / 2
    return signs(watch, deeds, ctx.now, half, hours, is_pull=subject.is_pull_request)


async def _detail(ctx: Ctx, sign: Sign, watch: Watch, subject: Subject) -> Markdown | None:
    """Return what there is to say about a sign; None if all is well after all."""
    if sign.reason is Reason.CHECKS:
        red = await ctx.github.failing_checks(subject.head_sha) if subject.head_sha else ()
        return joined(code(check, 60) for check in red[:MOST_CHECKS]) or None
    if sign.reason is Reason.QUIET and not subject.is_pull_request:
        holders = (await claim_state_of(ctx, subject.number)).of(watch.id)
        if holders and all(holder.until is None for holder in holders):
            return None  # Their pull request is open, or a maintainer put them there: no clock runs.
    return human_day(sign.at, ctx.repo.timezone, now=ctx.now)
