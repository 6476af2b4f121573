"""Every morning: what is to be prepared, what is over, what is due, and what is no longer in the file."""

from __future__ import annotations

from datetime import date, timedelta

from bot.community.newcomers.cohort import Cohort, cohorts_of, reserves
from bot.core.effects import AnyEffect, Effects, OpenIssue, say
from bot.core.events import Wake
from bot.core.schedule import Daily
from bot.core.schedule.local import day_of
from bot.services.cohorts.membership import came, tag
from handlers.cohorts import board, config_lookups, messages
from handlers.cohorts.arrivals import CALL
from handlers.cohorts.closing import close
from handlers.cohorts.feature import Ctx, board_of, course_of, edit_soon, feature, privately, remember_course
from handlers.cohorts.member_retention import forgotten
from handlers.cohorts.progress import BOARD, COURSE, LAST, OPENING, Course

REMEMBERED = timedelta(days=30)
"""So long a cohort that is no longer in the file can be put back."""


@feature.job("morning", Daily("09:00"))
async def look_after(event: Wake, ctx: Ctx) -> Effects:
    """Look after each cohort."""
    today, cohorts = day_of(ctx.now, ctx.repo.timezone), cohorts_of(ctx.repo)
    effects: list[AnyEffect] = []
    for name, cohort in cohorts.items():
        course = await course_of(ctx, name)
        if course is None and cohort.until < today and not await came(ctx, name):
            # It was over before the bot read of it: there is nothing to tell, and nobody to tell it of.
            effects.append(remember_course(ctx, name, Course(name=name, ended=True, published=LAST)))
            continue
        course = (course or Course(name=name)).model_copy(update={"missing_since": None})
        if cohort.is_near(today):
            effects += await _prepare(ctx, name, cohort, course)
        elif cohort.until < today:
            effects += await close(ctx, name, cohort, course, today)
    return [*effects, *await _missing(ctx, {each.casefold() for each in cohorts}, today)]


async def _prepare(ctx: Ctx, name: str, cohort: Cohort, course: Course) -> list[AnyEffect]:
    number = await board_of(ctx, name, cohort)
    effects: list[AnyEffect] = []
    if number is None and cohort.board == "open":
        effects += await _open(ctx, name, cohort)
    if number is not None and cohort.board == "open":
        course = course.model_copy(update={"board": number})
    if not course.host_told:
        effects += await _tell_host(ctx, name, cohort, number)
        course = course.model_copy(update={"host_told": True})
    if cohort.board is not None:
        effects.append(edit_soon(ctx, name))
    return [*effects, remember_course(ctx, name, course)]


async def _open(ctx: Ctx, name: str, cohort: Cohort) -> list[AnyEffect]:
    """Open the board, once; its comment follows when GitHub has said which number it has."""
    where, opening = ctx.repository.full_name, OPENING.of(tag(name))
    if await opening.exists(ctx.records, ctx.repo_scope):
        return []
    return [
        opening.claim(where, ctx.repo_scope, True, release_if_dead=True),
        OpenIssue(
            subject=where,
            title=board.title(name, cohort),
            body=board.opening(name, cohort),
            key=BOARD.of(tag(name)).key,
            because=f"{name} begins on {cohort.since}",
        ),
    ]


async def _tell_host(ctx: Ctx, name: str, cohort: Cohort, number: int | None) -> list[AnyEffect]:
    """Before it begins; a board that is opened now calls the host itself."""
    because = f"{name} begins on {cohort.since}"
    issues = await ctx.records.open_subjects()
    kept = sum(not each.is_pull_request and reserves(cohort, each.number, each.labels) for each in issues)
    text = messages.soon(name, cohort, kept, day_of(ctx.now, ctx.repo.timezone))
    found = config_lookups.listed(await config_lookups.mistakes(ctx, name, cohort))
    place = f" Board: {ctx.repository.full_name}#{number}." if number else ""
    private = f"{cohort.host}: {text}{place}" + (f"\n{found}" if found else "")
    if (told := privately(ctx, private, because)) or number is None or cohort.board == "open":
        return told
    return [
        say(
            f"{ctx.repository.full_name}#{number}",
            CALL,
            f"@{cohort.host}: {text}",
            because=because,
            outdates=CALL,
        )
    ]


async def _missing(ctx: Ctx, named: set[str], today: date) -> list[AnyEffect]:
    """Cohorts that are remembered and no longer in the file: said once, and forgotten after a month."""
    effects: list[AnyEffect] = []
    for key, course in (await COURSE.read_all(ctx.records, ctx.repo_scope)).items():
        if key.removeprefix("~") in named:
            continue
        if course.missing_since is None:
            running = course.published < LAST
            effects += _say_missing(ctx, course, today) if running else []
            since = course.model_copy(update={"missing_since": today})
            effects.append(remember_course(ctx, course.name, since))
        elif course.missing_since + REMEMBERED <= today:
            effects += await forgotten(ctx, course.name)
            effects.append(remember_course(ctx, course.name, None))
    return effects


def _say_missing(ctx: Ctx, course: Course, today: date) -> list[AnyEffect]:
    text = messages.missing(course.name, today + REMEMBERED)
    because = f"{course.name} is no longer in the file"
    if (told := privately(ctx, text, because)) or course.board is None:
        return told
    return [say(f"{ctx.repository.full_name}#{course.board}", CALL, text, because=because, outdates=CALL)]
