"""Reports that something is down: the channel hears of each incident once, its reporters how it stands."""

from bot.community.cases import CaseState, ReportedOutage, resolved, with_last_word
from bot.community.channels import channel
from bot.community.plain_words import Meaning, Speaker, ThreadKind, hear
from bot.community.rota import calling_hours, is_away
from bot.community.routes import RouteChoice
from bot.community.steward import UrgentConfig
from bot.core.effects import AddLabels, Effects, Notify, SetTimer, say
from bot.core.effects.undo import UNDONE
from bot.core.events import IssueEvent, Wake
from bot.core.keys import SectionKey, TimerKey, number_in, subject_scope
from bot.core.model import Subject, User
from bot.core.states import PlainWords
from bot.services.calls import CallQuota
from bot.services.issue_reading import as_written
from bot.services.locale import Locale
from handlers.steward.case_comments import CASE, TURN
from handlers.steward.feature import Ctx, feature
from handlers.steward.routing import community_in, find_route, give_first, give_to, hand_on, new_case
from handlers.steward.rules import outage_comments
from handlers.steward.rules.deadlines import resumed
from handlers.steward.rules.incidents import INCIDENTS, MOST, Incident, running, words_of_report
from handlers.steward.timers import CHANNEL
from handlers.steward.unit_of_work import UnitOfWork, read_case, read_open_case

OUTAGE = SectionKey("outage")
"""The comment that answers such a report, and the one that ends it."""
TELL = TimerKey("outage")
"""The timer of an incident of which the channel is told in working time."""


async def reported(event: IssueEvent, ctx: Ctx) -> Effects:
    """Return what follows from an issue that reports an outage, when it is opened or by its author's later
    edit; nothing where it does not, or its author has called for stewards often today."""
    subject, author, urgent = ctx.current, event.sender, ctx.config.urgent
    off = urgent is None or ctx.repo.plain_words is PlainWords.OFF
    if off or event.moved or not author.is_person or author.id != subject.author.id:
        return ()
    written = await as_written(subject, ctx)
    if not _reports(written, ctx):
        return ()
    if event.action == "edited":
        if not event.has_new_text or _reports(await as_written(event.before_edit, ctx), ctx):
            return ()
        state = await read_case(ctx, event.ref)
        if state is not None:
            return await reported_on_case(event.ref, author, state, ctx) if state.is_open else ()
    if not (await CallQuota.of(ctx, "steward", author)).is_left:
        return ()
    because = f"{author.login} wrote that something is down"
    work, community = UnitOfWork(ctx), await community_in(written, ctx)
    path = await find_route(subject, community, ctx)
    state = new_case(subject, because, ctx).model_copy(update={"community": community, "rota": path.rota})
    incident, steward = await _incident(work, state)
    if steward is not None:
        path = RouteChoice(path.rota, steward, f"it joins #{incident.outage.first}")
    state = state.model_copy(update={"outage": incident.outage})
    await give_first(work, state, subject, event.ref, path=path, counted=True)
    await _announce(work, incident, work.saved(event.ref) or state, because)
    return work.done()


def _reports(written: Subject, ctx: Ctx) -> bool:
    text = words_of_report(written.title, written.body)
    return hear(text, Speaker.AUTHOR, ThreadKind.ISSUE, ctx.me.login) is Meaning.OUTAGE


async def reported_on_case(ref: str, author: User, state: CaseState, ctx: Ctx) -> Effects:
    """Return what follows when the reporter of an open case writes that something is down; nothing where it
    is known."""
    if ctx.config.urgent is None or state.outage is not None:
        return ()
    if not (quota := await CallQuota.of(ctx, "steward", author)).is_left:
        return ()
    because = f"{author.login} wrote that something is down"
    work = UnitOfWork(ctx)
    incident, steward = await _incident(work, state)
    state = resumed(state, await work.rota(state.rota), ctx.now)
    state = state.model_copy(update={"outage": incident.outage, "answer_by": None, "overdue": False})
    state = with_last_word(state, author.login, ctx.now)
    away = state.steward is None or is_away(await work.rota(state.rota), state.steward, ctx.now)
    if steward is not None and not state.has(steward):
        await give_to(work, steward, state, ctx.current, ref, because, call=False)
    elif not away or not await hand_on(work, state, ctx.current, ref, "they have written"):
        await work.keep_in_place(ref, state, because)
    work.want(quota.spend(ref))
    state = work.saved(ref) or state
    await _announce(work, incident, state, because)
    if text := outage_comments.lasting(state, number_in(ref), ctx.language, ctx):
        work.want(say(ref, OUTAGE, text, because=because, outdates=OUTAGE))
    return work.done()


async def _incident(work: UnitOfWork, state: CaseState) -> tuple[Incident, str | None]:
    """Return the incident that a report joins, or begins, and who has it already."""
    ctx = work.ctx
    now = running(await _incidents(ctx), state.rota, ctx.now)
    if now is not None:
        first = await read_open_case(ctx, ctx.repository.ref_of(now.outage.first))
        return now, first.steward if first else None
    told_at = None
    if _channel(ctx):
        hours = calling_hours(await work.rota(state.rota), "")
        told_at = ctx.now if _urgent(ctx).out_of_hours else hours.next_start(ctx.now)
    outage = ReportedOutage(first=ctx.current.number, told_at=told_at)
    return Incident(rota=state.rota, outage=outage, began_at=ctx.now, guid=ctx.guid), None


async def _incidents(ctx: Ctx) -> tuple[Incident, ...]:
    """Return the incidents that nobody took back (`/undo`)."""
    stored = await INCIDENTS.read(ctx.records, ctx.repo_scope) or ()
    scopes = {incident.guid: subject_scope(ctx.repository.id, incident.outage.first) for incident in stored}
    undone = {guid for guid, scope in scopes.items() if await UNDONE.of(guid).exists(ctx.records, scope)}
    return tuple(incident for incident in stored if incident.guid not in undone)


async def _announce(work: UnitOfWork, incident: Incident, state: CaseState, because: str) -> None:
    """Label a report, say what it has set going, and keep its incident."""
    ctx, number, urgent = work.ctx, work.ctx.current.number, _urgent(work.ctx)
    if urgent.label:
        work.want(AddLabels(subject=ctx.ref, labels=(urgent.label,), because=because))
    if text := outage_comments.lasting(state, number, ctx.language, ctx):
        work.want(
            say(ctx.ref, CASE, text, sticky=True, because=because, outdates=TURN, reader=state.reporter)
        )
    others = tuple(past for past in await _incidents(ctx) if past.outage.first != incident.outage.first)
    told_at = incident.outage.told_at
    if incident.outage.first != number:
        incident = incident.model_copy(update={"others": (*incident.others, number)})
    elif told_at is not None and told_at > ctx.now:
        work.want(SetTimer(subject=ctx.ref, key=TELL, due=told_at))
    else:
        work.want(*_notices(state, ctx, because))
    work.want(INCIDENTS.remember(ctx.ref, ctx.repo_scope, (*others, incident)[-MOST:]))


@feature.timer(TELL)
async def work_begins(event: Wake, ctx: Ctx) -> Effects:
    """The channel is told of a report that came outside working time, and the report says so."""
    state = await read_case(ctx, ctx.ref) if ctx.subject else None
    if state is None or state.outage is None:
        return ()
    because = f"{state.because}, outside working time"
    text = outage_comments.lasting(state, ctx.current.number, ctx.language, ctx)
    if text is None or not ctx.current.is_open:
        return ()
    return [
        *_notices(state, ctx, because),
        say(ctx.ref, CASE, text, sticky=True, because=because, reader=state.reporter),
    ]


@feature.on("issues.closed")
async def closed(event: IssueEvent, ctx: Ctx) -> Effects:
    """The first report is closed, and its incident with it."""
    work = UnitOfWork(ctx)
    await end_incident(work)
    return work.done()


async def end_incident(work: UnitOfWork) -> None:
    """If this issue is the first of an incident, settle what else was reported of it, and say so once to each
    who did; a further word of theirs opens it again."""
    ctx = work.ctx
    stored = await INCIDENTS.read(ctx.records, ctx.repo_scope) or () if ctx.config.urgent else ()
    ended = next((past for past in stored if past.outage.first == ctx.current.number), None)
    if ended is None:
        return
    left = tuple(past for past in stored if past is not ended)
    work.want(INCIDENTS.remember(ctx.ref, ctx.repo_scope, left or None))
    because = f"#{ended.outage.first} is over"
    for number in ended.others:
        ref = ctx.repository.ref_of(number)
        state = await read_open_case(ctx, ref)
        if state is not None:
            locale = Locale(ctx.now, await work.language(ref), ctx.repo.timezone)
            text = outage_comments.over(state.reporter, ended.outage.first, ctx.now, locale)
            work.want(say(ref, OUTAGE, text, because=because, outdates=OUTAGE))
            over = state.model_copy(update={"outage": None})
            await work.keep(ref, resolved(over, ctx.now, by_command=True), because)


def _urgent(ctx: Ctx) -> UrgentConfig:
    return ctx.config.urgent or UrgentConfig()


def _channel(ctx: Ctx) -> str | None:
    return _urgent(ctx).notify or channel(ctx.repo, CHANNEL)


def _notices(state: CaseState, ctx: Ctx, because: str) -> list[Notify]:
    if not (name := _channel(ctx)):
        return []
    text = outage_comments.private(state, ctx.current, ctx)
    return [Notify(subject=ctx.ref, channel=name, text=text, because=because)]
