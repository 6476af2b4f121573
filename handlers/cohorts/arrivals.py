"""Who has come, told to the host in private: one message a day, in their working hours."""

from bot.community.newcomers.cohort import Cohort, tag
from bot.core.effects import AnyEffect
from bot.core.markdown import Markdown, joined
from bot.services.calls import addressed
from handlers.cohorts.feature import Ctx, tell_host
from handlers.cohorts.memory import BoardRecord, board_record, remember_board


async def tell_once_a_day(
    ctx: Ctx, name: str, cohort: Cohort, record: BoardRecord, text: Markdown, because: str
) -> tuple[BoardRecord, list[AnyEffect]]:
    """Return the message about the subject of the event, if it is the first of the day; else it is remembered
    for the next day."""
    today, text = ctx.today, addressed(ctx, text, ctx.subject)
    if record.called == today:
        return record.model_copy(update={"untold": (*record.untold, text)}), []
    lines = joined([*record.untold, text], "\n")
    fresh = record.model_copy(update={"called": today, "untold": ()})
    return fresh, await tell_host(ctx, cohort.host, lines, because, tag(name))


async def tell_untold(ctx: Ctx, name: str, cohort: Cohort) -> list[AnyEffect]:
    """Return what was left of the day before, in one message."""
    record = await board_record(ctx, name)
    if not record.untold:
        return []
    today = ctx.today
    fresh = record.model_copy(update={"untold": (), "called": today})
    notices = await tell_host(ctx, cohort.host, joined(record.untold, "\n"), "others came", tag(name))
    return [remember_board(ctx, name, fresh), *notices]
