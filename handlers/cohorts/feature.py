"""The declaration of the feature, and how the host of a cohort is reached."""

from bot.community.channels import notify
from bot.community.newcomers.cohort import FEATURE, Cohorts, config_warnings
from bot.community.newcomers.journey import NewcomersConfig
from bot.core.config.shared import Channels
from bot.core.effects import AnyEffect, say
from bot.core.feature import Context, Feature
from bot.core.keys import SectionKey, TimerKey
from bot.core.markdown import NOTHING, Markdown
from bot.services.calls import in_working_hours

CHANNEL = "cohorts"
"""The key of `notify` that names the hosts' private channel."""
CALL = SectionKey("cohort-call")
"""The comment on a board that calls its host."""
EDIT = TimerKey("edit")
"""The timer of the next edit of a board, `edit:<cohort>`."""

Ctx = Context[NewcomersConfig]

feature = Feature(
    FEATURE,
    section="newcomers",
    turned_on_by="newcomers.cohorts",
    summary="Looks after people who come together for a while: a visit, a sprint, a class.",
    config=NewcomersConfig,
    also={"newcomers.cohorts": Cohorts, "notify": Channels},
    config_warnings=config_warnings,
    needs={"issues": "write", "pull_requests": "write", "members": "read"},
    docs="""Part of a cohort is whoever the file lists (by login, or @owner/team), whoever names it in the
issue form (`form_field`), and whoever writes `/cohort name`; with the triage role also `/cohort name @login`.

From `ahead` (a week) of the first day to the end of the last, its issues (`reserve`, `reserve_label`) are
suggested to its people alone and claimed by nobody else. `board` names an issue, or `open` opens one: a
comment there, edited in place, shows what is free, claimed, in review and merged; `pin: true` pins it.

The host hears first, in the private channel `notify: {cohorts: …}`, else on the board: before it begins, when
somebody arrives, and the day before each report. When it is over, what its people have claimed stays theirs
for a week, and longer with a word. The report has counts only, and no number that tells of fewer than five:
who came, first contact, first merge, and still here after 30, 90 and 180 days. With the last one the bot
forgets who they were.""",
)


async def tell_host(ctx: Ctx, host: str, text: Markdown, because: str, about: str = "") -> list[AnyEffect]:
    """Return the message to the host's private channel, in their working hours; nothing if there is none."""
    notices = notify(ctx.repo, ctx.ref, text, because, CHANNEL)
    return await in_working_hours(ctx, host, notices, FEATURE, about)


async def call_host(
    ctx: Ctx, host: str, board: int | None, text: Markdown, because: str, *, private: Markdown = NOTHING
) -> list[AnyEffect]:
    """Return the message to the host in private, else on the board; nothing if there is neither."""
    if (notices := await tell_host(ctx, host, private or text, because)) or board is None:
        return notices
    ref = ctx.repository.ref_of(board)
    call = say(ref, CALL, text, because=because, outdates=CALL)
    return await in_working_hours(ctx, host, [call], FEATURE, "")
