"""What people say and push sets the clocks of the newcomers that a mentor stands by."""

from __future__ import annotations

from collections.abc import Callable

from bot.community.cases import has_words
from bot.community.claims.held import hours_of
from bot.community.journey import NewcomersConfig
from bot.community.mentors.pairing import Pairing, half_a_lease, watch_of, watching
from bot.community.mentors.watch import Watch, heard, pushed, spoke
from bot.core.context import Context
from bot.core.effects import AnyEffect, Effects
from bot.core.events import CommentEvent, PullRequestEvent
from bot.core.markdown import plain
from handlers.mentors.declared import feature


async def _set(
    ctx: Context[NewcomersConfig], number: int, change: Callable[[Watch], Watch]
) -> list[AnyEffect]:
    effects: list[AnyEffect] = []
    for _, pair in (await Pairing.of(ctx)).on(number):
        watch = await watch_of(ctx, number, pair.id)
        if watch is not None and (after := change(watch)) != watch:
            effects += watching(ctx, number, after)
    return effects


@feature.on("issue_comment.created", "pull_request_review.submitted", "pull_request_review_comment.created")
async def said(event: CommentEvent, ctx: Context[NewcomersConfig]) -> Effects:
    """A word of the newcomer, or of somebody else to them."""
    author, is_pull = event.comment.author, event.subject.is_pull_request
    if author.is_bot or author.is_ghost or not (event.verdict or has_words(event.comment.body)):
        return ()
    half = half_a_lease(ctx)
    hours = hours_of(ctx.repo.timezone, ctx.repo.working_days)

    def change(watch: Watch) -> Watch:
        if watch.id == author.id:
            return spoke(watch, plain(event.comment.body), ctx.now, half, hours, is_pull=is_pull)
        return heard(watch, ctx.now, half, is_pull=is_pull)

    return await _set(ctx, event.subject.number, change)


@feature.on("pull_request.synchronize")
async def committed(event: PullRequestEvent, ctx: Context[NewcomersConfig]) -> Effects:
    """A commit on the newcomer's pull request, whoever pushed it."""
    return await _set(ctx, event.subject.number, lambda watch: pushed(watch, ctx.now))
