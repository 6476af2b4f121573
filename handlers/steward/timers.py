"""What happens because time passes: reminders, changes of hands, and the daily look at everything."""

from bot.community.cases import CASE as CASE_STATE
from bot.community.cases import CaseState, acknowledged, asks_reporter, resolved, with_notice
from bot.community.channels import channel, notify
from bot.community.plain_words.on_cases import with_words
from bot.community.rota import begins_work
from bot.community.steward import people_of, rota_names
from bot.core.effects import Effects, say
from bot.core.events import Wake
from bot.core.keys import ADOPT, TimerKey
from bot.core.model import Subject, contains, same
from bot.core.own_comments import POSTED, MissingFacts
from bot.services.rotas import repository_hours
from handlers.steward import case_comments
from handlers.steward.case_comments import CASE, FACTS, TURN
from handlers.steward.feature import Ctx, feature
from handlers.steward.routing import ESCALATED, give_first, give_to, hand_on, otherwise_of
from handlers.steward.rules.adoption import within_limits
from handlers.steward.rules.assignee_choice import absent
from handlers.steward.rules.deadlines import (
    MONTH,
    apologised,
    is_month_over,
    is_overdue,
    late,
    may_nudge_openly,
    paused,
)
from handlers.steward.unit_of_work import ACKNOWLEDGE, UnitOfWork, read_open_case

CAUGHT_UP = TimerKey("caught_up")
"""The timer of a case that `reconcile` found changed on GitHub."""
ABSENCE = TimerKey("absence")
"""The timer of the first day of somebody's absence."""
ADOPTED = "it stands in my comment on GitHub"
CHANNEL = "stewards"
"""The key of `notify` that names the stewards' private channel."""


@feature.timer(ACKNOWLEDGE, reads_thread=True)
async def time_passed(event: Wake, ctx: Ctx) -> Effects:
    """A clock of a case has run out: remind, hand on, or look for somebody again.

    A reaction or an assignment may have said enough meanwhile: both are looked up first.
    """
    subject, state = ctx.subject, await read_open_case(ctx, ctx.ref) if ctx.subject else None
    if subject is None or state is None:
        return ()
    work = UnitOfWork(ctx)
    read = await _read_up(work, state, subject) if subject.is_open else state
    if not subject.is_open:
        await work.keep(ctx.ref, resolved(state, ctx.now, subject.labels))
    elif read != state:
        await work.keep_in_place(ctx.ref, read, "it was so on GitHub, unheard until now")
    elif asks_reporter(subject.labels):
        await work.keep_in_place(ctx.ref, paused(state, ctx.now))
    elif is_overdue(state, ctx.now):
        await _apologise(work, state, subject)
    elif is_month_over(state, ctx.now):
        await _still_waits(work, state)
    elif state.retry_at is not None or state.steward is None:
        await _look_again(work, state, subject)
    elif state.is_waiting:
        await _without_a_word(work, state, subject)
    return work.done()


@feature.timer(ACKNOWLEDGE, while_quiet=True)
async def no_date_meanwhile(event: Wake, ctx: Ctx) -> Effects:
    """In a quiet time nobody is reminded and no case changes hands: what stands gives no date that passes."""
    subject, state = ctx.subject, await read_open_case(ctx, ctx.ref) if ctx.subject else None
    if subject is None or state is None or not subject.is_open:
        return ()
    work = UnitOfWork(ctx)
    await work.follow_anew(ctx.ref, state, "no date runs in a quiet time")
    return work.done()


async def _read_up(work: UnitOfWork, state: CaseState, subject: Subject) -> CaseState:
    """Return the case after all that people wrote on it: the news of a word may have been lost, or have come
    in a quiet time."""
    ctx, known = work.ctx, state.spoke_at
    comments = await ctx.github.comments(subject.number)
    words = [
        word for word in comments if not word.author.is_bot and (known is None or word.created_at > known)
    ]
    authors = {word.author.login: word.author for word in words}
    ours = [
        login
        for login, author in authors.items()
        if contains(people_of(ctx.repo), login) or await ctx.may_triage(author)
    ]
    return with_words(state, words, ours, ctx.me.login)


async def _look_again(work: UnitOfWork, state: CaseState, subject: Subject) -> None:
    ctx = work.ctx
    if state.retry_at is not None and ctx.now < state.retry_at:
        return
    state = state.model_copy(update={"retry_at": None})
    if await _is_heeded_meanwhile(work, state, subject):
        await work.keep_in_place(ctx.ref, acknowledged(state, ctx.now))
    elif state.steward is None:
        await give_first(work, state, subject, ctx.ref, counted=True, at_work=True)
    elif not await hand_on(work, state, subject, ctx.ref, "whoever is next is at work"):
        await work.keep_in_place(ctx.ref, state)


async def _is_heeded_meanwhile(work: UnitOfWork, state: CaseState, subject: Subject) -> bool:
    """Return whether the steward, who did not say a word in time, has it all the same, while whoever is next
    was not at work yet. It goes on where they are away, or the reporter wanted it to."""
    ctx = work.ctx
    if state.steward is None or not state.is_waiting:
        return False
    if contains(absent(await work.rota(state.rota), ctx.now), state.steward):
        return False
    is_escalated = await ESCALATED.exists(ctx.records, ctx.subject_scope)
    return not is_escalated and await _shows_care(state, subject, ctx)


async def _without_a_word(work: UnitOfWork, state: CaseState, subject: Subject) -> None:
    ctx = work.ctx
    if await _shows_care(state, subject, ctx):
        await work.keep_in_place(ctx.ref, acknowledged(state, ctx.now))
        return
    if state.ack_by is None or ctx.now < state.ack_by:
        if state.nudge_at is not None and ctx.now >= state.nudge_at:
            state = await remind(work, state.model_copy(update={"nudge_at": None}), ctx.ref)
        await work.keep_in_place(ctx.ref, state)
        return
    because = "no word came in the time set for it"
    if not await hand_on(work, state, subject, ctx.ref, because):
        await work.keep_in_place(
            ctx.ref, state.model_copy(update={"ack_by": None, "nudge_at": None}), because
        )


async def _apologise(work: UnitOfWork, state: CaseState, subject: Subject) -> None:
    """Say once that it takes longer, without a new date; whoever answers when those on duty cannot has it
    from now on. Both in working time."""
    ctx, rota = work.ctx, await work.rota(state.rota)
    state, because = late(state), "the time for it has passed"
    no_word = state.is_waiting and (state.ack_by is None or ctx.now >= state.ack_by)
    above = state.next_up or (await otherwise_of(work, state, ctx.ref) if no_word else None)
    begins = begins_work(rota, above or state.steward or "", ctx.now)
    if begins is not None and begins > ctx.now:
        waits = state.model_copy(update={"retry_at": begins})
        await work.keep_in_place(ctx.ref, waits, f"{because}; it is said in working time")
        return
    if above:
        state = await give_to(work, above, state, subject, ctx.ref, because, call=False)
    else:
        await _remind_privately(work, state, ctx.ref)
    state = apologised(state.model_copy(update={"retry_at": None}), ctx.now)
    state = with_notice(state, TURN, ctx.today)
    text = case_comments.missed(state, await work.listener(ctx.ref, state))
    work.want(say(ctx.ref, TURN, text, because=because, outdates=TURN))
    await work.keep_in_place(ctx.ref, state, because)


async def _still_waits(work: UnitOfWork, state: CaseState) -> None:
    """Tell the reporter once a month that it still waits, in working time."""
    ctx = work.ctx
    if (begins := repository_hours(ctx).next_start(ctx.now)) > ctx.now:
        await work.keep_in_place(ctx.ref, state.model_copy(update={"word_at": begins}))
        return
    state = state.model_copy(update={"word_at": ctx.now + MONTH})
    if not state.waits_on_reporter:
        text = case_comments.month(state, await work.listener(ctx.ref, state))
        work.want(say(ctx.ref, TURN, text, because="it has waited for a month", outdates=TURN))
    await work.keep_in_place(ctx.ref, state)


async def remind(work: UnitOfWork, state: CaseState, ref: str) -> CaseState:
    """Remind whoever has a case, at most once a day: in their private channel, or else by a new comment."""
    ctx, today = work.ctx, work.ctx.today
    rota = await work.rota(state.rota)
    if begins_work(rota, state.steward or "", ctx.now) != ctx.now:
        return state
    if await _remind_privately(work, state, ref) or not may_nudge_openly(state, ctx.now, ctx.repo.timezone):
        return state
    caseload = await work.caseload(rota)
    if caseload.was_nudged(state.steward or "", today):
        return state
    text = case_comments.reminder(state)
    work.want(say(ref, TURN, text, because="it waits for a first word", outdates=TURN))
    await work.change_caseload(rota, caseload.nudging(state.steward or "", today))
    return with_notice(state, TURN, today)


async def _remind_privately(work: UnitOfWork, state: CaseState, ref: str) -> bool:
    """Remind whoever has a case where the stewards have a private channel; False where they have none."""
    ctx, who = work.ctx, state.steward or ""
    if channel(ctx.repo, CHANNEL) is None:
        return False
    rota, today = await work.rota(state.rota), ctx.today
    caseload = await work.caseload(rota)
    if not caseload.was_nudged(who, today):
        page = "" if ctx.repository.private else ctx.page
        text = case_comments.private_reminder(state, ctx.current, page)
        work.want(*notify(ctx.repo, ref, text, "it waits for a word", CHANNEL))
        await work.change_caseload(rota, caseload.nudging(who, today))
    return True


async def _shows_care(state: CaseState, subject: Subject, ctx: Ctx) -> bool:
    """Return whether the steward reacted, or the assignment went to somebody else (the bot's own doing
    included)."""
    others = [
        user.login
        for user in subject.assignees
        if not user.is_bot and not state.has(user.login) and not same(user.login, state.reporter)
    ]
    if others and not contains(subject.assignee_logins, state.steward or ""):
        return True
    posted = await POSTED.of(CASE).read(ctx.records, ctx.subject_scope)
    places = [None, posted.comment_id] if posted and posted.comment_id else [None]
    for place in places:
        if any(state.has(who.login) for _, who in await ctx.github.reactions(subject.number, place)):
            return True
    return False


@feature.timer(CAUGHT_UP, reads_thread=True)
@feature.timer(CAUGHT_UP, while_quiet=True)
async def caught_up(event: Wake, ctx: Ctx) -> Effects:
    """After an outage: put a case right, its lasting comment with it, and call nobody."""
    subject, state = ctx.subject, await read_open_case(ctx, ctx.ref) if ctx.subject else None
    if subject is None or state is None:
        return ()
    work = UnitOfWork(ctx)
    after = await _read_up(work, state, subject)
    if not subject.is_open:
        after = resolved(after, subject.closed_at or subject.updated_at, subject.labels)
    if after == state:
        return ()
    await work.keep(ctx.ref, after, "it was so on GitHub after an outage")
    return work.done()


@feature.timer(ADOPT, reads_thread=True)
@feature.timer(ADOPT, while_quiet=True)
async def adopt(event: Wake, ctx: Ctx) -> Effects:
    """Go on with a case as our comment has it, unless something was decided about it meanwhile."""
    missing, subject = MissingFacts.model_validate(event.data), ctx.subject
    if subject is None or not subject.is_open:
        return ()
    stored = await CASE_STATE.read(ctx.records, ctx.subject_scope)
    proposed = CaseState.model_validate(missing.facts)
    if stored != CASE_STATE.parse(missing.remembered) or not proposed.is_open:
        return ()
    if stored is not None:
        proposed = stored.model_copy(update={name: getattr(proposed, name) for name in FACTS})
    work = UnitOfWork(ctx)
    state = within_limits(proposed, await work.rota(proposed.rota), subject, ctx.now)
    after = await _read_up(work, state, subject)
    await work.keep(ctx.ref, after, ADOPTED)
    if after != state:
        await work.follow_anew(ctx.ref, after, ADOPTED)
    return work.done()


@feature.timer(ABSENCE)
async def absence_begins(event: Wake, ctx: Ctx) -> Effects:
    """The first day of an absence: what the person has goes to others."""
    work = UnitOfWork(ctx)
    await tend(work)
    return work.done()


async def tend(work: UnitOfWork) -> None:
    """Look at all open cases of this repository: those closed meanwhile are settled, and what waits for
    somebody who is away goes to others."""
    ctx = work.ctx
    await work.come_home()
    for name in rota_names(ctx.repo):
        rota = await work.rota(name)
        gone = absent(rota, ctx.now)
        for number in (await work.caseload(rota)).of(ctx.repository.id):
            ref = ctx.repository.ref_of(number)
            subjects = await work.open_subjects()
            state = await read_open_case(ctx, ref)
            if state is None:
                continue
            if number not in subjects:
                await work.keep(ref, resolved(state, ctx.now))
            elif state.steward and contains(gone, state.steward) and not state.waits_on_reporter:
                await _instead(work, state, subjects[number], ref)


async def _instead(work: UnitOfWork, state: CaseState, subject: Subject, ref: str) -> None:
    """Somebody else instead of a person who is away; where there is nobody, that is said."""
    if not await hand_on(work, state, subject, ref, f"{state.steward} is away"):
        await give_first(work, state, subject, ref)
