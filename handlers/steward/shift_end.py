"""The end of a shift: open cases pass on, and it is written down what waits on whom."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.community.cases import CaseState, Note, not_asked_again
from bot.community.channels import notify
from bot.community.rota import Rota, begins_work, incoming, next_change, on_duty
from bot.community.steward import FEATURE, rota_config, rota_names
from bot.core.commands import Example, Invocation, answer
from bot.core.effects import Assign, Close, Effects, OpenIssue, Unassign, say
from bot.core.feature import ROTA_OR_TRIAGE, IssueEvent, Wake
from bot.core.keys import SectionKey, section_key
from bot.core.markdown import Markdown, bullets, joined
from bot.core.memory import Memory, Moment
from bot.core.model import Subject, contains, same
from bot.core.schedule import Daily
from bot.services.calls import in_working_hours
from handlers.steward.feature import TEXT, Ctx, feature
from handlers.steward.routing import give_to
from handlers.steward.rules import handover
from handlers.steward.rules.assignee_choice import first_choice
from handlers.steward.rules.duty_answers import soon
from handlers.steward.rules.handover import HandoverSummary, PassedCase
from handlers.steward.shift_letter import in_their_morning
from handlers.steward.timers import CHANNEL, tend
from handlers.steward.unit_of_work import DUTY, UnitOfWork, read_open_case

MAX_NOTE, MAX_NOTES = 500, 20
WEEK = timedelta(days=7)
HANDOVER, HANDOVER_ISSUE, SOON = SectionKey("handover"), SectionKey("handover:"), SectionKey("soon")
HANDED_OVER = Memory(FEATURE, "handed:", Moment)
"""In the repository's scope, by the rota's name in lower case: the latest change handed over for."""


@feature.timer(DUTY)
async def duty_changes(event: Wake, ctx: Ctx) -> Effects:
    """A change of a rota: hand over once, and wake again at the next."""
    name = str(event.data.get("rota", ""))
    if rota_config(ctx.repo, name) is None:
        return ()
    work = UnitOfWork(ctx)
    await at_change(work, await work.rota(name))
    return work.done()


async def at_change(work: UnitOfWork, rota: Rota) -> None:
    """Hand over for the latest change, if that has not been done and somebody who begins is at work; wake
    again then, and at the next."""
    ctx, name = work.ctx, rota.name
    change = rota.change(rota.change_before(ctx.now))
    # A rota may be shared by repositories: each hands over its own cases, once a change.
    latest = HANDED_OVER.of(name.casefold())
    done = await latest.read(ctx.records, ctx.repo_scope)
    if change <= ctx.now and (done is None or done < change):
        installed = await ctx.records.installed_at()
        since = done if done is not None else installed
        begins = _begins(rota, change, ctx.now)
        if since is not None and since < change and begins > ctx.now:
            work.want(work.wake(rota, "begins", due=begins))
        else:
            if since is not None and since < change:
                await _hand_over(work, rota, change, since)
            where = ctx.repository.full_name
            work.want(latest.remember(where, ctx.repo_scope, change))
    work.want(work.wake(await work.rota(name)))


def _begins(rota: Rota, change: datetime, now: datetime) -> datetime:
    """Return when the first of those who came on duty at a change is at work; now where nobody is before the
    next change."""
    before = on_duty(rota, change - datetime.resolution)
    coming = (login for login in on_duty(rota, now) if not contains(before, login))
    starts = (begins_work(rota, login, now) for login in coming)
    end = next_change(rota, now)
    return min((start for start in starts if start is not None and start < end), default=now)


async def _hand_over(work: UnitOfWork, rota: Rota, change: datetime, since: datetime) -> None:
    ctx, last = work.ctx, change - datetime.resolution
    before, after = tuple(on_duty(rota, last)), on_duty(rota, ctx.now)
    if since < rota.change(rota.change_before(last)):
        # Changes went by unseen: whoever was on duty then still has the cases.
        before = tuple(dict.fromkeys((*on_duty(rota, since), *before)))
    outgoing = tuple(login for login in before if not contains(after, login))
    coming = tuple(login for login in after if not contains(before, login))
    caseload = await work.caseload(rota)
    subjects = await work.open_subjects()
    passing = []
    for number in caseload.of(ctx.repository.id, outgoing):
        ref = ctx.repository.ref_of(number)
        state = await read_open_case(ctx, ref)
        if state is None or state.by_hand:
            continue
        if number in subjects:
            to = await _pass(work, rota, state, subjects[number], ref, coming)
            passing.append(PassedCase(subjects[number], state, to))
    stored = work.stored(rota)
    summary = HandoverSummary(
        at=change,
        now=ctx.now,
        outgoing=outgoing,
        incoming=coming,
        closed=tuple(caseload.closed_by(login) for login in outgoing),
        passing=handover.by_age(passing),
        staying=len(caseload.of(ctx.repository.id)) - len(passing),
        notes=stored.notes,
        next=incoming(rota, ctx.now),
    )
    rota = work.change_rota(rota, notes=()) if stored.notes else rota
    await work.change_caseload(rota, (await work.caseload(rota)).handed(outgoing))
    _write_down(work, summary, rota, subjects.values())
    work.want(*in_their_morning(ctx, rota, coming))


async def _pass(
    work: UnitOfWork, rota: Rota, state: CaseState, subject: Subject, ref: str, coming: tuple[str, ...]
) -> str | None:
    """Pass a case to whoever begins, or another one on duty who can take it; where the reporter is asked no
    clock runs. None where nobody can: it stays."""
    before, now = state.steward, work.ctx.now
    others = [login for login in coming if not same(login, state.reporter)]
    free = [login for login in others if begins_work(rota, login, now) == now] or others
    caseload = await work.caseload(rota)
    choice = first_choice(
        rota, work.ctx.now, (state.reporter,), prefer=free[0] if free else None, caseload=caseload
    )
    person = choice.person
    if person is None:
        return None
    because = "the shift has ended"
    if state.paused_at is None:
        fresh = state.model_copy(update={"holders": ()})
        await give_to(work, person, fresh, subject, ref, because, call=False)
        return person
    holders = (*not_asked_again(state)[1:], person)
    state = state.model_copy(update={"steward": person, "holders": holders})
    work.want(Assign(subject=ref, logins=(person,), because=because))
    if before and contains(subject.assignee_logins, before):
        work.want(Unassign(subject=ref, logins=(before,), because=because))
    await work.keep(ref, state)
    return person


def _write_down(work: UnitOfWork, summary: HandoverSummary, rota: Rota, open_now: Iterable[Subject]) -> None:
    """As a comment on the rota's own issue, or as an issue of its own, which ends the one before; a quiet
    week writes nothing."""
    ctx = work.ctx
    if not (summary.passing or summary.notes):
        return
    because = "a shift has ended"
    text = handover.body(summary, rota)
    if (issue := ctx.config.handover.issue) is not None:
        ref = ctx.repository.ref_of(issue)
        heading = Markdown(f"**{handover.title(summary, rota)}**")
        work.want(say(ref, HANDOVER, joined([heading, text], "\n\n"), because=because, outdates=HANDOVER))
        return
    work.want(
        OpenIssue(
            subject=ctx.repository.full_name,
            title=handover.title(summary, rota),
            body=text,
            assignees=summary.incoming,
            key=section_key(HANDOVER_ISSUE, rota.name),
            because=because,
        )
    )
    for subject in open_now:
        if subject.author.id == ctx.me.id and handover.is_title(subject.title, rota):
            ref, because = ctx.repository.ref_of(subject.number), "the next hand-over is written"
            work.want(Close(subject=ref, reason="completed", because=because))


@feature.command(
    "handover",
    usage="/handover [note]",
    help="Shows what you would hand over now; a note is kept for the next hand-over.",
    examples=[
        Example("/handover", "what is open with you"),
        Example("/handover the new cluster comes on Monday", "keeps the note as well"),
    ],
    who=ROTA_OR_TRIAGE,
    free_text=True,
)
async def preview(call: Invocation, ctx: Ctx) -> Effects:
    """Show what the next hand-over will say about its author's cases."""
    work, note = UnitOfWork(ctx), call.rest.strip()[:MAX_NOTE]
    subjects = await work.open_subjects()
    lines: list[Markdown] = []
    for name in rota_names(ctx.repo):
        rota = await work.rota(name)
        for number in (await work.caseload(rota)).of(ctx.repository.id, (call.author,)):
            state = await read_open_case(ctx, ctx.repository.ref_of(number))
            if state is not None and number in subjects:
                lines.append(handover.line(PassedCase(subjects[number], state, None), rota, ctx.now))
    if note:
        rota = next(iter(await mine(work, call.author)), await work.rota())
        notes = (*work.stored(rota).notes, Note(at=ctx.now, by=call.author, text=note))[-MAX_NOTES:]
        work.change_rota(rota, notes=notes)
    opening = TEXT.open_with_you(count=len(lines)) if lines else TEXT.nothing_open()
    if note:
        opening = TEXT.note_stored(open=opening)
    return [answer(call, joined([opening, *filter(None, [bullets(lines[:MAX_NOTES])])], "\n")), *work.done()]


async def mine(work: UnitOfWork, login: str) -> list[Rota]:
    """Return the rotas that somebody belongs to."""
    rotas = [await work.rota(name) for name in rota_names(work.ctx.repo)]
    return [rota for rota in rotas if rota.config.person(login)]


@feature.on("issues.edited")
async def ticked(event: IssueEvent, ctx: Ctx) -> Effects:
    """Both have ticked their box: the hand-over is done with."""
    subject = ctx.current
    ours = subject.author.id == ctx.me.id and subject.title.startswith(handover.TITLE)
    if not ours or not subject.is_open or not handover.is_confirmed(subject.body):
        return ()
    return [Close(subject=event.ref, reason="completed", because="everybody has confirmed it")]


async def tell_incoming(work: UnitOfWork, rota: Rota) -> None:
    """Tell somebody a week before they begin, in the stewards' channel or on the rota's own issue."""
    ctx, coming = work.ctx, incoming(rota, work.ctx.now)
    if coming is None or coming.person is None or coming.starts_at - ctx.now > WEEK:
        return
    stored = work.stored(rota)
    if stored.announced is not None and stored.announced >= coming.starts_at:
        return
    because = f"{coming.person} begins within a week"
    text = soon(coming, rota, ctx.now)
    notices = notify(ctx.repo, ctx.repository.full_name, text, because, CHANNEL)
    if not notices and (issue := ctx.config.handover.issue) is not None:
        ref = ctx.repository.ref_of(issue)
        notices = [say(ref, SOON, joined([Markdown("@"), text], ""), because=because, outdates=SOON)]
    if notices:
        about = f"soon {rota.name}"
        work.want(*await in_working_hours(ctx, coming.person, notices, FEATURE, about))
        work.change_rota(rota, announced=coming.starts_at)


@feature.job("keep", Daily("00:10"))
async def keep(event: Wake, ctx: Ctx) -> Effects:
    """Keep the slots that have begun, settle cases whose issue the bot itself has closed, hand on what waits
    for somebody who is away, and tell whoever begins within a week."""
    work = UnitOfWork(ctx)
    for name in rota_names(ctx.repo):
        rota = await work.rota(name)
        await at_change(work, rota)
        await tell_incoming(work, await work.rota(name))
    await tend(work)
    return work.done()
