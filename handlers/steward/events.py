"""What happens around a case: it opens, somebody speaks, time passes, it closes."""

from __future__ import annotations

from bot.community.cases import CaseState, has_words, heard, reopened, resolved
from bot.community.steward import StewardConfig, opens_case, people_of, rota_names, support_label
from bot.core.context import Context
from bot.core.effects import AnyEffect, CancelTimer, Case, Effects, say
from bot.core.events import CommentEvent, IssueEvent, Wake
from bot.core.model import Role, Subject, contains, same
from bot.core.schedule import Daily
from handlers.steward import words
from handlers.steward.declared import feature, read_case, read_rota, storing
from handlers.steward.routing import ACKNOWLEDGE, CASE, give_first, hand_on, open_case


@feature.on("issues.opened")
async def opened(event: IssueEvent, ctx: Context[StewardConfig]) -> Effects:
    """A new issue that is a support case goes to the person on duty."""
    subject = ctx.subject or event.subject
    because = opens_case(ctx.repo, subject)
    if because is None or await read_case(ctx, event.ref):
        return ()
    asked = support_label(ctx.repo, subject.labels) is None
    return await open_case(subject, event.ref, because, ctx, asked=asked)


@feature.on("issues.labeled")
async def labelled(event: IssueEvent, ctx: Context[StewardConfig]) -> Effects:
    """Somebody set the support label: a case opens."""
    subject = ctx.subject or event.subject
    if not event.label or not support_label(ctx.repo, (event.label,)) or not subject.is_open:
        return ()
    if subject.author.is_bot or subject.author.is_ghost:
        return ()
    state = await read_case(ctx, event.ref)
    if state is not None and state.is_open:
        return ()
    because = f"{event.sender.login} set the label {event.label}"
    return await open_case(subject, event.ref, because, ctx, asked=False)


@feature.on("issues.unlabeled")
async def unlabelled(event: IssueEvent, ctx: Context[StewardConfig]) -> Effects:
    """Somebody took the support label off: the case ends. Whoever is assigned stays so."""
    subject = ctx.subject or event.subject
    if not event.label or not support_label(ctx.repo, (event.label,)):
        return ()
    state = await read_case(ctx, event.ref)
    if state is None or support_label(ctx.repo, subject.labels):
        return ()
    return end_case(event.ref, state, event.sender.login)


def end_case(ref: str, state: CaseState, by: str) -> list[AnyEffect]:
    """No support case any more, because `by` says so."""
    last_word = say(ref, CASE, words.ended(by, state.reporter), sticky=True)
    return [
        *([last_word] if state.announced else []),
        CancelTimer(subject=ref, key=ACKNOWLEDGE),
        Case(subject=ref, state=None),
    ]


@feature.on("issues.closed")
async def closed(event: IssueEvent, ctx: Context[StewardConfig]) -> Effects:
    """Closing resolves a case."""
    state = await read_case(ctx, event.ref)
    if state is None or not state.is_open:
        return ()
    return _settled(state, event.ref, ctx)


def _settled(state: CaseState, ref: str, ctx: Context[StewardConfig]) -> list[AnyEffect]:
    done = resolved(state, ctx.now).model_dump(mode="json")
    return [CancelTimer(subject=ref, key=ACKNOWLEDGE), Case(subject=ref, state=done)]


@feature.on("issues.reopened")
async def came_back(event: IssueEvent, ctx: Context[StewardConfig]) -> Effects:
    """Reopening opens the case again, for whoever is on duty now."""
    subject = ctx.subject or event.subject
    state = await read_case(ctx, event.ref)
    if state is None or state.is_open:
        return ()
    rota = await read_rota(ctx, state.rota)
    return await give_first(reopened(state), rota, subject, event.ref, ctx, asked=False)


@feature.on("issues.deleted", "issues.transferred")
async def gone(event: IssueEvent, ctx: Context[StewardConfig]) -> Effects:
    """The issue is not here any more."""
    if await read_case(ctx, event.ref) is None:
        return ()
    return [CancelTimer(subject=event.ref, key=ACKNOWLEDGE), Case(subject=event.ref, state=None)]


@feature.on("issue_comment.created")
async def spoke(event: CommentEvent, ctx: Context[StewardConfig]) -> Effects:
    """A human word by the steward, or by those who look after the project, acknowledges and answers."""
    author = event.comment.author
    if author.is_bot or not has_words(event.comment.body):
        return ()
    state = await read_case(ctx, event.ref)
    if state is None or not state.is_open or state.answered_at or same(author.login, state.reporter):
        return ()
    ours = state.has(author.login) or contains(people_of(ctx.repo), author.login)
    if not ours and await ctx.github.role_of(author.login) < Role.TRIAGE:
        return ()
    answered = heard(state, ctx.now, words=True)
    return [
        CancelTimer(subject=event.ref, key=ACKNOWLEDGE),
        Case(subject=event.ref, state=answered.model_dump(mode="json")),
    ]


@feature.timer(ACKNOWLEDGE)
async def time_passed(event: Wake, ctx: Context[StewardConfig]) -> Effects:
    """Nobody said a word in time: a change of hands, unless a reaction or an assignment says otherwise."""
    subject = ctx.subject
    if subject is None:
        return ()
    state = await read_case(ctx, ctx.ref)
    if state is None or not state.is_waiting:
        return ()
    if not subject.is_open:
        return _settled(state, ctx.ref, ctx)
    rota = await read_rota(ctx, state.rota)
    if state.steward is None:
        return await give_first(state, rota, subject, ctx.ref, ctx, asked=False)
    if state.ack_by is not None and ctx.now < state.ack_by:
        return ()
    if await _shows_care(state, subject, ctx):
        return [Case(subject=ctx.ref, state=heard(state, ctx.now, words=False).model_dump(mode="json"))]
    because = "no word came in the time set for it"
    return await hand_on(state, rota, subject, ctx.ref, because, ctx) or storing(rota, ctx)


async def _shows_care(state: CaseState, subject: Subject, ctx: Context[StewardConfig]) -> bool:
    """Whether the steward reacted, or the assignment went to somebody else (the bot's own doing included)."""
    others = [
        each.login
        for each in subject.assignees
        if not each.is_bot and not state.has(each.login) and not same(each.login, state.reporter)
    ]
    if others and not contains(subject.assignee_logins, state.steward or ""):
        return True
    said = await ctx.records.recall(ctx.subject_scope, CASE, feature="said")
    comment_id = said.get("comment_id") if isinstance(said, dict) else None
    places = [None, comment_id] if comment_id else [None]
    for place in places:
        if any(state.has(who.login) for _, who in await ctx.github.reactions(subject.number, place)):
            return True
    return False


@feature.job("keep", Daily("00:10"))
async def keep(event: Wake, ctx: Context[StewardConfig]) -> Effects:
    """Once a day: keep the slots that have begun, and settle cases whose issue the bot itself has closed."""
    effects: list[AnyEffect] = []
    for name in rota_names(ctx.repo):
        effects += storing(await read_rota(ctx, name), ctx)
    cases = await ctx.records.cases()
    if cases:
        open_numbers = {subject.number for subject in await ctx.records.open_subjects()}
        for ref, found in cases.items():
            state = CaseState.model_validate(found)
            if state.is_open and int(ref.rpartition("#")[2]) not in open_numbers:
                effects += _settled(state, ref, ctx)
    return effects
