"""The board: edited in place when something has changed, and not more often than every few minutes."""

from bot.community.channels import channel
from bot.community.newcomers.cohort import BoardOrigin, Cohort, cohorts_of, reserves, tag
from bot.core.effects import AnyEffect, Effects, PinComment, say
from bot.core.events import Wake
from bot.core.keys import ADOPT
from bot.core.markdown import joined
from bot.core.own_comments import MissingFacts
from bot.services.claims.claim_decision import claim_state_of
from bot.services.claims.counted_claims import claimed_here
from bot.services.cohorts import came
from handlers.cohorts import board, config_lookups
from handlers.cohorts.board import IssueProgress, Line
from handlers.cohorts.feature import CHANNEL, EDIT, Ctx, feature
from handlers.cohorts.memory import (
    OPENING,
    BoardIssue,
    BoardRecord,
    Progress,
    board_key,
    board_of,
    board_record,
    edit_soon,
    progress_of,
    remember_board,
    remember_progress,
)

MOST_LOOKED_UP = 100
"""So many members' claims are looked up for one edit."""


@feature.timer(EDIT)
@feature.timer(EDIT, while_quiet=True)
async def edit(event: Wake, ctx: Ctx) -> Effects:
    """Edit a board; one that GitHub has not accepted yet is edited later."""
    name = str(event.data.get("cohort", ""))
    cohort = cohorts_of(ctx.repo).get(name)
    if cohort is None:
        return ()
    over = cohort.until < ctx.today
    number, progress = await board_of(ctx, name, cohort), await progress_of(ctx, name)
    if number is None:
        opening = await OPENING.of(tag(name)).exists(ctx.records, ctx.repo_scope)
        return [edit_soon(ctx, name)] if opening else ()
    effects = await _shown(ctx, name, cohort, number, over=over)
    if progress is not None and cohort.board is BoardOrigin.OPEN and progress.board is None:
        effects.append(remember_progress(ctx, name, progress.model_copy(update={"board": number})))
    return effects


async def _shown(ctx: Ctx, name: str, cohort: Cohort, number: int, *, over: bool) -> list[AnyEffect]:
    """Return the board as it stands now."""
    record = await board_record(ctx, name)
    lines, seen = await _lines(ctx, name, cohort, record, number)
    text = board.shown(name, cohort, lines, record.arrivals, ctx.today, over=over)
    if not over and channel(ctx.repo, CHANNEL) is None:
        mistakes = await config_lookups.mistakes(ctx, name, cohort)
        text = joined(filter(None, [text, mistakes]), "\n\n")
    ref = ctx.repository.ref_of(number)
    fresh = record.model_copy(update={"seen": seen, "due": None})
    key, because = board_key(name), f"the board of {name}"
    pin = [PinComment(subject=ref, sticky=key, because=because)] if cohort.pin and not over else []
    shown = say(ref, key, text, sticky=True, because=because, facts={"cohort": name})
    return [shown, *pin, remember_board(ctx, name, fresh)]


@feature.timer(ADOPT)
@feature.timer(ADOPT, while_quiet=True)
async def adopt(event: Wake, ctx: Ctx) -> Effects:
    """Go on with the board that a comment of ours shows, in an issue of ours, where none is remembered."""
    name = str(MissingFacts.model_validate(event.data).facts.get("cohort", ""))
    cohort, progress = cohorts_of(ctx.repo).get(name), await progress_of(ctx, name)
    if cohort is None or cohort.board is not BoardOrigin.OPEN or (progress and progress.board):
        return ()
    known = (progress or Progress(name=name, host_informed=True)).model_copy(
        update={"board": ctx.current.number}
    )
    return [remember_progress(ctx, name, known), edit_soon(ctx, name)]


async def _lines(
    ctx: Ctx, name: str, cohort: Cohort, record: BoardRecord, board_number: int
) -> tuple[list[Line], tuple[BoardIssue, ...]]:
    """Return the lines of a board: what is reserved, and what its people have claimed."""
    is_open = {
        subject.number: subject
        for subject in await ctx.records.open_subjects()
        if not subject.is_pull_request
    }
    numbers = {issue.number for issue in record.seen} | await _claimed(ctx, name)
    numbers |= {issue.number for issue in is_open.values() if reserves(cohort, issue.number, issue.labels)}
    before = {issue.number: issue for issue in record.seen}
    lines: list[Line] = []
    seen: list[BoardIssue] = []
    for number in sorted(numbers - {board_number}):
        if (issue := is_open.get(number)) is not None:
            claims = await claim_state_of(ctx, number)
            line = board.line(issue, claims, await ctx.records.linked_pulls(number))
            unclaimed = line.state in (IssueProgress.FREE, IssueProgress.IN_PARTS)
            if unclaimed and not reserves(cohort, number, issue.labels):
                continue  # It was claimed once, and is everybody's again.
            seen.append(BoardIssue(number=number, title=issue.title, pull=line.pull))
            lines.append(line)
        elif (was := before.get(number)) is not None:
            lines.append(await _closed_line(ctx, was))
            seen.append(was)
    return lines, tuple(seen)


async def _claimed(ctx: Ctx, name: str) -> set[int]:
    """Return issues of this repository that its people hold."""
    people = (await came(ctx, name))[:MOST_LOOKED_UP]
    return {number for person in people for number in await claimed_here(ctx, person)}


async def _closed_line(ctx: Ctx, was: BoardIssue) -> Line:
    """Return an issue that is no longer open: merged, where its pull request is."""
    merged = False
    if was.pull is not None:
        merged = bool(await ctx.deeds_on(was.pull, what=("pull_request.merged",)))
    state = IssueProgress.MERGED if merged else IssueProgress.CLOSED
    return Line(was.number, was.title, state, pull=was.pull if merged else None)
