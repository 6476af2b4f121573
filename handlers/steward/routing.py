"""Giving a case to somebody: a new one, one that changes hands, one that comes back."""

from bot.community.cases import CaseState, not_asked_again, with_notice
from bot.community.communities import Communities, community_of
from bot.community.labels.rules import labels_by_rule
from bot.community.rota import begins_work
from bot.community.routes import Guide, RouteChoice, choose_route, guide_for
from bot.community.steward import FEATURE, rota_names
from bot.community.triage import TriageConfig
from bot.core.effects import Assign, PinComment, Unassign, say
from bot.core.markdown import Markdown
from bot.core.memory import Memory, Moment
from bot.core.model import Subject, User, contains
from bot.services.calls import CallQuota
from bot.services.issue_reading import as_written, missing_in
from handlers.steward import case_comments
from handlers.steward.case_comments import CASE, TURN
from handlers.steward.feature import Ctx
from handlers.steward.people import chosen_login, first_person, one_login, team_members
from handlers.steward.rules.assignee_choice import AskedBy, next_choice
from handlers.steward.rules.deadlines import MONTH, paused, with_steward
from handlers.steward.unit_of_work import UnitOfWork

ESCALATED = Memory(FEATURE, "escalated", Moment)
"""The fact that the author has escalated a case: once, ever."""


def new_case(subject: Subject, because: str, ctx: Ctx) -> CaseState:
    """Return a case just opened, in nobody's hands yet."""
    return CaseState(
        opened_at=ctx.now,
        word_at=ctx.now + MONTH,
        reporter="" if subject.author.is_bot else subject.author.login,
        reporter_id=subject.author.id,
        because=because,
        labels=subject.labels,
    )


async def open_case(
    work: UnitOfWork,
    subject: Subject,
    ref: str,
    because: str,
    *,
    fresh: bool = False,
    counted: bool = False,
) -> None:
    """Open a case and send it on its way; where people are assigned already, it is theirs.

    `fresh`: the issue was opened just now, so that triage may ask for what is missing in the very same
    comment; then no clock runs until it is there.
    `counted` as in `give_first`.
    """
    ctx = work.ctx
    state = new_case(subject, because, ctx)
    has_it = [user.login for user in subject.assignees if not user.is_bot and user.id != subject.author.id]
    if has_it:
        taken = state.model_copy(update={"steward": has_it[0], "routed_at": ctx.now, "holders": (has_it[0],)})
        await work.keep(ref, taken, f"{has_it[0]} has it already")
        return
    triage = ctx.repo.section("triage", TriageConfig)
    written = await as_written(subject, ctx)
    community = await community_in(written, ctx)
    guide = await _offered(written, ctx)
    path = await find_route(subject, community, ctx)
    known = {"community": community, "guide": guide.name if guide else None, "rota": path.rota}
    state = state.model_copy(update=known)
    pause = fresh and triage is not None and await missing_in(subject, triage, ctx) is not None
    await give_first(work, state, subject, ref, path=path, pause=pause, counted=counted)


async def _offered(subject: Subject, ctx: Ctx) -> Guide | None:
    """Return the guide whose words fit; a saved reply only if the repository has it."""
    guide = guide_for(ctx.config.guides, subject)
    if guide is not None and guide.reply and await ctx.github.file(guide.place) is None:
        return None
    return guide


async def community_in(subject: Subject, ctx: Ctx) -> str | None:
    """Return the community that a case comes from."""
    communities = ctx.repo.section("communities", Communities)
    if communities is None:
        return None
    teams = {team: await team_members(team, ctx) for team in communities.teams}
    return community_of(subject, communities, teams)


async def find_route(subject: Subject, community: str | None, ctx: Ctx) -> RouteChoice:
    """Return the way of a subject, also by the labels that triage's rules are about to give it."""
    labels, subject = list(subject.labels), await as_written(subject, ctx)
    triage = ctx.repo.section("triage", TriageConfig)
    if triage is not None and triage.rules and any(route.labels for route in ctx.config.routes):
        existing = await ctx.label_names()
        labels += labels_by_rule(subject, triage.rules, existing, ())
    communities = ctx.repo.section("communities", Communities)
    return choose_route(ctx.config.routes, rota_names(ctx.repo), subject, labels, community, communities)


async def give_first(
    work: UnitOfWork,
    state: CaseState,
    subject: Subject,
    ref: str,
    *,
    path: RouteChoice | None = None,
    pause: bool = False,
    counted: bool = False,
    at_work: bool = False,
) -> None:
    """Give a case to whom its way names, or whoever is on duty; where nobody is to be had, say so, and try
    again when somebody is. `counted`: no maintainer wants it, so it is one of the calls that its reporter has
    on a day; beyond them it waits for the next. `at_work`: it waits until whoever gets it is at work."""
    ctx, before = work.ctx, state.steward
    rota = await work.rota(state.rota)
    state = state.model_copy(update={"steward": None, "announced": True, "full": False})
    quota = await CallQuota.of(ctx, "steward", User(id=state.reporter_id, login=state.reporter))
    if counted and not quota.is_left:
        await _next_day(work, state, ref)
        return
    first = await first_person(work, state, subject, ref, path=path, prefer=before)
    person, choice = first.login, first.choice
    begins = begins_work(rota, person, ctx.now) if at_work and person else None
    if begins is not None and begins > ctx.now:
        await work.keep(ref, state.model_copy(update={"retry_at": begins}))
        return
    if counted:
        work.want(quota.spend(ref))
    if person is not None:
        state = with_steward(state, rota, person, ctx.now)
        state = paused(state, ctx.now) if pause else state
    else:
        state = state.model_copy(update={"retry_at": choice.retry_at, "full": choice.full})
    if not before and person:
        state = with_notice(state, CASE, ctx.today)
    to = await work.listener(ref, state)
    body = case_comments.routed(state, to, guide=_guide(state, ctx), call=not first.is_assignable)
    because = f"a support case: {state.because}; {person or 'nobody'}: {first.because}"
    _hands(work, state, before, subject, ref, because, assign=first.is_assignable)
    _say_lasting(work, ref, body, because, state.reporter)
    await work.keep(ref, state)


def _say_lasting(work: UnitOfWork, ref: str, body: Markdown, because: str, reader: str) -> None:
    """Say how a case stands in its lasting comment."""
    work.want(say(ref, CASE, body, sticky=True, because=because, reader=reader))
    _pin(work, ref)


def _pin(work: UnitOfWork, ref: str) -> None:
    """The lasting comment goes to the top of its issue, where that is configured."""
    if work.ctx.config.pin:
        work.want(PinComment(subject=ref, sticky=CASE, because="steward.pin is on"))


async def _next_day(work: UnitOfWork, state: CaseState, ref: str) -> None:
    state = state.model_copy(update={"retry_at": work.ctx.repo.working_hours.next_day(work.ctx.now)})
    because = f"a support case: {state.because}; {state.reporter} has asked often today"
    _say_lasting(work, ref, case_comments.next_day(await work.listener(ref, state)), because, state.reporter)
    await work.keep(ref, state)


async def hand_on(
    work: UnitOfWork,
    state: CaseState,
    subject: Subject,
    ref: str,
    because: str,
    asked_by: AskedBy = AskedBy.CLOCK,
) -> bool:
    """Give a case to the next person who has not had it, and return whether there is one. For a steward at
    once, else when that person is at work; for its reporter first to `otherwise`. The clock gives it on once,
    and after that to nobody but `otherwise`."""
    ctx, rota = work.ctx, await work.rota(state.rota)
    again_by_clock = asked_by is AskedBy.CLOCK and state.changes > 0
    person = state.next_up
    if person is None and (again_by_clock or asked_by is AskedBy.REPORTER):
        person = await otherwise_of(work, state, ref)
    if person is None and not again_by_clock:
        choice = next_choice(rota, ctx.now, not_asked_again(state), caseload=await work.caseload(rota))
        person = await chosen_login(choice, state, rota, ref, ctx)
    begins = begins_work(rota, person, ctx.now) if person is not None else None
    if person is None or begins is None:
        return False
    if begins > ctx.now and asked_by is not AskedBy.STEWARD:
        waits = state.model_copy(update={"retry_at": begins, "next_up": person})
        await work.keep_in_place(ref, waits, f"{because}; {person} is not at work yet")
        return True
    if asked_by is AskedBy.CLOCK:
        state = state.model_copy(update={"changes": state.changes + 1})
    await give_to(work, person, state, subject, ref, because)
    return True


async def otherwise_of(work: UnitOfWork, state: CaseState, ref: str) -> str | None:
    """Return who answers when those on duty cannot, if they have not had this case yet."""
    rota = await work.rota(state.rota)
    if rota.config.otherwise is None:
        return None
    return await one_login(rota.config.otherwise, not_asked_again(state), rota, ref, work.ctx)


async def give_to(
    work: UnitOfWork,
    person: str,
    state: CaseState,
    subject: Subject,
    ref: str,
    because: str,
    *,
    by_hand: bool = False,
    call: bool = True,
) -> CaseState:
    """Give a case to somebody, out of the hands of whoever has it; return it as it is then.

    Both are called by a new comment at most once a day; not at all without `call`.
    """
    ctx, rota = work.ctx, await work.rota(state.rota)
    before, state = state.steward, with_steward(state, rota, person, ctx.now, by_hand=by_hand)
    today = ctx.today
    _hands(work, state, before, subject, ref, because)
    if not state.announced:
        state = with_notice(state.model_copy(update={"announced": True}), CASE, today)
        body = case_comments.routed(state, await work.listener(ref, state), guide=_guide(state, ctx))
        _say_lasting(work, ref, body, because, state.reporter)
        await work.keep(ref, state)
        return state
    _pin(work, ref)
    if call and (state.noticed_on != today or state.notice == CASE):
        state = with_notice(state, TURN, today)
        text = case_comments.handed(state, await work.listener(ref, state))
        work.want(say(ref, TURN, text, because=because, outdates=TURN))
    await work.keep(ref, state, because)
    return state


def _guide(state: CaseState, ctx: Ctx) -> Guide | None:
    """Return the guide that was offered."""
    return next((guide for guide in ctx.config.guides if guide.name == state.guide), None)


def _hands(
    work: UnitOfWork,
    state: CaseState,
    before: str | None,
    subject: Subject,
    ref: str,
    because: str,
    *,
    assign: bool = True,
) -> None:
    """Assign whoever has it now, and nobody else who had it through us."""
    if state.steward is not None and assign:
        work.want(Assign(subject=ref, logins=(state.steward,), because=because))
    if before and not state.has(before) and contains(subject.assignee_logins, before):
        work.want(Unassign(subject=ref, logins=(before,), because=because))
