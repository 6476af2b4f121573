"""A mentor comes with a newcomer's pull request, and the mentoring ends with their first merge."""

from bot.community.channels import NEWCOMERS
from bot.community.newcomers.mentor import FEATURE
from bot.community.newcomers.stuck_signs import Watch
from bot.core.effects import AnyEffect, Effects, say
from bot.core.events import IssueEvent, PullRequestEvent
from bot.core.keys import SectionKey
from bot.core.markdown import bare, code, mention
from bot.core.model import User, same
from bot.services.calls import CallQuota, in_working_hours, next_call, tell_privately
from bot.services.claims.gate import look_for_person
from bot.services.journey import journey_of
from bot.services.mentoring.mentorships import Mentorships, unwatch_effects, watch_effects, watch_of
from bot.services.mentoring.messages import PUBLIC, complete, mentor_joined
from bot.services.newcomer_check import is_newcomer
from handlers.mentors.feature import Ctx, feature

MENTOR, CALL, THANKS = SectionKey("mentor"), SectionKey("mentor-call"), SectionKey("mentor-thanks")


async def assign_mentor(
    ctx: Ctx,
    mentorships: Mentorships,
    ref: str,
    mentor: str,
    newcomer: User,
    number: int,
    because: str,
    *,
    call: bool = True,
) -> list[AnyEffect]:
    """Return what makes the mentor stand by from now on: remembered, said (with `call`), and watched over."""
    await mentorships.put(mentor, newcomer.id, newcomer.login, number)
    known = await watch_of(ctx, number, newcomer.id)
    watch = known or Watch(id=newcomer.id, login=newcomer.login, since=ctx.now)
    looks = await look_for_person(ctx, newcomer)
    effects = [*mentorships.effects(ref), *watch_effects(ctx, number, watch), *looks]
    return [*effects, *await _introduced(ctx, ref, mentor, newcomer, because)] if call else effects


async def _introduced(ctx: Ctx, ref: str, mentor: str, newcomer: User, because: str) -> list[AnyEffect]:
    """Tell the newcomer at once, and the mentor in their working hours."""
    at_work = await next_call(ctx, mentor) <= ctx.now
    name = mention(mentor) if at_work else code(mentor)
    public = PUBLIC[ctx.language]
    values = {"mentor": name, "newcomer": bare(newcomer.login)}
    text, short = public.introduced(**values), public.introduced_short(**values)
    words: list[AnyEffect] = [
        say(ref, MENTOR, text, because=because, outdates=MENTOR, reader=newcomer.login, short=short)
    ]
    if at_work:
        return words
    private = mentor_joined(mentor, newcomer.login, ref, private=ctx.repository.private)
    called = public.called(mentor=bare(mentor), newcomer=bare(newcomer.login))
    later = tell_privately(ctx, private, because, FEATURE, NEWCOMERS) or [
        say(ref, CALL, called, because=because, reader=mentor)
    ]
    return [*words, *await in_working_hours(ctx, mentor, later, FEATURE, str(newcomer.id))]


@feature.on("pull_request.opened", "pull_request.reopened")
async def accompany(event: PullRequestEvent, ctx: Ctx) -> Effects:
    """A newcomer's pull request gets their mentor, or a mentor, in the same comment as a welcome that does
    not last, else beside it. Further ones of the same day are watched over as well, but call nobody."""
    author, mentorships = event.subject.author, await Mentorships.of(ctx)
    if not await mentorships.mentors() or not author.is_person:
        return ()
    mentor = mentorships.mentor_of(author.id)
    is_known = mentor is not None  # Who was introduced once is not introduced again.
    if mentor is None:
        if not await is_newcomer(ctx, event, await journey_of(ctx, author.id)):
            return ()
        mentor = await mentorships.choose(event.subject, [author.login])
    if mentor is None:
        return ()
    because, quota = f"{author.login} is new here", await CallQuota.of(ctx, "mentor", author)
    number, call = event.subject.number, quota.is_left and not is_known
    effects = await assign_mentor(ctx, mentorships, event.ref, mentor, author, number, because, call=call)
    return [*effects, quota.spend(event.ref)] if call else effects


@feature.on("pull_request.closed", "issues.closed", "issues.deleted", "issues.transferred")
async def part(event: IssueEvent | PullRequestEvent, ctx: Ctx) -> Effects:
    """A mentor has room again; with the first merge both are thanked."""
    mentorships, number, author = await Mentorships.of(ctx), event.subject.number, event.subject.author
    effects: list[AnyEffect] = []
    mentor = mentorships.mentor_of(author.id)
    if event.subject.merged and mentor is not None:
        for other in mentorships.numbers_of(author.id):
            effects += unwatch_effects(ctx, other, author.id)
        mentorships.end(author.id)
        because = f"the first change of {author.login} is merged"
        private = complete(mentor, author.login, event.ref, private=ctx.repository.private)
        thanks = tell_privately(ctx, private, because, FEATURE, NEWCOMERS)
        if not thanks and not same(event.sender.login, mentor):  # Who merges it need not be told.
            name = mention(mentor) if await next_call(ctx, mentor) <= ctx.now else code(mentor)
            text = PUBLIC[ctx.language].thanks(mentor=name)
            thanks = [say(event.ref, THANKS, text, because=because, reader=mentor)]
            effects += thanks
        else:
            effects += await in_working_hours(ctx, mentor, thanks, FEATURE, f"complete:{author.id}")
    for _, mentee in mentorships.on(number):
        mentorships.leave(mentee.id, number)
        effects += unwatch_effects(ctx, number, mentee.id)
    return [*effects, *mentorships.effects(event.ref)]
