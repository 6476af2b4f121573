"""Somebody who was active and is not seen for long has drifted away, until their next deed."""

from collections.abc import Sequence
from datetime import timedelta

from bot.community.channels import NEWCOMERS, channel, notify
from bot.community.newcomers.journey import Journey, Stage, is_stage, ledger_name, stages_in
from bot.core.effects import AnyEffect, Effects
from bot.core.feature import Deed, Wake
from bot.core.markdown import Markdown, bare, escape
from bot.core.model import User
from bot.core.schedule import human_day
from bot.services.journey import DRIFT, drift_timer, drifts_at, stage_effects
from bot.services.suggestions import known_area
from handlers.journey.feature import TEXT, Ctx, feature
from handlers.journey.next_step import next_steps

AGAIN = timedelta(days=14)
"""Whether somebody who has drifted away is back is looked up so often."""


@feature.timer(DRIFT)
async def follow_up(event: Wake, ctx: Ctx) -> Effects:
    """Note that somebody has drifted away, or has returned; nothing need be done when they do something."""
    person_id, login = int(event.timer.rpartition(":")[2]), str(event.data.get("login") or "")
    deeds = await ctx.records.deeds(person_id, everywhere=True)
    had = Journey(stages=stages_in(deeds))
    own = [deed for deed in deeds if not is_stage(deed.what) and "by" not in deed.detail]
    if not own or not login:
        return ()
    last = own[-1].at
    if had.is_drifting:
        return _returned(ctx, User(id=person_id, login=login), deeds, own, had)
    if drifts_at(ctx, last) > ctx.now:  # They were seen meanwhile, here or elsewhere.
        return [drift_timer(ctx, person_id, login, drifts_at(ctx, last))]
    stages = stage_effects(ctx, ctx.ref, person_id, login, [Stage.DRIFTING], had)
    again = drift_timer(ctx, person_id, login, ctx.now + AGAIN)
    day = human_day(last, ctx.repo.timezone)
    return [*stages, again, *await _invitation(ctx, User(id=person_id, login=login), day)]


def _returned(
    ctx: Ctx,
    person: User,
    deeds: Sequence[Deed],
    own: Sequence[Deed],
    had: Journey,
) -> list[AnyEffect]:
    """They are back since their first deed after they had drifted away; or it is looked for again."""
    gone = next(deed.at for deed in reversed(deeds) if deed.what == ledger_name(Stage.DRIFTING))
    back = next((deed.at for deed in own if deed.at > gone), None)
    if back is None:
        return [drift_timer(ctx, person.id, person.login, ctx.now + AGAIN)]
    stages = stage_effects(ctx, ctx.ref, person.id, person.login, [Stage.RETURNED], had, at=back)
    return [*stages, drift_timer(ctx, person.id, person.login, drifts_at(ctx, own[-1].at))]


async def _invitation(ctx: Ctx, person: User, day: Markdown) -> list[AnyEffect]:
    """A free issue in the area of somebody who had a change merged: a person may name it to them."""
    if channel(ctx.repo, NEWCOMERS) is None or ctx.repository.private:
        return []
    if not await ctx.github.user(person.login):
        return []
    if not await ctx.records.deeds(person.id, what=("pull_request.merged",)):
        return []
    suggestion = next(iter(await next_steps(ctx, await known_area(ctx, person))), None)
    if suggestion is None:
        return []
    issue = suggestion.issue
    text = TEXT.inactive(
        repository=bare(ctx.repository.full_name),
        login=bare(person.login),
        day=day,
        number=issue.number,
        title=escape(issue.title, 80),
    )
    because = f"{person.login} has not been seen since {day}"
    return notify(ctx.repo, ctx.ref, text, because, NEWCOMERS)
