"""The ladder: who has done what a rung asks for is proposed, privately and once."""

from __future__ import annotations

from bot.community.journey import NewcomersConfig
from bot.community.ladder import Ladder, counted, kind_of, proposal
from bot.community.newness import never_greeted
from bot.core.config.later import Notify as Channels
from bot.core.context import Context
from bot.core.effects import AnyEffect, Claim, Effects, Notify
from bot.core.events import CommentEvent, SubjectEvent
from handlers.journey.declared import CHANNEL, feature


@feature.on("issues.opened", "issue_comment.created", "pull_request.closed", "pull_request_review.submitted")
async def propose(event: SubjectEvent, ctx: Context[NewcomersConfig]) -> Effects:
    """Propose whoever just did some work, if it was what a rung still asked for."""
    ladder = ctx.repo.section("newcomers.ladder", Ladder)
    channels = ctx.repo.section("notify", Channels)
    channel = channels.root.get(CHANNEL) if channels is not None else None
    person = event.comment.author if isinstance(event, CommentEvent) else event.subject.author
    if ladder is None or channel is None or never_greeted(person, ctx.me):
        return ()
    counts = counted(await ctx.records.deeds(person.id))
    counts.update(kind_of(_deed(event)))  # This very deed is written together with the decision.
    effects: list[AnyEffect] = []
    for rung in ladder.root:
        key = f"rung:{rung.name.casefold()}:{person.id}"
        if not rung.is_reached(counts) or await ctx.records.recall(ctx.repo_scope, key):
            continue
        if rung.is_held(await ctx.github.role_of(person.login)):
            continue
        text = proposal(rung, person.login, counts, ctx.repository.full_name)
        because = f"{person.login} has done what the file asks of {rung.name}"
        effects += [
            Claim(subject=event.ref, scope=ctx.repo_scope, key=key, value=ctx.now.isoformat()),
            Notify(subject=event.ref, channel=channel, text=text, because=because),
        ]
    return effects


def _deed(event: SubjectEvent) -> str:
    merged = event.key == "pull_request.closed" and event.subject.merged
    return "pull_request.merged" if merged else event.key
