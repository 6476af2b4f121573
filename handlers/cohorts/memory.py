"""What is remembered of a cohort: how far it has come, its board, and who was part of it."""

from datetime import date, datetime

from pydantic import ConfigDict, Field

from bot.community.newcomers.cohort import FEATURE, MEMBER, STILL_HERE, BoardOrigin, Cohort, tag
from bot.core.effects import AnyEffect, SetTimer
from bot.core.keys import SectionKey, section_key, timer_key
from bot.core.markdown import Markdown
from bot.core.memory import Memory
from bot.core.model import Value
from bot.core.states import EffectState
from handlers.cohorts.board import EVERY
from handlers.cohorts.feature import EDIT, Ctx
from handlers.cohorts.report import CohortCounts

LAST = len(STILL_HERE) + 1
"""So many reports there are."""


class Progress(Value):
    """What has happened to a cohort so far. It names nobody."""

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    name: str
    board: int | None = None
    """The issue that was opened for it."""
    host_informed: bool = Field(False, validation_alias="host_told", serialization_alias="host_told")
    """The host has heard that it begins."""
    ended: bool = False
    """Its people have been told that it is over."""
    announced: int = 0
    """So many of its reports the host has seen coming."""
    published: int = 0
    counts: CohortCounts | None = None
    """The numbers published so far."""
    missing_since: date | None = None
    """The day on which it was no longer in the file."""


class BoardIssue(Value):
    """An issue of the board, as it was last seen open."""

    number: int
    title: str
    pull: int | None = None


class BoardRecord(Value):
    """What is remembered of a board between two edits."""

    due: datetime | None = None
    """When it is edited next."""
    seen: tuple[BoardIssue, ...] = ()
    arrivals: tuple[int, ...] = ()
    """What its people have opened, by number."""
    called: date | None = None
    """The day on which its host was last called there, or told in private."""
    untold: tuple[Markdown, ...] = ()
    """What the host is told in private on the next day: one message a day, not ten."""


PROGRESS = Memory(FEATURE, "course:", Progress)
"""In the repository's scope, by cohort."""
BOARD = Memory(FEATURE, "board:", BoardRecord)
"""In the repository's scope, by cohort."""
BOARD_SECTION = SectionKey("board:")
OPENING = Memory(FEATURE, "opening:", bool)
"""In the repository's scope, by cohort: the issue for its board is being opened."""
INTRODUCED = Memory(FEATURE, "told:", bool)
"""In the repository's scope, by cohort and person's id: the host has heard of somebody."""


async def progress_of(ctx: Ctx, name: str) -> Progress | None:
    """Return how far a cohort has come; None before the first morning of its preparation."""
    return await PROGRESS.of(tag(name)).read(ctx.records, ctx.repo_scope)


async def board_record(ctx: Ctx, name: str) -> BoardRecord:
    """Return what is remembered of a cohort's board."""
    return await BOARD.of(tag(name)).read(ctx.records, ctx.repo_scope) or BoardRecord()


def board_key(name: str) -> SectionKey:
    """Return how a cohort's board is called, as an issue and as the comment on it."""
    return section_key(BOARD_SECTION, tag(name))


def remember_progress(ctx: Ctx, name: str, progress: Progress | None) -> AnyEffect:
    """Remember how far a cohort has come; None forgets it."""
    return PROGRESS.of(tag(name)).remember(ctx.repository.full_name, ctx.repo_scope, progress)


def remember_board(ctx: Ctx, name: str, board: BoardRecord) -> AnyEffect:
    """Remember a cohort's board."""
    return BOARD.of(tag(name)).remember(ctx.repository.full_name, ctx.repo_scope, board)


async def board_of(ctx: Ctx, name: str, cohort: Cohort) -> int | None:
    """Return the number of a cohort's board: named in the file, or opened by us and accepted by GitHub."""
    if cohort.board is not BoardOrigin.OPEN:
        return cohort.board
    progress = await progress_of(ctx, name)
    if progress is None or progress.board is not None:
        return progress.board if progress else None
    done = await ctx.records.done_on(ctx.repository.ref_of(0))
    opened = (
        effect.remote_id
        for effect in reversed(done)
        if effect.kind == "open_issue"
        and effect.state == EffectState.DONE
        and effect.effect.get("key") == board_key(name)
    )
    return next(opened, None)


def edit_soon(ctx: Ctx, name: str) -> SetTimer:
    """Edit the board when the interval between two edits is over.

    Never at once: a comment that calls somebody is folded away later, and the board must not be part of it.
    """
    where = ctx.repository.full_name
    return SetTimer(
        subject=where, key=timer_key(EDIT, name.casefold()), due=ctx.now + EVERY, data={"cohort": name}
    )


async def forget_members(ctx: Ctx, name: str, *, follows: bool = False) -> list[AnyEffect]:
    """All that is remembered of a cohort but its course goes: who was part of it, above all.

    Where its board `follows` the last reviews, its issues stay remembered, and nothing of people.
    """
    where, records, scope = ctx.repository.full_name, ctx.records, ctx.repo_scope
    gone = [
        people.of(person_id)
        for people in (MEMBER.of(tag(name), ""), INTRODUCED.of(tag(name), ""))
        for person_id in await people.read_all(records, scope)
    ]
    board, opening = BOARD.of(tag(name)), OPENING.of(tag(name))
    effects: list[AnyEffect] = []
    stored = await board.read(records, scope)
    gone += [opening] if await opening.exists(records, scope) else []
    if stored and follows:
        effects.append(board.remember(where, scope, stored.model_copy(update={"arrivals": (), "untold": ()})))
    elif stored:
        effects.append(board.remember(where, scope, None))
    return effects + [memory.remember(where, scope, None) for memory in gone]
