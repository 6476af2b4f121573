"""What happens around a case: it opens, somebody speaks or is assigned, it closes."""

from bot.community.cases import CaseState, acknowledged, asks_reporter, reopened, resolved
from bot.community.issue_kind import Kind
from bot.community.plain_words.on_cases import after_our_word, after_their_word, asks_for_more
from bot.community.rota import is_away
from bot.community.steward import kind_by_type, people_of, support_label
from bot.core.effects import Effects, RemoveLabels, Unassign, UnpinComment, say
from bot.core.events import CommentEvent, IssueEvent
from bot.core.markdown import has_words
from bot.core.model import Subject, contains, same
from bot.core.states import PlainWords
from bot.services.issue_reading import why_case
from bot.services.sorting import label_history
from handlers.steward import case_comments, outages
from handlers.steward.case_comments import CASE, TURN
from handlers.steward.feature import Ctx, feature
from handlers.steward.routing import find_route, give_first, hand_on, open_case
from handlers.steward.rules.deadlines import paused, resumed, with_steward
from handlers.steward.unit_of_work import UnitOfWork, read_case, read_open_case


@feature.on("issues.opened", "issues.edited")
async def opened(event: IssueEvent, ctx: Ctx) -> Effects:
    """A new issue that is a support case goes to the person on duty, and so does one that an edit makes a
    question while nobody has sorted it. The words of an issue that was moved here open none."""
    subject, edited = ctx.current, event.action == "edited"
    if urgent := await outages.reported(event, ctx):
        return urgent
    if edited and (not event.has_new_text or await why_case(event.before_edit, ctx)):
        return ()
    because = await why_case(subject, ctx)
    by_reporter = support_label(ctx.repo, subject.labels) is None
    if because is None or (event.moved and by_reporter) or await read_case(ctx, event.ref):
        return ()
    if edited and (not by_reporter or (await label_history(ctx)).sorted):
        return ()
    work, fresh = UnitOfWork(ctx), not (edited or event.moved)
    await open_case(work, subject, event.ref, because, fresh=fresh, counted=fresh or edited)
    return work.done()


@feature.on("issues.labeled")
async def labelled(event: IssueEvent, ctx: Ctx) -> Effects:
    """A label can open a case, send it another way, or say that the reporter is asked for something."""
    subject = ctx.current
    if not event.label or not subject.is_open or subject.author.is_ghost:
        return ()
    work, state = UnitOfWork(ctx), await read_open_case(ctx, event.ref)
    if state is None:
        if support_label(ctx.repo, (event.label,)) and not _among_bots(event):
            because = f"{event.sender.login} set the label {event.label}"
            await open_case(work, subject, event.ref, because)
    elif asks_reporter((event.label,)):
        state = paused(state, ctx.now)
        await work.keep_in_place(event.ref, state)
    elif state.is_waiting and not state.by_hand:
        await _another_way(work, state, subject, event.ref)
    return work.done()


def _among_bots(event: IssueEvent) -> bool:
    """Bots may sort one another's issues; a case of theirs is one where a person says so."""
    return event.subject.author.is_bot and event.sender.is_bot


async def _another_way(work: UnitOfWork, state: CaseState, subject: Subject, ref: str) -> None:
    """Send a case that nobody has taken yet where its labels say now, if that is another rota."""
    path = await find_route(subject, state.community, work.ctx)
    if path.rota and not same(path.rota, state.rota):
        await work.leave(ref, state)
        moved = state.model_copy(update={"rota": path.rota, "holders": (), "labels": subject.labels})
        await give_first(work, moved, subject, ref, path=path)


@feature.on("issues.unlabeled")
async def unlabelled(event: IssueEvent, ctx: Ctx) -> Effects:
    """The support label is taken off: the case ends, and whoever is assigned stays so. A label that says the
    reporter is asked is taken off: the clocks run again."""
    subject = ctx.current
    state = await read_case(ctx, event.ref)
    if not event.label or state is None:
        return ()
    work = UnitOfWork(ctx)
    if support_label(ctx.repo, (event.label,)) and not support_label(ctx.repo, subject.labels):
        await end_case(work, event.ref, state, event.sender.login)
    elif asks_reporter((event.label,)) and state.paused_at is not None:
        await _go_on(work, state, event.ref)
    return work.done()


async def _go_on(work: UnitOfWork, state: CaseState, ref: str) -> None:
    state = resumed(state, await work.rota(state.rota), work.ctx.now)
    await work.keep_in_place(ref, state)


async def end_case(work: UnitOfWork, ref: str, state: CaseState, by: str) -> None:
    """No support case any more, because `by` says so."""
    if state.announced:
        text = case_comments.ended(by, await work.listener(ref, state))
        work.want(say(ref, CASE, text, sticky=True, outdates=TURN))
        work.want(UnpinComment(subject=ref, sticky=CASE))
    await work.drop(ref, state)


async def end_as_no_question(work: UnitOfWork, state: CaseState | None, by: str) -> None:
    """The author or a maintainer (`by`) says that this is no support question: its label goes, and whoever
    has it."""
    ref, subject = work.ctx.ref, work.ctx.current
    if label := support_label(work.ctx.repo, subject.labels):
        work.want(RemoveLabels(subject=ref, labels=(label,)))
    if state is not None:
        if state.steward and contains(subject.assignee_logins, state.steward):
            work.want(Unassign(subject=ref, logins=(state.steward,)))
        await end_case(work, ref, state, by)


@feature.on("issues.typed")
async def typed(event: IssueEvent, ctx: Ctx) -> Effects:
    """A type that is set decides: one of questions opens a case, any other ends it."""
    subject, kind = ctx.current, kind_by_type(ctx.repo, event.type)
    if not subject.is_open or subject.author.is_ghost:
        return ()
    work, state = UnitOfWork(ctx), await read_open_case(ctx, event.ref)
    if state is not None:
        if kind is not Kind.SUPPORT:
            await end_case(work, event.ref, state, event.sender.login)
    elif kind is Kind.SUPPORT and not _among_bots(event):
        because = f"{event.sender.login} set the type {event.type}"
        await open_case(work, subject, event.ref, because)
    return work.done()


@feature.on("issues.closed")
async def closed(event: IssueEvent, ctx: Ctx) -> Effects:
    """Closing resolves a case."""
    state = await read_open_case(ctx, event.ref)
    if state is None:
        return ()
    work = UnitOfWork(ctx)
    subject = ctx.current
    await work.keep(event.ref, resolved(state, ctx.now, subject.labels))
    return work.done()


@feature.on("issues.reopened")
async def came_back(event: IssueEvent, ctx: Ctx) -> Effects:
    """Reopening opens the case again, for whoever is on duty now."""
    state = await read_case(ctx, event.ref)
    if state is None or state.is_open:
        return ()
    work = UnitOfWork(ctx)
    by_reporter = event.sender.id == state.reporter_id
    await give_first(work, reopened(state), ctx.current, event.ref, counted=by_reporter)
    return work.done()


@feature.on("issues.edited")
async def rewrote(event: IssueEvent, ctx: Ctx) -> Effects:
    """The reporter, who was asked for something, has added it to the issue: the clocks run again."""
    state = await read_open_case(ctx, event.ref)
    if state is None or state.paused_at is None or event.body_from is None:
        return ()
    if event.sender.id != state.reporter_id:
        return ()
    work = UnitOfWork(ctx)
    await _go_on(work, state, event.ref)
    return work.done()


@feature.on("issues.deleted", "issues.transferred")
async def gone(event: IssueEvent, ctx: Ctx) -> Effects:
    """The issue is not here any more."""
    state = await read_case(ctx, event.ref)
    if state is None:
        return ()
    work = UnitOfWork(ctx)
    await work.drop(event.ref, state)
    return work.done()


@feature.on("issues.assigned")
async def assigned(event: IssueEvent, ctx: Ctx) -> Effects:
    """Somebody gave a case to a person: it is theirs, unless whoever had it stays assigned as well."""
    state = await read_open_case(ctx, event.ref)
    subject, person = ctx.current, event.assignee
    if state is None or person is None or person.is_bot or state.has(person.login):
        return ()
    if same(person.login, state.reporter) or contains(subject.assignee_logins, state.steward or ""):
        return ()
    work = UnitOfWork(ctx)
    if event.sender.is_bot:  # Nobody has seen it yet: the clocks run.
        state = with_steward(state, await work.rota(state.rota), person.login, ctx.now)
    else:
        taken = {
            "steward": person.login,
            "by_hand": True,
            "retry_at": None,
            "holders": (*state.holders, person.login),
        }
        state = acknowledged(state.model_copy(update=taken), ctx.now)
    await work.keep(event.ref, state, f"{event.sender.login} assigned {person.login}")
    return work.done()


@feature.on("issue_comment.created")
async def spoke(event: CommentEvent, ctx: Ctx) -> Effects:
    """A human word by the steward, or by those who look after the project, acknowledges, and answers if it is
    more than a promise; one by the reporter asks again, settles, or lets the clocks run again."""
    author, body = event.comment.author, event.comment.body
    if not author.is_person or not has_words(body, ctx.me.login):
        return ()
    state = await read_case(ctx, event.ref)
    if state is None or not (state.is_open or ctx.current.is_open):
        return ()
    work = UnitOfWork(ctx)
    if not state.is_open:
        await _settled_spoke(event, work, state)
        return work.done()
    if same(author.login, state.reporter):
        await _reporter_spoke(event, work, state)
        return work.done()
    ours = state.has(author.login) or contains(people_of(ctx.repo), author.login)
    if not ours and (state.answered_at or not await ctx.may_triage(author)):
        return ()
    word = after_our_word(state, body, author.login, ctx.now, ctx.me.login if _hears(ctx) else None)
    after = word.state
    if after.answered_at is not None and state.answered_at is None:
        after = after.model_copy(update={"answered_in": ctx.guid})
    await work.keep_in_place(event.ref, after, word.because)
    return work.done()


async def _settled_spoke(event: CommentEvent, work: UnitOfWork, state: CaseState) -> None:
    """A settled case whose issue is still open: a word of its reporter that asks for more opens it again, as
    it would after an answer."""
    ctx, author = work.ctx, event.comment.author
    if author.id != state.reporter_id or event.sender.id != author.id:
        return
    if asks_for_more(event.comment.body, ctx.me.login if _hears(ctx) else None):
        because = f"{author.login} wrote again after it was settled"
        fresh = reopened(state).model_copy(update={"because": because})
        await give_first(work, fresh, ctx.current, event.ref, counted=True)


def _hears(ctx: Ctx) -> bool:
    return ctx.repo.plain_words is not PlainWords.OFF


async def _reporter_spoke(event: CommentEvent, work: UnitOfWork, before: CaseState) -> None:
    ctx, ref, reporter = work.ctx, event.ref, event.comment.author.login
    rota = await work.rota(before.rota)
    me = ctx.me.login if _hears(ctx) else None
    word = after_their_word(before, event.comment.body, reporter, ctx.now, rota, me)
    if word.state == before:
        return
    state = resumed(word.state, rota, ctx.now)
    if state.thanked_at is None:
        away = state.steward is not None and is_away(rota, state.steward, ctx.now)
        if away and await hand_on(work, state, ctx.current, ref, "they have written"):
            return
    elif (to := await work.listener(ref, state)).may_close:
        work.want(say(ref, TURN, case_comments.works(to), because=word.because, outdates=TURN))
    await work.keep_in_place(ref, state, word.because)
