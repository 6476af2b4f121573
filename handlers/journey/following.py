"""Journey: keep in the ledger what stages a newcomer passes. It never writes to GitHub."""

from __future__ import annotations

from bot.community.journey import STAGES, NewcomersConfig, ledger_name, reached, starts
from bot.community.newness import never_greeted, why_not_new
from bot.core.context import Context
from bot.core.effects import AnyEffect, Claim, Effects, Record
from bot.core.events import SubjectEvent
from handlers.journey.declared import feature


@feature.on("issues.opened", "pull_request.opened", "pull_request.closed", "pull_request_review.submitted")
async def follow(event: SubjectEvent, ctx: Context[NewcomersConfig]) -> Effects:
    """Record the stages that this event brings the author of its subject."""
    author = event.subject.author
    if never_greeted(author, ctx.me) or not _concerns(event):
        return ()
    deeds = await ctx.records.deeds(author.id, what=[ledger_name(stage) for stage in STAGES], everywhere=True)
    had = {deed.what.removeprefix(ledger_name("")) for deed in deeds}
    stages = reached(event.key, merged=event.subject.merged, had=had)
    if not had and stages and await why_not_new(event, ctx.me, ctx.github, ctx.records):
        return ()
    effects: list[AnyEffect] = []
    for stage in stages:
        effects += [
            Claim(subject=event.ref, scope=ctx.owner_scope, key=f"stage:{stage}:{author.id}"),
            Record(subject=event.ref, what=ledger_name(stage), person_id=author.id, person=author.login),
        ]
    return effects


def _concerns(event: SubjectEvent) -> bool:
    """Opening counts for whoever did it; a review only when somebody else, a person, gave it."""
    if starts(event.key):
        return event.sender.id == event.subject.author.id
    if event.name == "pull_request_review":
        return event.sender.id != event.subject.author.id and not event.sender.is_bot
    return True
