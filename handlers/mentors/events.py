"""A mentor comes with a newcomer's pull request, and the mentoring ends with their first merge."""

from bot.community.channels import NEWCOMERS, notify
from bot.community.newcomers.mentor import FEATURE
from bot.community.newcomers.stuck_signs import Watch
from bot.core.effects import AnyEffect, Effects, say
from bot.core.events import IssueEvent, PullRequestEvent
from bot.core.keys import SectionKey
from bot.core.markdown import bare
from bot.core.model import User
from bot.services.calls import CallQuota
from bot.services.journey import journey_of
from bot.services.locale import language_of
from bot.services.mentoring.mentorships import Mentorships, unwatch_effects, watch_effects, watch_of
from bot.services.mentoring.messages import PUBLIC, complete
from bot.services.newcomer_check import is_newcomer
from handlers.mentors.feature import Ctx, feature

MENTOR, THANKS = SectionKey("mentor"), SectionKey("mentor-thanks")


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
    public = PUBLIC[language_of(ctx.repo, ctx.current.labels)]
    text = public.introduced(mentor=bare(mentor), newcomer=bare(newcomer.login))
    words = [say(ref, MENTOR, text, because=because, outdates=MENTOR, reader=newcomer.login)] if call else []
    return [*mentorships.effects(ref), *watch_effects(ctx, number, watch), *words]


@feature.on("pull_request.opened", "pull_request.reopened")
async def accompany(event: PullRequestEvent, ctx: Ctx) -> Effects:
    """A newcomer's pull request gets their mentor, or a mentor, in the same comment as the welcome. Further
    ones of the same day are watched over as well, but call nobody."""
    author, mentorships = event.subject.author, await Mentorships.of(ctx)
    if not await mentorships.mentors() or author.is_bot or author.is_ghost:
        return ()
    mentor = mentorships.mentor_of(author.id)
    if mentor is None:
        if not await is_newcomer(ctx, event, await journey_of(ctx, author.id)):
            return ()
        mentor = await mentorships.choose(event.subject, [author.login])
    if mentor is None:
        return ()
    because, quota = f"{author.login} is new here", await CallQuota.of(ctx, "mentor", author)
    number, call = event.subject.number, quota.is_left
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
        effects.append(
            say(
                event.ref,
                THANKS,
                PUBLIC[language_of(ctx.repo, ctx.current.labels)].thanks(mentor=bare(mentor)),
                because=because,
                reader=mentor,
            )
        )
        effects += notify(ctx.repo, event.ref, private, because, FEATURE, NEWCOMERS)
    for _, mentee in mentorships.on(number):
        mentorships.leave(mentee.id, number)
        effects += unwatch_effects(ctx, number, mentee.id)
    return [*effects, *mentorships.effects(event.ref)]
