"""Somebody who was active and is not seen for long has drifted away; the next deed brings them back."""

from __future__ import annotations

from bot.community.channels import NEWCOMERS, channel
from bot.community.journey import (
    DRIFT,
    DRIFTING,
    RETURNED,
    NewcomersConfig,
    Travelled,
    drifts_at,
    entered,
    is_stage,
    looked_after,
    stages_in,
    travelled,
)
from bot.community.newness import never_greeted
from bot.community.next_step import known_area, next_steps
from bot.core.context import Context
from bot.core.effects import AnyEffect, Effects, Notify
from bot.core.events import CommentEvent, SubjectEvent, Wake
from bot.core.markdown import escape
from bot.core.model import User
from bot.core.schedule import spoken_day
from handlers.journey.declared import feature


@feature.on(
    "issues.opened",
    "issue_comment.created",
    "pull_request.opened",
    "pull_request.synchronize",
    "pull_request_review.submitted",
    "pull_request_review_comment.created",
)
async def seen(event: SubjectEvent, ctx: Context[NewcomersConfig]) -> Effects:
    """Somebody is here: whoever had drifted away has returned."""
    person = event.comment.author if isinstance(event, CommentEvent) else event.sender
    if never_greeted(person, ctx.me):
        return ()
    had = await travelled(ctx, person.id)
    if not had.was_active:
        return ()
    if had.is_drifting:
        return entered(ctx, event.ref, person.id, person.login, [RETURNED], had)
    return [looked_after(ctx, person.id, person.login, ctx.now)]


@feature.timer(DRIFT)
async def looked(event: Wake, ctx: Context[NewcomersConfig]) -> Effects:
    """Note that somebody has drifted away; tell maintainers of an issue that could bring them back."""
    person_id, login = int(event.timer.rpartition(":")[2]), str(event.data.get("login") or "")
    deeds = await ctx.records.deeds(person_id, everywhere=True)
    had = Travelled(stages=stages_in(deeds))
    own = [each for each in deeds if not is_stage(each.what) and "by" not in each.detail]
    if not own or not login or had.is_drifting:
        return ()
    last = own[-1].at
    if drifts_at(ctx, last) > ctx.now:  # They were seen in another repository of this owner.
        return [looked_after(ctx, person_id, login, last)]
    person = User(id=person_id, login=login)
    stages = entered(ctx, ctx.ref, person_id, login, [DRIFTING], had)
    return [*stages, *await _invitation(ctx, person, spoken_day(last, ctx.repo.timezone))]


async def _invitation(ctx: Context[NewcomersConfig], person: User, day: str) -> list[AnyEffect]:
    """A free issue in the area of somebody who had a change merged: a person may name it to them."""
    told = channel(ctx.repo, NEWCOMERS)
    if told is None or ctx.repository.private or not await ctx.github.user(person.login):
        return []
    if not await ctx.records.deeds(person.id, what=("pull_request.merged",)):
        return []
    found = next(iter(await next_steps(ctx, await known_area(ctx, person))), None)
    if found is None:
        return []
    text = (
        f"{ctx.repository.full_name}: {person.login}, who had a change merged, has not been seen since "
        f"{day}. #{found.issue.number} ({escape(found.issue.title, 80)}) is free and in their area: a "
        "word of somebody they know may be welcome. Nothing was said to them."
    )
    because = f"{person.login} has not been seen since {day}"
    return [Notify(subject=ctx.ref, channel=told, text=text, because=because)]
