"""Every morning: what is to be prepared, what is over, what is due, and what is no longer in the file."""

from datetime import date, timedelta

from bot.community.newcomers.cohort import BoardOrigin, Cohort, cohorts_of, reserves, tag
from bot.core.config.repository_config import CONFIG_PATH
from bot.core.effects import AnyEffect, Effects, OpenIssue
from bot.core.events import Wake
from bot.core.markdown import bare, code, file_link, joined, mention
from bot.core.schedule import Daily, human_day
from bot.services.calls import issue_page
from bot.services.claims.gate import gated, look_again
from bot.services.cohorts import came
from handlers.cohorts import board, config_lookups
from handlers.cohorts.arrivals import tell_untold
from handlers.cohorts.closing import close
from handlers.cohorts.feature import Ctx, call_host, feature
from handlers.cohorts.memory import (
    LAST,
    OPENING,
    PROGRESS,
    Progress,
    board_key,
    board_of,
    edit_soon,
    forget_members,
    progress_of,
    remember_progress,
)
from handlers.cohorts.messages import TEXT, soon

REMEMBERED = timedelta(days=30)
"""So long a cohort that is no longer in the file can be put back."""


@feature.job("morning", Daily("09:00"))
async def look_after(event: Wake, ctx: Ctx) -> Effects:
    """Look after each cohort."""
    today, cohorts = ctx.today, cohorts_of(ctx.repo)
    effects: list[AnyEffect] = []
    for name, cohort in cohorts.items():
        progress = await progress_of(ctx, name)
        if progress is None and cohort.until < today and not await came(ctx, name):
            # It was over before the bot read of it: there is nothing to tell, and nobody to tell it of.
            effects.append(remember_progress(ctx, name, Progress(name=name, ended=True, published=LAST)))
            continue
        progress = (progress or Progress(name=name)).model_copy(update={"missing_since": None})
        if cohort.is_near(today):
            effects += await _prepare(ctx, name, cohort, progress)
            effects += look_again(ctx, await gated(ctx)) if cohort.since == today else []
        elif cohort.until < today:
            effects += await close(ctx, name, cohort, progress, today)
    return [*effects, *await _missing(ctx, {name.casefold() for name in cohorts}, today)]


async def _prepare(ctx: Ctx, name: str, cohort: Cohort, progress: Progress) -> list[AnyEffect]:
    number = await board_of(ctx, name, cohort)
    effects: list[AnyEffect] = []
    if number is None and cohort.board is BoardOrigin.OPEN:
        effects += await _open(ctx, name, cohort)
    if number is not None and cohort.board is BoardOrigin.OPEN:
        progress = progress.model_copy(update={"board": number})
    effects += await tell_untold(ctx, name, cohort)
    if not progress.host_informed:
        effects += await _tell_host(ctx, name, cohort, number)
        progress = progress.model_copy(update={"host_informed": True})
    if cohort.board is not None:
        effects.append(edit_soon(ctx, name))
    return [*effects, remember_progress(ctx, name, progress)]


async def _open(ctx: Ctx, name: str, cohort: Cohort) -> list[AnyEffect]:
    """Open the board, once; its comment follows when GitHub has said which number it has."""
    where, opening = ctx.repository.full_name, OPENING.of(tag(name))
    if await opening.exists(ctx.records, ctx.repo_scope):
        return []
    return [
        opening.claim(where, ctx.repo_scope, True, release_if_dead=True),
        OpenIssue(
            subject=where,
            title=board.title(name, cohort, ctx.today),
            body=board.opening(name, cohort),
            key=board_key(name),
            because=f"{name} begins on {cohort.since}",
        ),
    ]


async def _tell_host(ctx: Ctx, name: str, cohort: Cohort, number: int | None) -> list[AnyEffect]:
    """Before it begins; a board that is opened now calls the host itself."""
    because = f"{name} begins on {cohort.since}"
    issues = await ctx.records.open_subjects()
    reserved = sum(
        not issue.is_pull_request and reserves(cohort, issue.number, issue.labels) for issue in issues
    )
    text = soon(name, cohort, reserved, ctx.today)
    mistakes = await config_lookups.mistakes(ctx, name, cohort)
    private = TEXT.soon_private(host=bare(cohort.host), text=text)
    if number:
        page = issue_page(ctx, number)
        private = TEXT.soon_private_board(host=bare(cohort.host), text=text, board=page)
    private = joined(filter(None, [private, mistakes]), "\n")
    calls_on = None if cohort.board is BoardOrigin.OPEN else number
    return await call_host(
        ctx, cohort.host, calls_on, joined([mention(cohort.host), text], ": "), because, private=private
    )


async def _missing(ctx: Ctx, named: set[str], today: date) -> list[AnyEffect]:
    """Cohorts that are remembered and no longer in the file: said once, and forgotten after a month."""
    effects: list[AnyEffect] = []
    for key, progress in (await PROGRESS.read_all(ctx.records, ctx.repo_scope)).items():
        if key.removeprefix("~") in named:
            continue
        if progress.missing_since is None:
            running = progress.published < LAST
            effects += await _say_missing(ctx, progress, today) if running else []
            since = progress.model_copy(update={"missing_since": today})
            effects.append(remember_progress(ctx, progress.name, since))
        elif progress.missing_since + REMEMBERED <= today:
            effects += await forget_members(ctx, progress.name)
            effects.append(remember_progress(ctx, progress.name, None))
    return effects


async def _say_missing(ctx: Ctx, progress: Progress, today: date) -> list[AnyEffect]:
    text = TEXT.missing(
        cohort=code(progress.name),
        file=file_link(ctx.page, CONFIG_PATH),
        day=human_day(today + REMEMBERED, now=today),
    )
    return await call_host(ctx, "", progress.board, text, f"{progress.name} is no longer in the file")
