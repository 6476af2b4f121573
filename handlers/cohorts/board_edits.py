"""The board: edited in place when something has changed, and not more often than every few minutes."""

from __future__ import annotations

from bot.community.newcomers.claim_state import CLAIMED_BY
from bot.community.newcomers.cohort import Cohort, cohorts_of, reserves
from bot.core.effects import AnyEffect, Effects, say
from bot.core.events import Wake
from bot.core.model import Subject
from bot.core.schedule.local import day_of
from bot.services.claims.claim_service import held_on
from bot.services.cohorts.membership import came, tag
from handlers.cohorts import board, config_lookups
from handlers.cohorts.board import Line, State
from handlers.cohorts.feature import (
    EDIT,
    Ctx,
    board_of,
    channel_of,
    course_of,
    edit_soon,
    feature,
    kept_of,
    remember_board,
    remember_course,
)
from handlers.cohorts.progress import BOARD, OPENING, Kept, Seen

MOST_ASKED = 100
"""So many members' claims are looked up for one edit."""


@feature.timer(EDIT)
async def edit(event: Wake, ctx: Ctx) -> Effects:
    """Edit a board; one that GitHub has not accepted yet is edited later."""
    name = str(event.data.get("cohort", ""))
    cohort = cohorts_of(ctx.repo).get(name)
    if cohort is None:
        return ()
    over = cohort.until < day_of(ctx.now, ctx.repo.timezone)
    number, course = await board_of(ctx, name, cohort), await course_of(ctx, name)
    if number is None:
        opening = await OPENING.of(tag(name)).exists(ctx.records, ctx.repo_scope)
        return [edit_soon(ctx, name)] if opening else ()
    effects = await _shown(ctx, name, cohort, number, over=over)
    if course is not None and cohort.board == "open" and course.board is None:
        effects.append(remember_course(ctx, name, course.model_copy(update={"board": number})))
    return effects


async def _shown(ctx: Ctx, name: str, cohort: Cohort, number: int, *, over: bool) -> list[AnyEffect]:
    """The board as it stands now."""
    kept = await kept_of(ctx, name)
    lines, seen = await _lines(ctx, name, cohort, kept, number)
    text = board.shown(name, cohort, lines, kept.arrivals, over=over)
    if not over and channel_of(ctx) is None:
        found = config_lookups.listed(await config_lookups.mistakes(ctx, name, cohort))
        text = "\n\n".join(filter(None, [text, found]))
    ref = f"{ctx.repository.full_name}#{number}"
    fresh = kept.model_copy(update={"seen": seen, "due": None})
    return [
        say(ref, BOARD.of(tag(name)).key, text, sticky=True, because=f"the board of {name}"),
        remember_board(ctx, name, fresh),
    ]


async def _lines(
    ctx: Ctx, name: str, cohort: Cohort, kept: Kept, board_number: int
) -> tuple[list[Line], tuple[Seen, ...]]:
    """The lines of a board: what is reserved, and what its people have claimed."""
    is_open = {each.number: each for each in await ctx.records.open_subjects() if not each.is_pull_request}
    numbers = {each.number for each in kept.seen} | await _claimed(ctx, name)
    numbers |= {each.number for each in is_open.values() if reserves(cohort, each.number, each.labels)}
    before = {each.number: each for each in kept.seen}
    lines: list[Line] = []
    seen: list[Seen] = []
    for number in sorted(numbers - {board_number}):
        if (issue := is_open.get(number)) is not None:
            found = await _open_line(ctx, issue)
            if found.state is State.FREE and not reserves(cohort, number, issue.labels):
                continue  # It was claimed once, and is everybody's again.
            seen.append(Seen(number=number, title=issue.title, pull=found.pull))
            lines.append(found)
        elif (was := before.get(number)) is not None:
            lines.append(await _closed_line(ctx, was))
            seen.append(was)
    return lines, tuple(seen)


async def _claimed(ctx: Ctx, name: str) -> set[int]:
    """Issues of this repository that its people hold."""
    found: set[int] = set()
    for person in (await came(ctx, name))[:MOST_ASKED]:
        held = await CLAIMED_BY.of(person).read(ctx.records, ctx.owner_scope)
        found |= {each[1] for each in held or [] if each[0] == ctx.repository.id}
    return found


async def _open_line(ctx: Ctx, issue: Subject) -> Line:
    held = await held_on(ctx, issue.number)
    return board.line(issue, held, await ctx.records.linked_pulls(issue.number))


async def _closed_line(ctx: Ctx, was: Seen) -> Line:
    """An issue that is no longer open: merged, where its pull request is."""
    merged = False
    if was.pull is not None:
        deeds = await ctx.records.deeds_on([was.pull], what=("pull_request.merged",))
        merged = bool(deeds.get(was.pull))
    state = State.MERGED if merged else State.CLOSED
    return Line(was.number, was.title, state, pull=was.pull if merged else None)
