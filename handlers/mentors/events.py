"""A mentor comes with a newcomer's pull request, and the mentoring ends with their first merge."""

from __future__ import annotations

from bot.community.channels import NEWCOMERS, channel
from bot.community.newcomers.journey import NewcomersConfig
from bot.community.newcomers.mentor import FEATURE
from bot.community.newcomers.stuck_signs import Watch
from bot.core.context import Context
from bot.core.effects import AnyEffect, Effects, Notify, say
from bot.core.events import IssueEvent, PullRequestEvent
from bot.core.model import User
from bot.services.journey import travelled
from bot.services.mentoring import messages
from bot.services.mentoring.mentorships import Pairing, unwatched, watch_of, watching
from bot.services.newcomer_check import is_newcomer
from handlers.mentors.feature import feature

MENTOR, THANKS = "mentor", "mentor-thanks"


def told(ctx: Context[NewcomersConfig], ref: str, text: str, because: str) -> list[AnyEffect]:
    """A private word to mentors; nothing where there is no channel for it."""
    found = channel(ctx.repo, FEATURE, NEWCOMERS)
    return [Notify(subject=ref, channel=found, text=text, because=because)] if found else []


async def put_beside(
    ctx: Context[NewcomersConfig],
    pairing: Pairing,
    ref: str,
    mentor: str,
    newcomer: User,
    number: int,
    because: str,
) -> list[AnyEffect]:
    """The mentor stands by from now on: remembered, said, and watched over."""
    await pairing.put(mentor, newcomer.id, newcomer.login, number)
    known = await watch_of(ctx, number, newcomer.id)
    watch = known or Watch(id=newcomer.id, login=newcomer.login, since=ctx.now)
    text = messages.introduced(mentor, newcomer.login)
    return [
        *pairing.done(ref),
        *watching(ctx, number, watch),
        say(ref, MENTOR, text, because=because, outdates=MENTOR),
    ]


@feature.on("pull_request.opened", "pull_request.reopened")
async def accompany(event: PullRequestEvent, ctx: Context[NewcomersConfig]) -> Effects:
    """A newcomer's pull request gets their mentor, or a mentor, in the same comment as the welcome."""
    author, pairing = event.subject.author, await Pairing.of(ctx)
    if not await pairing.mentors() or author.is_bot or author.is_ghost:
        return ()
    mentor = pairing.mentor_of(author.id)
    if mentor is None:
        if not await is_newcomer(ctx, event, await travelled(ctx, author.id)):
            return ()
        mentor = await pairing.choose(event.subject, [author.login])
    if mentor is None:
        return ()
    because = f"{author.login} is new here"
    return await put_beside(ctx, pairing, event.ref, mentor, author, event.subject.number, because)


@feature.on("pull_request.closed", "issues.closed", "issues.deleted", "issues.transferred")
async def part(event: IssueEvent | PullRequestEvent, ctx: Context[NewcomersConfig]) -> Effects:
    """A mentor has room again; with the first merge both are thanked."""
    pairing, number, author = await Pairing.of(ctx), event.subject.number, event.subject.author
    effects: list[AnyEffect] = []
    mentor = pairing.mentor_of(author.id)
    if event.subject.merged and mentor is not None:
        for each in pairing.numbers_of(author.id):
            effects += unwatched(ctx, each, author.id)
        pairing.end(author.id)
        because = f"the first change of {author.login} is merged"
        private = messages.complete(mentor, author.login, event.ref, private=ctx.repository.private)
        effects.append(say(event.ref, THANKS, messages.thanks(mentor, author.login), because=because))
        effects += told(ctx, event.ref, private, because)
    for _, pair in pairing.on(number):
        pairing.leave(pair.id, number)
        effects += unwatched(ctx, number, pair.id)
    return [*effects, *pairing.done(event.ref)]
