"""The stewards' letter: whoever begins reads in private what they take over, in their own morning.

It is on where the maintainers' letter is (section `digest`) and the stewards have a private channel.
"""

from collections.abc import Iterable

from bot.community.channels import channel, notify
from bot.community.rota import Rota, begins_work, on_duty, on_duty_until
from bot.community.steward import rota_config
from bot.core.effects import Effects, SetTimer
from bot.core.events import Wake
from bot.core.keys import TimerKey, timer_key
from bot.core.markdown import bare
from bot.core.messages import load
from bot.core.model import contains
from bot.core.ports.letter import LetterPart, News
from bot.core.schedule import human_time
from bot.services.letter import letter
from handlers.steward.feature import Ctx, feature
from handlers.steward.rules import handover
from handlers.steward.rules.handover import PassedCase
from handlers.steward.timers import CHANNEL
from handlers.steward.unit_of_work import UnitOfWork, read_open_case

BEGUN = TimerKey("begun")
"""The timer of somebody's first morning on duty."""

TEXT = load(__name__)


def is_on(ctx: Ctx) -> bool:
    """Return whether stewards get a letter here."""
    return "digest" in ctx.repo.sections and channel(ctx.repo, CHANNEL) is not None


def in_their_morning(ctx: Ctx, rota: Rota, coming: Iterable[str]) -> list[SetTimer]:
    """Return the timers of those who begin: each is due when they are at work."""
    if not is_on(ctx):
        return []
    mornings = {login: begins_work(rota, login, ctx.now) for login in coming}
    return [
        SetTimer(
            subject=ctx.repository.full_name,
            key=timer_key(BEGUN, rota.name.casefold(), login.casefold()),
            due=due,
            data={"rota": rota.name, "person": login},
        )
        for login, due in mornings.items()
        if due is not None
    ]


@feature.timer(BEGUN)
async def work_begins(event: Wake, ctx: Ctx) -> Effects:
    """Write the letter, if they are still on duty and take anything over."""
    name, person = str(event.data.get("rota", "")), str(event.data.get("person", ""))
    if not is_on(ctx) or rota_config(ctx.repo, name) is None:
        return ()
    work = UnitOfWork(ctx)
    rota = await work.rota(name)
    cases = await _taken_over(work, rota, person)
    until = on_duty_until(rota, person, ctx.now)
    if until is None or not cases or not contains(on_duty(rota, ctx.now), person):
        return ()
    private = ctx.repository.private
    words = TEXT.heading if private else TEXT.heading_of
    place = {} if private else {"repository": bare(ctx.repository.full_name)}
    heading = words(person=bare(person), time=human_time(until, rota.zone_of(person), now=ctx.now), **place)
    text = letter(heading, [_hidden(cases) if private else _listed(cases, rota, ctx)])
    work.want(*notify(ctx.repo, ctx.repository.full_name, text, f"{person} begins", CHANNEL))
    # This was today's reminder.
    nudged = (await work.caseload(rota)).nudging(person, ctx.today)
    await work.change_caseload(rota, nudged)
    return work.done()


async def _taken_over(work: UnitOfWork, rota: Rota, person: str) -> tuple[PassedCase, ...]:
    """Return the open cases that somebody has and that are not answered, those that wait on us first."""
    ctx = work.ctx
    subjects = await work.open_subjects()
    cases = []
    for number in (await work.caseload(rota)).of(ctx.repository.id, (person,)):
        state = await read_open_case(ctx, ctx.repository.ref_of(number))
        if state is not None and number in subjects:
            cases.append(PassedCase(subjects[number], state, None))
    return handover.by_age(cases)


def _listed(cases: Iterable[PassedCase], rota: Rota, ctx: Ctx) -> LetterPart:
    page = ctx.page
    return LetterPart(
        TEXT.cases(), tuple(News(handover.private_line(item, rota, page, ctx.now)) for item in cases)
    )


def _hidden(cases: tuple[PassedCase, ...]) -> LetterPart:
    """Of a private repository: how many, and no names."""
    return LetterPart(TEXT.cases(), (News(TEXT.counted(count=len(cases)), outside=True),))
