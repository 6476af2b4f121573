"""The comments on a support case. Logins come from GitHub or the checked file; all else is escaped."""

from datetime import datetime
from urllib.parse import quote

from bot.community.cases import CaseState
from bot.community.rota import Rota, incoming, on_duty_until
from bot.community.routes import Guide
from bot.core.markdown import escape
from bot.core.model import same
from bot.core.schedule import spoken, spoken_day
from handlers.steward.feature import TEXT

_ADDRESS = "/:?&=#%+~@,;.-_"
"""What stays as it is in an address; all else could end the link that it stands in."""


def routed(state: CaseState, rota: Rota, now: datetime, *, by_reporter: bool, guide: str = "") -> str:
    """Return the lasting comment on a case: who has it, by when, what next.

    `by_reporter`: the reporter's own words made it one. `guide`: a page that is offered, in words.
    """
    if state.steward is None:
        return _nobody(state, rota, now)
    duty = ""
    if until := on_duty_until(rota, state.steward, now):
        duty = TEXT.until(until=spoken_day(until, rota.timezone))
    elif state.community:
        duty = TEXT.looks_after(community=escape(state.community, 60))
    return TEXT.routed(
        reporter=state.reporter,
        why=TEXT.usage_question() if by_reporter else TEXT.support_question(),
        steward=state.steward,
        duty=duty,
        answer=_answer(state, rota),
        rest="" if guide or state.paused_at is not None else TEXT.nothing_needed(),
        guide=guide,
        correct=TEXT.correct(),
    )


def guide(offered: Guide) -> str:
    """Return the page or saved reply that is offered with the routing, as a link."""
    address = quote(offered.place, safe=_ADDRESS)
    if not offered.place.startswith("https://"):
        # From the page of an issue, a path in the repository is found two steps up.
        address = f"../blob/HEAD/{address.lstrip('/')}"
    return TEXT.guide(title=escape(offered.name, 60), address=address)


def _nobody(state: CaseState, rota: Rota, now: datetime) -> str:
    correct = TEXT.correct()
    if state.full and state.retry_at is not None:
        time = spoken(state.retry_at, rota.timezone)
        return TEXT.everybody_full(reporter=state.reporter, time=time, correct=correct)
    coming = incoming(rota, now)
    when = TEXT.next_begins(time=spoken(coming.starts_at, rota.timezone)) if coming else TEXT.no_date()
    return TEXT.nobody_on_duty(reporter=state.reporter, when=when, correct=correct)


def next_day(state: CaseState, rota: Rota) -> str:
    """Return the lasting comment on a case that waits for a day on which its reporter asked less."""
    assert state.retry_at is not None
    time = spoken(state.retry_at, rota.timezone)
    return TEXT.next_day(reporter=state.reporter, time=time, correct=TEXT.correct())


def reminder(state: CaseState) -> str:
    """Return the new comment for a reminder where there is no private channel."""
    if state.acknowledged_at is not None:
        return TEXT.reminder_answer(steward=state.steward)
    return TEXT.reminder_word(steward=state.steward)


def private_reminder(state: CaseState, ref: str, *, private: bool) -> str:
    """Return the message for a private channel; of a private repository it names nothing."""
    if private:
        return TEXT.private_hint(steward=state.steward)
    if state.acknowledged_at is not None:
        return TEXT.private_answer(steward=state.steward, ref=ref)
    return TEXT.private_word(steward=state.steward, ref=ref)


def handed(state: CaseState, rota: Rota) -> str:
    """Return the new comment for a change of hands: it calls the reporter and the new person."""
    return TEXT.handed(reporter=state.reporter, steward=state.steward, answer=_answer(state, rota))


def lasting(state: CaseState, rota: Rota) -> str:
    """Return the lasting comment once it has changed: it names people without calling them anew."""
    return where(state, rota) if state.resolved_at else f"{where(state, rota)} {TEXT.correct()}"


def where(state: CaseState, rota: Rota) -> str:
    """Return who has a case, and by when an answer is due."""
    if state.resolved_at is not None:
        return TEXT.resolved()
    seen = TEXT.seen() if state.acknowledged_at and not state.answered_at else ""
    return TEXT.where(steward=state.steward or TEXT.nobody_yet(), seen=seen, due=_due(state, rota))


def ended(by: str, reporter: str) -> str:
    """Return the lasting comment on what is no support case any more, because `by` says so."""
    return TEXT.ended(by=TEXT.its_author() if same(by, reporter) else by)


def _due(state: CaseState, rota: Rota) -> str:
    if state.answered_at is not None:
        return TEXT.answered()
    if state.paused_at is not None:
        return TEXT.waits_for_reporter(reporter=state.reporter)
    if state.steward is None and state.retry_at is not None:
        return TEXT.looks_again(time=spoken(state.retry_at, rota.timezone))
    if state.overdue:
        return TEXT.overdue()
    return TEXT.due(time=_by(state, rota)) if state.answer_by else TEXT.no_promise()


def _answer(state: CaseState, rota: Rota) -> str:
    if state.paused_at is not None:
        return TEXT.answer_after_reporter()
    return TEXT.answer_by(time=_by(state, rota))


def _by(state: CaseState, rota: Rota) -> str:
    assert state.answer_by is not None
    return spoken(state.answer_by, rota.zone_of(state.steward or ""))
