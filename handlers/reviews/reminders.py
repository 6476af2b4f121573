"""A clock for each review that is asked for, and the reminder when it runs out."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from bot.community.channels import channel
from bot.community.waiting import WORDS
from bot.core.config.shared import Channels
from bot.core.effects import AnyEffect, CancelTimer, Effects, SetTimer, say
from bot.core.feature import Context, Feature, PullRequestEvent, Section, Wake
from bot.core.keys import SectionKey, TimerKey
from bot.core.markdown import Markdown, bare, joined
from bot.core.messages import load
from bot.core.schedule import Duration, WorkingHours, human_day, instant
from bot.services.calls import next_call, tell_privately
from bot.services.rotas import hours_of, repository_hours
from handlers.reviews.pending import FEATURE, PENDING, PendingReviews, ReviewRequest

TEXT = load(f"{__package__}.messages")


class Reviews(Section):
    """Reminders about reviews."""

    remind_after: Duration = Duration.parse("3 working days")
    """A review that was asked for is recalled after so long without a word."""


feature = Feature(
    FEATURE,
    summary="Reminds those who were asked for a review and have said nothing for a while.",
    config=Reviews,
    hears_commands=True,
    also={"notify": Channels},
    needs={"pull_requests": "write", "members": "read"},
    docs="""Whoever is asked for a review, a person or a team, and says nothing on the pull request for
`reviews.remind_after` is reminded once for each time they are asked, also by `/cc`: in the private channel
`notify: {reviews: …}` where there is one, else by a comment, at most one a day on a pull request. The time is
counted in the working time of the person, without their absences, where they are on a rota. No clock runs for
drafts. The author of the pull request is never reminded of anything.""",
)


Ctx = Context[Reviews]
CHANNEL = "reviews"
"""The key of `notify` that names the reviewers' private channel."""
REVIEW = SectionKey("review")
CLOCK = TimerKey("review")
MORNING = time(9)
"""When somebody is reminded who could not be the day before."""


@feature.on("pull_request.review_requested", "pull_request.ready_for_review", "pull_request.reopened")
async def review_requested(event: PullRequestEvent, ctx: Ctx) -> Effects:
    """Somebody is asked, or can look from now on: a clock begins."""
    subject = ctx.current
    if not subject.is_open or subject.draft:
        return ()
    named = [event.requested] if event.requested else [] if event.requested_team else subject.reviewers
    teams = [event.requested_team] if event.requested_team else [] if event.requested else subject.teams
    pending = await _pending(ctx)
    for user in named:
        if user is not None and not user.is_bot:
            pending = pending.with_request(await _clock(ctx, user.login))
    for team in teams:
        pending = pending.with_request(await _clock(ctx, team, is_team=True))
    return _stored(ctx, pending)


async def _clock(ctx: Ctx, login: str, *, is_team: bool = False) -> ReviewRequest:
    hours = await _hours(ctx, login, is_team=is_team)
    try:
        due = hours.add(ctx.now, ctx.config.remind_after)
    except ValueError:  # They are away without end; it is looked at again when they may be back.
        due = ctx.now + timedelta(days=7)
    return ReviewRequest(login=login, is_team=is_team, since=ctx.now, due=due)


async def _hours(ctx: Ctx, login: str, *, is_team: bool) -> WorkingHours:
    return repository_hours(ctx) if is_team else await hours_of(ctx, login)


@feature.on("pull_request.closed")
async def pull_request_closed(event: PullRequestEvent, ctx: Ctx) -> Effects:
    """Nobody is asked for anything any more."""
    return _stored(ctx, PendingReviews()) if (await _pending(ctx)).requests else ()


@feature.timer(CLOCK)
async def remind(event: Wake, ctx: Ctx) -> Effects:
    """Remind whoever is due, unless they have spoken, are not asked any more, or are away."""
    subject, pending = ctx.subject, await _pending(ctx)
    if subject is None or not subject.is_open or subject.draft:
        return _stored(ctx, PendingReviews())
    due = [request for request in pending.requests if request.due <= ctx.now]
    deeds = await ctx.deeds_on(subject.number, what=WORDS)
    late: list[ReviewRequest] = []
    for request in due:
        team = await ctx.github.team(request.login) or () if request.is_team else ()
        if not request.stands(subject) or request.has_spoken(deeds, [member.id for member in team]):
            pending = pending.without([request])
        elif (back := await _back_at(ctx, request)) > ctx.now:
            pending = pending.put_off([request], back)
        else:
            late.append(request)
    return await _reminded(ctx, pending, late)


async def _back_at(ctx: Ctx, request: ReviewRequest) -> datetime:
    """Return when somebody is at work next, if they are not now."""
    if request.is_team:
        return repository_hours(ctx).next_start(ctx.now)
    return await next_call(ctx, request.login)


async def _reminded(ctx: Ctx, pending: PendingReviews, late: list[ReviewRequest]) -> list[AnyEffect]:
    if not late:
        return _stored(ctx, pending)
    today, zone = ctx.today, ctx.repo.timezone
    if channel(ctx.repo, CHANNEL) is None and pending.noticed == today:
        morning = instant(today + timedelta(days=1), MORNING, zone)
        return _stored(ctx, pending.put_off(late, morning))
    pending = pending.without(late).model_copy(update={"noticed": today})
    because = "a review was asked for, and no word has come since"
    since = human_day(min(request.since for request in late), zone, now=ctx.now)
    text = private_reminder(late, ctx.ref, since, private=ctx.repository.private)
    openly = say(
        ctx.ref, REVIEW, reminder(late, ctx.repository.owner, since), because=because, outdates=REVIEW
    )
    words = tell_privately(ctx, text, because, CHANNEL) or [openly]
    return [*words, *_stored(ctx, pending)]


async def _pending(ctx: Ctx) -> PendingReviews:
    return await PENDING.read(ctx.records, ctx.subject_scope) or PendingReviews()


def _stored(ctx: Ctx, pending: PendingReviews) -> list[AnyEffect]:
    """Return what is remembered of a pull request, and when it is looked at again."""
    due = pending.next_due()
    value = pending if pending != PendingReviews() else None
    timer = (
        CancelTimer(subject=ctx.ref, key=CLOCK)
        if due is None
        else SetTimer(subject=ctx.ref, key=CLOCK, due=max(due, ctx.now))
    )
    return [PENDING.remember(ctx.ref, ctx.subject_scope, value), timer]


def reminder(late: Sequence[ReviewRequest], owner: str, since: Markdown) -> Markdown:
    """Return the comment, where there is no private channel."""
    return TEXT.reminder(people=joined(request.mention(owner) for request in late), day=since)


def private_reminder(late: Sequence[ReviewRequest], ref: str, since: Markdown, *, private: bool) -> Markdown:
    """Return the message for a private channel; of a `private` repository it names nothing."""
    people = joined(bare(request.login) for request in late)
    if private:
        return TEXT.private_hint(people=people)
    return TEXT.private_reminder(people=people, ref=bare(ref), day=since)
