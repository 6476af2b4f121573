"""Journey: keep in the ledger what stages a newcomer passes. It never writes to GitHub."""

from bot.community.newcomers.journey import (
    TRIAGE_ACTS,
    Journey,
    author_stages,
    sender_stages,
    starts_journey,
)
from bot.core.effects import AnyEffect, Effects
from bot.core.events import SubjectEvent
from bot.services.journey import journey_of, stage_effects
from bot.services.newcomer_check import is_newcomer, never_greeted
from handlers.journey.feature import Ctx, feature


@feature.on("issues.opened", "pull_request.opened", "pull_request.closed", "pull_request_review.submitted")
async def follow(event: SubjectEvent, ctx: Ctx) -> Effects:
    """Record the stages that this event brings the author of its subject."""
    author = event.subject.author
    if never_greeted(author, ctx.me) or not _concerns(event):
        return ()
    had = await journey_of(ctx, author.id)
    merges = await merges_with(event, ctx) if had.has_begun else 0
    stages = author_stages(event.key, merges=merges, had=had.stages)
    if not had.has_begun and stages and not await is_newcomer(ctx, event, had):
        return ()
    return stage_effects(ctx, event.ref, author.id, author.login, stages, had)


def _concerns(event: SubjectEvent) -> bool:
    """Opening counts for whoever did it; a review only when somebody else, a person, gave it."""
    if starts_journey(event.key):
        return event.sender.id == event.subject.author.id and not event.moved
    if event.name == "pull_request_review":
        return event.sender.id != event.subject.author.id and not event.sender.is_bot
    return True


async def merges_with(event: SubjectEvent, ctx: Ctx) -> int:
    """Return the merged changes of the author with this owner, this one included; 0 where this is no
    merge."""
    if event.key != "pull_request.closed" or not event.subject.merged:
        return 0
    merged = await ctx.records.deeds(event.subject.author.id, what=("pull_request.merged",), everywhere=True)
    here = (event.repository.full_name.casefold(), event.subject.number)
    return 1 + len({(deed.repository.casefold(), deed.number) for deed in merged} - {here})


@feature.on("pull_request_review.submitted", *TRIAGE_ACTS)
async def show(event: SubjectEvent, ctx: Ctx) -> Effects:
    """Record the stages that whoever did this shows to have reached."""
    person, own = event.sender, event.sender.id == event.subject.author.id
    if never_greeted(person, ctx.me):
        return ()
    had: Journey = await journey_of(ctx, person.id)
    stages = sender_stages(event.key, own=own, merged=event.subject.merged, had=had.stages)
    effects: list[AnyEffect] = stage_effects(ctx, event.ref, person.id, person.login, stages, had)
    return effects
