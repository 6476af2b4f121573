"""The comments on a support case. Logins come from GitHub or the checked file; all else is escaped."""

from datetime import datetime

from bot.community.cases import CaseState
from bot.community.rota import Rota, incoming, on_duty_until
from bot.community.routes import Guide
from bot.core.keys import SectionKey
from bot.core.markdown import NOTHING, Markdown, address, bare, escape, joined
from bot.core.model import same
from bot.core.schedule import human_day, human_time
from handlers.steward.feature import TEXT

CASE = SectionKey("case")
"""The section of the sticky comment that says how a case stands."""
TURN = SectionKey("turn")
"""The section of a comment that calls somebody."""


def routed(
    state: CaseState, rota: Rota, now: datetime, *, by_reporter: bool, guide: Markdown = NOTHING
) -> Markdown:
    """Return the lasting comment on a case: who has it, by when, what next.

    `by_reporter`: the reporter's own words made it one. `guide`: a page that is offered, in words.
    """
    if state.steward is None:
        return _nobody(state, rota, now)
    duty = NOTHING
    if until := on_duty_until(rota, state.steward, now):
        duty = TEXT.until(until=human_day(until, rota.timezone))
    elif state.community:
        duty = TEXT.looks_after(community=escape(state.community, 60))
    return _begun(
        TEXT.routed(
            to=_to(state),
            why=TEXT.usage_question() if by_reporter else TEXT.support_question(),
            steward=bare(state.steward),
            duty=duty,
            answer=_answer(state, rota),
            rest="" if guide or state.paused_at is not None or not state.reporter else TEXT.nothing_needed(),
            guide=guide,
            correct=TEXT.correct(),
        )
    )


def guide(offered: Guide) -> Markdown:
    """Return the page or saved reply that is offered with the routing, as a link."""
    # From the page of an issue, a path in the repository is found two steps up.
    is_page = offered.place.startswith("https://")
    to = address(offered.place if is_page else f"../blob/HEAD/{offered.place.lstrip('/')}")
    return TEXT.guide(title=escape(offered.name, 60), address=to)


def _to(state: CaseState) -> Markdown:
    """Return the call of the reporter; nothing where a bot opened the issue: it is not addressed."""
    return TEXT.to(reporter=bare(state.reporter)) if state.reporter else NOTHING


def _begun(text: Markdown) -> Markdown:
    return Markdown(text[:1].upper() + text[1:], text.message)


def _nobody(state: CaseState, rota: Rota, now: datetime) -> Markdown:
    correct = TEXT.correct()
    if state.full and state.retry_at is not None:
        time = human_time(state.retry_at, rota.timezone)
        return _begun(TEXT.everybody_full(to=_to(state), time=time, correct=correct))
    coming = incoming(rota, now)
    when = TEXT.next_begins(time=human_time(coming.starts_at, rota.timezone)) if coming else TEXT.no_date()
    return _begun(TEXT.nobody_on_duty(to=_to(state), when=when, correct=correct))


def next_day(state: CaseState, rota: Rota) -> Markdown:
    """Return the lasting comment on a case that waits for a day on which its reporter asked less."""
    assert state.retry_at is not None
    time = human_time(state.retry_at, rota.timezone)
    return TEXT.next_day(to=_to(state), time=time, correct=TEXT.correct())


def reminder(state: CaseState) -> Markdown:
    """Return the new comment for a reminder where there is no private channel."""
    if state.acknowledged_at is not None:
        return TEXT.reminder_answer(steward=bare(state.steward))
    return TEXT.reminder_word(steward=bare(state.steward))


def private_reminder(state: CaseState, ref: str, *, private: bool) -> Markdown:
    """Return the message for a private channel; of a private repository it names nothing."""
    if private:
        return TEXT.private_hint(steward=bare(state.steward))
    if state.acknowledged_at is not None:
        return TEXT.private_answer(steward=bare(state.steward), ref=bare(ref))
    return TEXT.private_word(steward=bare(state.steward), ref=bare(ref))


def handed(state: CaseState, rota: Rota) -> Markdown:
    """Return the new comment for a change of hands: it calls the reporter and the new person."""
    return _begun(TEXT.handed(to=_to(state), steward=bare(state.steward), answer=_answer(state, rota)))


def lasting(state: CaseState, rota: Rota) -> Markdown:
    """Return the lasting comment once it has changed: it names people without calling them anew."""
    settled = state.resolved_at or state.answered_at
    return where(state, rota) if settled else joined([where(state, rota), TEXT.correct()], " ")


def where(state: CaseState, rota: Rota) -> Markdown:
    """Return how a case stands: closed, answered by whom, or who has it and by when an answer is due."""
    if state.resolved_at is not None:
        return TEXT.resolved(day=human_day(state.resolved_at, rota.timezone))
    if state.answered_at is not None:
        by, day = bare(state.answered_by or state.steward), human_day(state.answered_at, rota.timezone)
        return TEXT.answered(by=by, day=day)
    seen = TEXT.seen() if state.acknowledged_at else NOTHING
    return TEXT.where(steward=bare(state.steward) or TEXT.nobody_yet(), seen=seen, due=_due(state, rota))


def ended(by: str, reporter: str) -> Markdown:
    """Return the lasting comment on what is no support case any more, because `by` says so."""
    return TEXT.ended(by=TEXT.its_author() if same(by, reporter) else bare(by))


def _due(state: CaseState, rota: Rota) -> Markdown:
    if state.paused_at is not None:
        return TEXT.waits_for_reporter(reporter=bare(state.reporter) or TEXT.its_author())
    if state.steward is None and state.retry_at is not None:
        return TEXT.looks_again(time=human_time(state.retry_at, rota.timezone))
    if state.overdue:
        return TEXT.overdue()
    return TEXT.due(time=_by(state, rota)) if state.answer_by else TEXT.no_promise()


def _answer(state: CaseState, rota: Rota) -> Markdown:
    if state.paused_at is not None:
        return TEXT.answer_after_reporter()
    if state.answer_by is None:
        return _begun(TEXT.no_promise())
    return TEXT.answer_by(time=_by(state, rota))


def _by(state: CaseState, rota: Rota) -> Markdown:
    assert state.answer_by is not None
    return human_time(state.answer_by, rota.zone_of(state.steward or ""))
