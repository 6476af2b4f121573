"""Somebody of a cohort comes, and its host hears first; what happens is noted for the board."""

from bot.community.channels import channel
from bot.community.newcomers.cohort import MEMBER, Cohort, cohorts_of, tag
from bot.core.effects import AnyEffect, Effects, say
from bot.core.events import CommentEvent, IssueEvent, PullRequestEvent, SubjectEvent
from bot.core.keys import SectionKey
from bot.core.markdown import bare, code, numbers_in, references
from bot.core.model import same
from bot.services.calls import in_working_hours
from bot.services.cohorts import belongs, has_come, is_listed, named_in_form
from bot.services.issue_reading import as_written
from bot.services.newcomer_check import never_greeted
from handlers.cohorts.arrivals import tell_once_a_day
from handlers.cohorts.feature import CALL, CHANNEL, Ctx, feature
from handlers.cohorts.memory import INTRODUCED, BoardRecord, board_of, board_record, edit_soon, remember_board
from handlers.cohorts.messages import TEXT

HOST = SectionKey("host")
MOST_ARRIVALS = 200
Opened = IssueEvent | PullRequestEvent


@feature.on("issues.opened", "pull_request.opened")
async def arrive(event: Opened, ctx: Ctx) -> Effects:
    """Note who has come, and tell the host of the first thing they open, before anybody else is called."""
    today, effects = ctx.today, []
    for name, cohort in cohorts_of(ctx.repo).items():
        if not cohort.is_near(today):
            continue
        before = await board_record(ctx, name)
        record, result = await _arrived(event, ctx, name, cohort, before)
        if cohort.board is not None and (event.subject.is_pull_request or record.arrivals != before.arrivals):
            record, timer = noted(ctx, name, record, event)
            result += timer
        effects += result
        if record != before:
            effects.append(remember_board(ctx, name, record))
    return effects


async def _named_in_form(event: Opened, ctx: Ctx, name: str, cohort: Cohort) -> bool:
    if event.subject.is_pull_request or cohort.form_field is None:
        return False
    return bool(named_in_form(await as_written(event.subject, ctx), {name: cohort}))


async def _arrived(
    event: Opened, ctx: Ctx, name: str, cohort: Cohort, record: BoardRecord
) -> tuple[BoardRecord, list[AnyEffect]]:
    """Return what is remembered of the board, and what is to be done, where the author is of the cohort."""
    author, today = event.subject.author, ctx.today
    if event.moved or never_greeted(author, ctx.me) or same(author.login, cohort.host):
        return record, []
    form = await _named_in_form(event, ctx, name, cohort)
    if not form and not (cohort.is_on(today) and await belongs(ctx, name, cohort, author.id, author.login)):
        return record, []
    effects: list[AnyEffect] = []
    if not await has_come(ctx, name, author.id):
        is_own_word = not await is_listed(ctx, cohort, author.id, author.login)
        effects.append(MEMBER.of(tag(name), author.id).claim(event.ref, ctx.repo_scope, is_own_word))
    if cohort.board is not None:
        arrivals = (*record.arrivals, event.subject.number)[-MOST_ARRIVALS:]
        record = record.model_copy(update={"arrivals": arrivals})
    introduction = INTRODUCED.of(tag(name), author.id)
    if await introduction.exists(ctx.records, ctx.repo_scope):
        return record, effects
    effects.append(introduction.claim(event.ref, ctx.repo_scope, True, release_if_dead=True))
    record, calls = await _tell(event, ctx, name, cohort, record)
    return record, [*effects, *calls]


async def _tell(
    event: Opened, ctx: Ctx, name: str, cohort: Cohort, record: BoardRecord
) -> tuple[BoardRecord, list[AnyEffect]]:
    """Return the host in private; else on the board, by one comment a day and a list; else right here."""
    author, today = event.subject.author.login, ctx.today
    because = f"{author} is part of the cohort {name}"
    private = TEXT.arrived_private(ref=bare(event.ref), author=bare(author), cohort=code(name))
    if channel(ctx.repo, CHANNEL) is not None:
        return await tell_once_a_day(ctx, name, cohort, record, private, because)
    board = await board_of(ctx, name, cohort)
    if board is None:
        text = TEXT.arrived(host=bare(cohort.host), noun=event.subject.noun, cohort=code(name))
        calls = [say(event.ref, HOST, text, because=because, outdates=HOST)]
        return record, await in_working_hours(ctx, cohort.host, calls, feature.name, tag(name))
    if record.called == today:
        return record, []
    ref = ctx.repository.ref_of(board)
    call = TEXT.arrived_board(
        host=bare(cohort.host), number=event.subject.number, noun=event.subject.noun, cohort=code(name)
    )
    record = record.model_copy(update={"called": today})
    calls = [say(ref, CALL, call, because=because, outdates=CALL)]
    return record, await in_working_hours(ctx, cohort.host, calls, feature.name, tag(name))


@feature.on(
    "issue_comment.created",
    "issues.assigned",
    "issues.closed",
    "issues.labeled",
    "issues.reopened",
    "issues.unassigned",
    "issues.unlabeled",
    "pull_request.closed",
    "pull_request.edited",
    "pull_request.reopened",
    "pull_request_review.submitted",
    "pull_request_review_comment.created",
)
async def note(event: SubjectEvent, ctx: Ctx) -> Effects:
    """Something happened that a board may show."""
    today, effects = ctx.today, []
    for name, cohort in cohorts_of(ctx.repo).items():
        if not cohort.is_shown(today):
            continue
        effects += await _come(ctx, name, cohort, event) if cohort.is_on(today) else []
        if cohort.board is None:
            continue
        before = await board_record(ctx, name)
        record, timer = noted(ctx, name, before, event)
        effects += timer
        if record != before:
            effects.append(remember_board(ctx, name, record))
    return effects


async def _come(ctx: Ctx, name: str, cohort: Cohort, event: SubjectEvent) -> list[AnyEffect]:
    """Note who has come: a person on the list who says a word in these days."""
    author = event.comment.author if isinstance(event, CommentEvent) else None
    if author is None or never_greeted(author, ctx.me) or same(author.login, cohort.host):
        return []
    if await has_come(ctx, name, author.id) or not await is_listed(ctx, cohort, author.id, author.login):
        return []
    return [MEMBER.of(tag(name), author.id).claim(event.ref, ctx.repo_scope, False)]


def noted(
    ctx: Ctx, name: str, record: BoardRecord, event: SubjectEvent
) -> tuple[BoardRecord, list[AnyEffect]]:
    """Return what is remembered of a board after an event, and the timer of its next edit where there is
    none."""
    if event.subject.is_pull_request and event.name == "pull_request":
        named = references(event.subject.body, event.subject.title)
        numbers = numbers_in(named, ctx.repository.full_name, closing=True)
        seen = (
            issue.model_copy(update={"pull": event.subject.number}) if issue.number in numbers else issue
            for issue in record.seen
        )
        record = record.model_copy(update={"seen": tuple(seen)})
    if record.due is not None and record.due > ctx.now:
        return record, []
    timer = edit_soon(ctx, name)
    return record.model_copy(update={"due": timer.due}), [timer]
