"""Reviews: whoever was asked for one and has said nothing for a while is reminded, once, inward."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot.community.channels import channel
from bot.community.rota import working_hours
from bot.community.steward import build_rota, memory_key, memory_scope, rota_names
from bot.community.waiting import WORDS
from bot.core.config.shared import Notify as Channels
from bot.core.context import Context
from bot.core.effects import AnyEffect, CancelTimer, Effects, Notify, SetTimer, say
from bot.core.events import PullRequestEvent, Wake
from bot.core.feature import Feature
from bot.core.model import Subject
from bot.core.schedule import WorkingHours, instant
from bot.core.schedule.local import day_of
from handlers.reviews.overdue import (
    PENDING,
    PendingReviews,
    ReviewRequest,
    Reviews,
    private_reminder,
    reminder,
)

CHANNEL = "reviews"
"""The key of `notify` that names the reviewers' private channel."""
REVIEW = "review"
MORNING = time(9)
"""When somebody is reminded who could not be the day before."""

feature = Feature(
    "reviews",
    summary="Reminds those who were asked for a review and have said nothing for a while.",
    config=Reviews,
    also={"notify": Channels},
    needs={"pull_requests": "write", "members": "read"},
    docs="""Whoever is asked for a review, a person or a team, and says nothing on the pull request for
`reviews.remind_after` is reminded once for each time they are asked: in the private channel
`notify: {reviews: …}` where there is one, else by a comment, at most one a day on a pull request. The time is
counted in the working time of the person, without their absences, where they are on a rota. No clock runs for
drafts. The author of the pull request is never reminded of anything.""",
)


@feature.on("pull_request.review_requested", "pull_request.ready_for_review", "pull_request.reopened")
async def asked(event: PullRequestEvent, ctx: Context[Reviews]) -> Effects:
    """Somebody is asked, or can look from now on: a clock begins."""
    subject = ctx.current
    if not subject.is_open or subject.draft:
        return ()
    named = [event.requested] if event.requested else [] if event.requested_team else subject.reviewers
    teams = [event.requested_team] if event.requested_team else [] if event.requested else subject.teams
    requests = await _requests(ctx)
    for each in named:
        if each is not None and not each.is_bot:
            requests = requests.with_(await _clock(ctx, each.login))
    for team in teams:
        requests = requests.with_(await _clock(ctx, team, is_team=True))
    return _stored(ctx, requests)


async def _clock(ctx: Context[Reviews], login: str, *, is_team: bool = False) -> ReviewRequest:
    hours = await _hours(ctx, None if is_team else login)
    try:
        due = hours.add(ctx.now, ctx.config.remind_after)
    except ValueError:  # They are away without end; it is looked at again when they may be back.
        due = ctx.now + timedelta(days=7)
    return ReviewRequest(login=login, is_team=is_team, since=ctx.now, due=due)


async def _hours(ctx: Context[Reviews], login: str | None) -> WorkingHours:
    """The working time of somebody: by their rota, without their absences; else the repository's."""
    scope = memory_scope(ctx.repo, ctx.repository)
    for name in rota_names(ctx.repo) if login else ():
        remembered = await ctx.records.recall(scope, memory_key(name), feature="steward")
        rota = build_rota(ctx.repo, name, remembered)
        if rota is not None and login is not None and rota.config.person(login):
            return working_hours(rota, login)
    return ctx.repo.working_hours


@feature.on("pull_request.closed")
async def closed(event: PullRequestEvent, ctx: Context[Reviews]) -> Effects:
    """Nobody is asked for anything any more."""
    return _stored(ctx, PendingReviews()) if (await _requests(ctx)).asked else ()


@feature.timer(REVIEW)
async def remind(event: Wake, ctx: Context[Reviews]) -> Effects:
    """Remind whoever is due, unless they have spoken, are not asked any more, or are away."""
    subject, requests = ctx.subject, await _requests(ctx)
    if subject is None or not subject.is_open or subject.draft:
        return _stored(ctx, PendingReviews())
    due = [each for each in requests.asked if each.due <= ctx.now]
    deeds = (await ctx.records.deeds_on([subject.number], what=WORDS)).get(subject.number, ())
    late: list[ReviewRequest] = []
    for each in due:
        members = await ctx.github.team(each.login) or () if each.is_team else ()
        if not each.stands(subject) or each.has_spoken(deeds, members):
            requests = requests.without([each])
        elif (back := await _back_at(ctx, each)) > ctx.now:
            requests = requests.put_off([each], back)
        else:
            late.append(each)
    return await _reminded(ctx, subject, requests, late)


async def _back_at(ctx: Context[Reviews], each: ReviewRequest) -> datetime:
    """When somebody is at work next, if they are not now."""
    try:
        return (await _hours(ctx, None if each.is_team else each.login)).next_start(ctx.now)
    except ValueError:
        return ctx.now + timedelta(days=7)


async def _reminded(
    ctx: Context[Reviews], subject: Subject, requests: PendingReviews, late: list[ReviewRequest]
) -> list[AnyEffect]:
    if not late:
        return _stored(ctx, requests)
    today, zone = day_of(ctx.now, ctx.repo.timezone), ctx.repo.timezone
    told = channel(ctx.repo, CHANNEL)
    if told is None and requests.noticed == today:
        morning = instant(today + timedelta(days=1), MORNING, zone)
        return _stored(ctx, requests.put_off(late, morning))
    requests = requests.without(late).model_copy(update={"noticed": today})
    because = "a review was asked for, and no word has come since"
    if told is not None:
        text = private_reminder(late, ctx.ref, zone, private=ctx.repository.private)
        word: AnyEffect = Notify(subject=ctx.ref, channel=told, text=text, because=because)
    else:
        text = reminder(late, ctx.repository.owner, zone)
        word = say(ctx.ref, REVIEW, text, because=because, outdates=REVIEW)
    return [word, *_stored(ctx, requests)]


async def _requests(ctx: Context[Reviews]) -> PendingReviews:
    return await PENDING.read(ctx.records, ctx.subject_scope) or PendingReviews()


def _stored(ctx: Context[Reviews], requests: PendingReviews) -> list[AnyEffect]:
    """What is remembered of a pull request, and when it is looked at again."""
    due = requests.next_due()
    value = requests if requests != PendingReviews() else None
    timer = (
        CancelTimer(subject=ctx.ref, key=REVIEW)
        if due is None
        else SetTimer(subject=ctx.ref, key=REVIEW, due=max(due, ctx.now))
    )
    return [PENDING.remember(ctx.ref, ctx.subject_scope, value), timer]
