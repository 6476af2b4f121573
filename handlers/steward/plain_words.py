"""What people say on a support case in plain words: it is none, it came back, how does it stand."""

from datetime import date, datetime, timedelta

from bot.community.cases import CaseState, reopened
from bot.community.plain_words import Meaning, Speaker, ThreadKind, hear
from bot.community.steward import FEATURE, people_of
from bot.core.effects import Effects, Reopen, say
from bot.core.events import CommentEvent
from bot.core.keys import SectionKey
from bot.core.markdown import bare
from bot.core.memory import Memory
from bot.core.messages import load
from bot.core.model import Subject, contains
from bot.core.states import PlainWords
from handlers.steward.events import end_as_no_question
from handlers.steward.feature import Ctx, feature
from handlers.steward.outages import reported_on_case
from handlers.steward.routing import give_first
from handlers.steward.unit_of_work import UnitOfWork, read_case

TEXT = load(__name__)

ANSWER = SectionKey("plain-answer")
"""The comment that answers plain words."""
REOPENS = timedelta(days=30)
"""So long after it was closed as completed, its author's word opens a case again."""
UPDATED = Memory(FEATURE, "plain-update", date)
"""In the subject's scope: the day on which somebody was last told who has the case."""
BACK = Memory(FEATURE, "plain-back:", datetime)
"""In the subject's scope, by a person's id: the closing after which their word was answered or acted on."""


@feature.on("issue_comment.created")
async def plain_words(event: CommentEvent, ctx: Ctx) -> Effects:
    """Act on what is the writer's own, and answer what is asked."""
    author, subject = event.comment.author, ctx.current
    if not event.is_by_person or event.subject.is_pull_request or ctx.repo.plain_words is PlainWords.OFF:
        return ()
    state = await read_case(ctx, event.ref)
    speaker = Speaker.of(author, subject)
    match hear(event.comment.body, speaker, _place(subject, state), ctx.me.login):
        case Meaning.NOT_SUPPORT if state is not None:
            work = UnitOfWork(ctx)
            await end_as_no_question(work, state, author.login)
            return [
                effect.model_copy(update={"because": f"{author.login} wrote that it is no question"})
                for effect in work.done()
            ]
        case Meaning.ANY_UPDATE | Meaning.WHO_HAS_IT if state is not None and state.is_open:
            return await _how_it_stands(event, state, ctx)
        case Meaning.OUTAGE if state is not None and state.is_open:
            urgent = (
                await reported_on_case(event.ref, author, state, ctx) if speaker is Speaker.AUTHOR else ()
            )
            return urgent or await _how_it_stands(event, state, ctx)
        case Meaning.CAME_BACK:
            return await _came_back(event, state, ctx)
    return ()


def _place(subject: Subject, state: CaseState | None) -> ThreadKind:
    if not subject.is_open:
        return ThreadKind.CLOSED if state is None else ThreadKind.CLOSED_CASE
    return ThreadKind.CASE if state is not None else ThreadKind.ISSUE


async def _how_it_stands(event: CommentEvent, state: CaseState, ctx: Ctx) -> Effects:
    """Return who has the case: once a day, and not to those who look after it."""
    author, today = event.comment.author, ctx.today
    if await UPDATED.read(ctx.records, ctx.subject_scope) == today:
        return ()
    ours = state.has(author.login) or contains(people_of(ctx.repo), author.login)
    if ours or await ctx.may_triage(author):
        return ()
    words, login = TEXT[ctx.language], bare(author.login)
    text = (
        words.has_it(login=login, steward=bare(state.steward))
        if state.steward
        else words.nobody_has_it(login=login)
    )
    because = f"{author.login} asked how it stands"
    return [
        say(event.ref, ANSWER, text, because=because, outdates=ANSWER),
        UPDATED.remember(event.ref, ctx.subject_scope, today),
    ]


async def _came_back(event: CommentEvent, state: CaseState | None, ctx: Ctx) -> Effects:
    """Open the author's own case again, once after each closing; of anything else, say who can."""
    subject, author = ctx.current, event.comment.author
    closed_at = subject.closed_at
    back = BACK.of(author.id)
    if closed_at is None or await back.read(ctx.records, ctx.subject_scope) == closed_at:
        return ()
    if await ctx.may_triage(author):
        return ()
    answered = back.remember(event.ref, ctx.subject_scope, closed_at)
    is_author, fresh = author.id == subject.author.id, ctx.now - closed_at <= REOPENS
    completed = subject.state_reason in (None, "completed")
    if is_author and state is not None and fresh and completed and not subject.locked:
        work = UnitOfWork(ctx)
        because = f"{author.login} wrote that it came back"
        work.want(Reopen(subject=event.ref, because=because), answered)
        open_again = subject.model_copy(update={"state": "open", "state_reason": "reopened"})
        await give_first(work, reopened(state), open_again, event.ref, counted=True)
        return work.done()
    own = is_author and "lifecycle" in ctx.repo.sections and not subject.locked
    words = TEXT[ctx.language]
    text = (words.reopen_yourself if own else words.who_reopens)(login=bare(author.login))
    because = f"{author.login} asked to open this again"
    return [say(event.ref, ANSWER, text, because=because, outdates=ANSWER), answered]
