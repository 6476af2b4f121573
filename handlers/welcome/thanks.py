"""Thanks, once each: for somebody's first merge, and for the first review they give."""

from bot.core.config.shared import Milestones
from bot.core.effects import AnyEffect, Effects, React, say
from bot.core.events import CommentEvent, PullRequestEvent
from bot.core.keys import SectionKey
from bot.core.markdown import NOTHING
from bot.core.memory import Memory, Moment
from bot.services.newcomer_check import FEATURE, GREETED, NEW, never_greeted, why_known
from handlers.welcome.feature import Ctx, feature
from handlers.welcome.greet import newcomer_effects, once
from handlers.welcome.templates import shorter, words

THANKED = Memory(FEATURE, "thanked:", Moment)
"""In the owner's scope, by a person's id: when they were thanked for their first merge."""
REVIEWED = Memory(FEATURE, "reviewed:", Moment)
"""In the owner's scope, by a person's id: when they were thanked for their first review."""
FIRST_MERGE, FIRST_REVIEW = SectionKey("first-merge"), SectionKey("first-review")
REVIEWS = ("pull_request_review.submitted",)


@feature.on("pull_request.closed")
async def congratulate(event: PullRequestEvent, ctx: Ctx) -> Effects:
    """A word to the first merge of somebody who was welcomed here."""
    author = event.subject.author
    thanked = THANKED.of(author.id)
    if not event.subject.merged or never_greeted(author, ctx.me) or not ctx.config.greets("first_merge"):
        return ()
    came = GREETED.of(author.id) if ctx.config.greets("pull_request") else NEW.of(author.id)
    if not await came.exists(ctx.records, ctx.owner_scope):
        return ()
    if await thanked.exists(ctx.records, ctx.owner_scope):
        return ()
    milestones = ctx.repo.section("newcomers.milestones", Milestones)
    if milestones is not None and 1 not in milestones.root:
        return ()
    because = f"this is the first merge of {author.login} here"
    if ctx.config.quiet:
        number = event.subject.number
        react = React(subject=event.ref, content="hooray", target="issue", target_id=number, because=because)
        return [once(thanked, event, ctx), react]
    body, remark = await words("first_merge", author, event, ctx)
    short = shorter("first_merge", author, event, ctx) if body.message else NOTHING
    because += remark
    return [
        once(thanked, event, ctx),
        say(event.ref, FIRST_MERGE, body, because=because, reader=author.login, short=short),
    ]


@feature.on("pull_request_review.submitted")
async def thank_reviewer(event: CommentEvent, ctx: Ctx) -> Effects:
    """A word to the first review that a newcomer gives; it is their welcome, should they have had none.

    In quiet mode there is none: GitHub takes no reaction to a review.
    """
    person = event.comment.author
    if not ctx.config.greets("review"):
        return ()
    if ctx.config.quiet or never_greeted(person, ctx.me) or person.id == event.subject.author.id:
        return ()
    thanked = REVIEWED.of(person.id)
    if await thanked.exists(ctx.records, ctx.owner_scope):
        return ()
    effects: list[AnyEffect] = [once(thanked, event, ctx)]
    if not await GREETED.of(person.id).exists(ctx.records, ctx.owner_scope):
        if await why_known(person, event, ctx.me, ctx.github, ctx.records):
            return ()
        effects += newcomer_effects(person, event, ctx)
    elif await ctx.records.deeds(person.id, what=REVIEWS, everywhere=True):
        return ()
    body, remark = await words("review", person, event, ctx)
    because = f"this is the first review of {person.login} here{remark}"
    return [*effects, say(event.ref, FIRST_REVIEW, body, because=because, reader=person.login)]
