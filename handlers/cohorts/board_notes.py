"""What happens is noted for the board, which is edited when the interval since the last edit is over."""

from __future__ import annotations

from bot.community.newcomers.cohort import Cohort, cohorts_of
from bot.core.effects import AnyEffect, Effects
from bot.core.events import CommentEvent, SubjectEvent
from bot.core.markdown import closing_keywords, plain
from bot.core.model import same
from bot.core.schedule.local import day_of
from bot.services.cohorts.membership import MEMBER, has_come, is_listed, tag
from bot.services.first_contribution import never_greeted
from handlers.cohorts.feature import Ctx, board_record, edit_soon, feature, remember_board
from handlers.cohorts.progress import BoardRecord


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
    today, effects = day_of(ctx.now, ctx.repo.timezone), []
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
    """Whoever is on the list and says a word in these days has come."""
    author = event.comment.author if isinstance(event, CommentEvent) else None
    if author is None or never_greeted(author, ctx.me) or same(author.login, cohort.host):
        return []
    if await has_come(ctx, name, author.id) or not await is_listed(ctx, cohort, author.login):
        return []
    return [MEMBER.of(tag(name), author.id).claim(event.ref, ctx.repo_scope, True)]


def noted(
    ctx: Ctx, name: str, record: BoardRecord, event: SubjectEvent
) -> tuple[BoardRecord, list[AnyEffect]]:
    """What is remembered of a board after an event, and the timer of its next edit where there is none."""
    if event.subject.is_pull_request and event.name == "pull_request":
        closes = closing_keywords(plain(f"{event.subject.title}\n\n{event.subject.body}"))
        numbers = {number for place, number in closes if not place or same(place, ctx.repository.full_name)}
        seen = (
            issue.model_copy(update={"pull": event.subject.number}) if issue.number in numbers else issue
            for issue in record.seen
        )
        record = record.model_copy(update={"seen": tuple(seen)})
    if record.due is not None and record.due > ctx.now:
        return record, []
    timer = edit_soon(ctx, name)
    return record.model_copy(update={"due": timer.due}), [timer]
