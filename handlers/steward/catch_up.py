"""After an outage: a case learns what was written and done meanwhile, its lasting comment with it."""

from collections.abc import Iterable

from bot.community.cases import CaseState, answered, resolved, with_last_word
from bot.core.effects import Effects
from bot.core.events import Wake
from bot.core.keys import TimerKey
from bot.core.model import Comment
from handlers.steward.feature import Ctx, feature
from handlers.steward.unit_of_work import UnitOfWork, read_case

CAUGHT_UP = TimerKey("caught_up")
"""The timer of a case that `reconcile` found changed on GitHub."""


@feature.timer(CAUGHT_UP)
async def caught_up(event: Wake, ctx: Ctx) -> Effects:
    """Put a case right, without calling anybody: the steward's word answers it, closing resolves it."""
    subject, state = ctx.subject, await read_case(ctx, ctx.ref) if ctx.subject else None
    if subject is None or state is None or not state.is_open:
        return ()
    after = with_words(state, await ctx.github.comments(subject.number))
    if not subject.is_open:
        after = resolved(after, subject.closed_at or subject.updated_at, subject.labels)
    if after == state:
        return ()
    work = UnitOfWork(ctx)
    await work.keep(ctx.ref, after, "it was so on GitHub after an outage")
    return work.done()


def with_words(state: CaseState, words: Iterable[Comment]) -> CaseState:
    """Return the case after what people wrote since the last word that is known."""
    for comment in words:
        if comment.author.is_bot or comment.created_at < state.opened_at:
            continue
        if state.spoke_at is not None and comment.created_at <= state.spoke_at:
            continue
        state = with_last_word(state, comment.author.login, comment.created_at)
        if state.has(comment.author.login):
            state = answered(state, comment.author.login, comment.created_at)
    return state
