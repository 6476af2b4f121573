"""Somebody who was active and is not seen for long has drifted away, until their next deed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.community.channels import letter_channel
from bot.community.newcomers.journey import Journey, Stage, is_stage, ledger_name, stages_in
from bot.core.effects import AnyEffect, Effects
from bot.core.feature import Deed, Wake
from bot.core.markdown import bare, escape
from bot.core.memory import Memory
from bot.core.model import User, Value
from bot.core.ports.letter import News
from bot.core.schedule import human_day
from bot.services.journey import DRIFT, FEATURE, drift_timer, drifts_at, stage_effects
from bot.services.suggestions import known_area
from handlers.journey.feature import TEXT, Ctx, feature
from handlers.journey.next_step import next_steps

AGAIN = timedelta(days=14)
"""Whether somebody who has drifted away is back is looked up so often."""


class Inactive(Value):
    """Somebody who was last seen at `last` and found to be away at `at` (UTC)."""

    id: int
    login: str
    last: datetime
    at: datetime


INACTIVE = Memory(FEATURE, "inactive:", Inactive)
"""In the repository's scope, by person's id: for the next letter."""


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
        row = INACTIVE.of(person_id)
        known = await row.exists(ctx.records, ctx.repo_scope)
        forget = [row.remember(ctx.ref, ctx.repo_scope, None)] if known else []
        return [*forget, *_returned(ctx, User(id=person_id, login=login), deeds, own, had)]
    if drifts_at(ctx, last) > ctx.now:  # They were seen meanwhile, here or elsewhere.
        return [drift_timer(ctx, person_id, login, drifts_at(ctx, last))]
    stages = stage_effects(ctx, ctx.ref, person_id, login, [Stage.DRIFTING], had)
    again = drift_timer(ctx, person_id, login, ctx.now + AGAIN)
    return [*stages, again, *await _remembered(ctx, User(id=person_id, login=login), last)]


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


async def _remembered(ctx: Ctx, person: User, last: datetime) -> list[AnyEffect]:
    """Remember for the maintainers' letter that somebody who had a change merged is not seen any more."""
    if letter_channel(ctx.repo) is None or ctx.repository.private or not await ctx.github.user(person.login):
        return []
    if not await ctx.records.deeds(person.id, what=("pull_request.merged",)):
        return []
    inactive = Inactive(id=person.id, login=person.login, last=last, at=ctx.now)
    return [INACTIVE.of(person.id).remember(ctx.ref, ctx.repo_scope, inactive)]


async def inactive_news(ctx: Ctx, since: datetime) -> list[News]:
    """Return who was found to be inactive since an instant, each with a free issue in their area, which a
    person may name to them."""
    stored = await INACTIVE.read_all(ctx.records, ctx.repo_scope)
    news: list[News] = []
    for person in sorted(stored.values(), key=lambda person: person.at):
        area = await known_area(ctx, User(id=person.id, login=person.login)) if person.at >= since else None
        if area is None or not (steps := await next_steps(ctx, area)):
            continue
        issue = steps[0].issue
        day, title = human_day(person.last, ctx.repo.timezone, now=ctx.now), escape(issue.title, 80)
        text = TEXT.inactive(login=bare(person.login), day=day, number=issue.number, title=title)
        news.append(News(text, personal=True))
    return news
