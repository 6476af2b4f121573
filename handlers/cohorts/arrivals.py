"""Somebody of a cohort opens an issue or a pull request: its host hears first."""

from __future__ import annotations

from bot.community.newcomers.cohort import Cohort, cohorts_of
from bot.core.effects import AnyEffect, Effects, say
from bot.core.events import IssueEvent, PullRequestEvent
from bot.core.markdown import code
from bot.core.model import same
from bot.core.schedule.local import day_of
from bot.services.cohorts.membership import MEMBER, belongs, has_come, named_in_form, tag
from bot.services.first_contribution import never_greeted
from handlers.cohorts.board_notes import noted
from handlers.cohorts.feature import CALL, Ctx, board_of, board_record, feature, remember_board, tell_host
from handlers.cohorts.messages import TEXT
from handlers.cohorts.progress import INTRODUCED, BoardRecord

MOST_ARRIVALS = 200
Opened = IssueEvent | PullRequestEvent


@feature.on("issues.opened", "pull_request.opened")
async def arrive(event: Opened, ctx: Ctx) -> Effects:
    """Note who has come, and tell the host of the first thing they open, before anybody else is called."""
    today, effects = day_of(ctx.now, ctx.repo.timezone), []
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


async def _arrived(
    event: Opened, ctx: Ctx, name: str, cohort: Cohort, record: BoardRecord
) -> tuple[BoardRecord, list[AnyEffect]]:
    """What is remembered of the board, and what is to be done, where the author is of the cohort."""
    author, today = event.subject.author, day_of(ctx.now, ctx.repo.timezone)
    if never_greeted(author, ctx.me) or same(author.login, cohort.host):
        return record, []
    form = not event.subject.is_pull_request and named_in_form(event.subject, {name: cohort})
    if not form and not (cohort.is_on(today) and await belongs(ctx, name, cohort, author.id, author.login)):
        return record, []
    effects: list[AnyEffect] = []
    if not await has_come(ctx, name, author.id):
        effects.append(MEMBER.of(tag(name), author.id).claim(event.ref, ctx.repo_scope, True))
    if cohort.board is not None:
        arrivals = (*record.arrivals, event.subject.number)[-MOST_ARRIVALS:]
        record = record.model_copy(update={"arrivals": arrivals})
    heard = INTRODUCED.of(tag(name), author.id)
    if await heard.exists(ctx.records, ctx.repo_scope):
        return record, effects
    effects.append(heard.claim(event.ref, ctx.repo_scope, True, release_if_dead=True))
    record, calls = await _tell(event, ctx, name, cohort, record)
    return record, [*effects, *calls]


async def _tell(
    event: Opened, ctx: Ctx, name: str, cohort: Cohort, record: BoardRecord
) -> tuple[BoardRecord, list[AnyEffect]]:
    """The host in private; else on the board, by one comment a day and a list; else right here."""
    author, today = event.subject.author.login, day_of(ctx.now, ctx.repo.timezone)
    because = f"{author} is part of the cohort {name}"
    private = TEXT.arrived_private(ref=event.ref, author=author, cohort=code(name))
    if notices := tell_host(ctx, private, because):
        return record, notices
    board = await board_of(ctx, name, cohort)
    if board is None:
        text = TEXT.arrived(host=cohort.host, noun=event.subject.noun, cohort=code(name))
        return record, [say(event.ref, "host", text, because=because)]
    if record.called == today:
        return record, []
    ref = f"{ctx.repository.full_name}#{board}"
    call = TEXT.arrived_board(
        host=cohort.host, number=event.subject.number, noun=event.subject.noun, cohort=code(name)
    )
    record = record.model_copy(update={"called": today})
    return record, [say(ref, CALL, call, because=because, outdates=CALL)]
