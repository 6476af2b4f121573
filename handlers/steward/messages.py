"""What the steward feature says. Logins come from GitHub or the checked file; all else is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from urllib.parse import quote

from bot.community.cases import CaseState
from bot.community.rota import Override, Rota, Shift, incoming, is_away, on_duty, on_duty_until
from bot.community.routes import Guide
from bot.core.markdown import escape
from bot.core.model import contains
from bot.core.schedule import spoken, spoken_day, spoken_span
from bot.core.schedule.local import day_of

_ADDRESS = "/:?&=#%+~@,;.-_"
"""What stays as it is in an address; all else could end the link that it stands in."""
CORRECT = "If it is really a bug, write `/not-support`."

SUPERSEDED = (
    "The next hand-over is written; what is still open stands there. Nothing needs to be ticked here."
)


def routed(state: CaseState, rota: Rota, now: datetime, *, by_reporter: bool, guide: str = "") -> str:
    """The lasting word on a case: who has it, by when, what next.

    `by_reporter`: the reporter's own words made it one. `guide`: a page that is offered, in words.
    """
    if state.steward is None:
        return _nobody(state, rota, now)
    until = on_duty_until(rota, state.steward, now)
    duty = f", on support duty until {spoken_day(until, rota.timezone)}" if until else ""
    if state.community and not until:
        duty = f", who looks after {escape(state.community, 60)}"
    why = "this reads like a usage question" if by_reporter else "this is a support question"
    rest = "" if guide or state.paused_at is not None else "; nothing more is needed from you"
    return (
        f"@{state.reporter}, {why}, so I asked @{state.steward}{duty}. {_answer(state, rota)}{rest}. "
        f"{guide}{CORRECT} "
        f"@{state.steward}: any word here takes it, `/pass` hands it on."
    )


def guide(offered: Guide) -> str:
    """The page or saved reply that is offered with the routing, as a link."""
    where = quote(offered.place, safe=_ADDRESS)
    # From the page of an issue, a path in the repository is found two steps up.
    address = where if offered.place.startswith("https://") else f"../blob/HEAD/{where.lstrip('/')}"
    return f"Meanwhile, [{escape(offered.name, 60)}]({address}) may help. "


def _nobody(state: CaseState, rota: Rota, now: datetime) -> str:
    if state.full and state.retry_at is not None:
        return (
            f"@{state.reporter}, this is a support question. Everybody on support duty has as many open "
            f"questions as they can look after well. I ask again on {spoken(state.retry_at, rota.timezone)} "
            f"and say here who has it. You need not do anything until then. {CORRECT}"
        )
    coming = incoming(rota, now)
    when = (
        f"the next person begins on {spoken(coming.starts_at, rota.timezone)}, and it goes to them"
        if coming
        else "a maintainer will take it, but I cannot promise a date"
    )
    return (
        f"@{state.reporter}, this is a support question, and nobody is on support duty just now: {when}. "
        f"You need not do anything until then. {CORRECT}"
    )


def reminder(state: CaseState) -> str:
    """The new comment for a reminder where there is no private channel."""
    if state.acknowledged_at is not None:
        return (
            f"@{state.steward}, this support question waits for an answer. A line on where it stands helps, "
            "too; `/pass` hands it on, no reason needed."
        )
    return (
        f"@{state.steward}, this support question waits for a first word from you. Any word here takes it; "
        "`/ack` says that you have seen it, and `/pass` hands it on, no reason needed."
    )


def private_reminder(state: CaseState, ref: str, *, private: bool) -> str:
    """The message for a private channel. What happens in a private repository is not told outside it."""
    if private:
        return f"{state.steward}: a support question waits for you; GitHub's notifications have it."
    if state.acknowledged_at is not None:
        return (
            f"{state.steward}: {ref} waits for an answer. A line there on where it stands helps, too; "
            "`/pass` hands it on."
        )
    return (
        f"{state.steward}: {ref} waits for a word from you. Any word there takes it; `/ack` says that you "
        "have seen it, `/pass` hands it on."
    )


def soon(coming: Shift, rota: Rota) -> str:
    """The word to somebody whose shift begins within a week, their login first."""
    name = f" ({rota.name})" if rota.name else ""
    return (
        f"{coming.person}: your support duty{name} begins on {spoken(coming.starts_at, rota.timezone)} and "
        f"ends on {spoken(coming.ends_at, rota.timezone)}. Does it not suit? `/swap @someone`, `/cover` and "
        "`/away` on any issue change it, no reason needed."
    )


def handed(state: CaseState, rota: Rota) -> str:
    """The new comment for a change of hands: it calls the reporter and the new person."""
    return (
        f"@{state.reporter}, a change of hands: @{state.steward} has this now. {_answer(state, rota)}. You "
        "need not repeat anything; if something has changed since you wrote, add it here. "
        f"@{state.steward}: any word here takes it, `/pass` hands it on."
    )


def lasting(state: CaseState, rota: Rota) -> str:
    """The lasting word once it has changed: names without calling anybody anew."""
    return where(state, rota) if state.resolved_at else f"{where(state, rota)} {CORRECT}"


def where(state: CaseState, rota: Rota) -> str:
    """Who has a case, and by when an answer is due."""
    if state.resolved_at is not None:
        return "This support case is done with. Should it come back, a maintainer can write `/support`."
    who = state.steward or "nobody yet"
    seen = " and has been seen" if state.acknowledged_at and not state.answered_at else ""
    return f"This support question is with {who}{seen}; {_due(state, rota)}."


def _due(state: CaseState, rota: Rota) -> str:
    if state.answered_at is not None:
        return "it has been answered"
    if state.paused_at is not None:
        return f"it waits for a word from {state.reporter}, and the time for an answer begins after that"
    if state.steward is None and state.retry_at is not None:
        return f"I look for somebody again on {spoken(state.retry_at, rota.timezone)}"
    if state.overdue:
        return "the answer takes longer than I said"
    return f"an answer is due by {_by(state, rota)}" if state.answer_by else "no date is promised"


def ended(by: str, reporter: str) -> str:
    """The lasting word on what is no support case any more."""
    whose = "its author" if by.casefold() == reporter.casefold() else by
    return (
        f"This is no support case any more: {whose} says so. A maintainer sorts it next; there is nothing "
        "more to do now. Was that a mistake? A maintainer can write `/support`."
    )


def choices(rota: Rota, now: datetime, without: tuple[str, ...]) -> str:
    """Who else could be asked, by name."""
    free = [
        login
        for login in rota.config.logins
        if not contains(without, login) and not is_away(rota, login, now)
    ]
    return f"free: {', '.join(free)}" if free else "nobody else of this rota is here today"


def days(since: date, until: date | None) -> str:
    """Days as a part of a sentence."""
    if until is None:
        return f"from {spoken_day(since)} on"
    if until == since:
        return f"on {spoken_day(since)}"
    return f"from {spoken_day(since)} to {spoken_day(until)}"


def arranged(changed: Sequence[Shift], rota: Rota) -> str:
    """What an arrangement comes to: who is on duty from when to when. Nobody is called by it."""
    zone = rota.timezone
    parts = [
        f"{shift.person} instead of {shift.instead_of}, {spoken_span(shift.starts_at, shift.ends_at, zone)}"
        for shift in changed[:4]
    ]
    return f"Done. On support duty: {'; '.join(parts)}." if parts else "Done: all is as the rota says."


def asks_cover(who: str, free: Sequence[str], since: date, until: date, *, call: bool) -> str:
    """Somebody looks for cover. No reason is asked for."""
    sign = "@" if call else ""
    names = ", ".join(f"{sign}{login}" for login in free)
    span = f"{since}" if since == until else f"{since} to {until}"
    return (
        f"{who} asks for cover {days(since, until)}. Free then: {names}. Whoever can takes it with "
        f"`/cover {span} @{who}`; nobody has to."
    )


def away(made: Override, zone: str, left: Sequence[Shift], rota: Rota) -> str:
    """An absence as it is kept, and what it leaves open."""
    until = "" if made.until else ", until `/back`"
    text = f"Away {days(made.since, made.until)}{until}, by the clocks of {zone}; no case goes to you then."
    if not left:
        return text
    since, last = left[0].starts_at, left[-1].ends_at
    otherwise = rota.config.otherwise
    if rota.config.on_duty > 1:
        who = "the others on duty answer"
    else:
        who = f"{otherwise.removeprefix('@')} answers" if otherwise else "nobody answers"
    first = max(made.since, day_of(since, rota.timezone))
    span = min(made.until or date.max, day_of(last - datetime.resolution, rota.timezone))
    ask = f"{first}" if span == first else f"{first} to {span}"
    return (
        f"{text} Your duty in that time is open: {who} unless somebody covers; `/cover {ask}` asks who can."
    )


def duty(rota: Rota, now: datetime) -> str:
    """Who is on duty, until when, and who comes next. Nobody is called by it."""
    name = f" ({rota.name})" if rota.name else ""
    otherwise, coming = rota.config.otherwise, incoming(rota, now)
    people = []
    for person in on_duty(rota, now):
        if until := on_duty_until(rota, person, now):
            follows = coming is not None and coming.starts_at == until
            then = f", then {coming.person}" if coming and follows else ""
            people.append(f"{person} until {spoken(until, rota.timezone)}{then}")
            coming = None if follows else coming
    if people:
        text = f"On support duty{name}: {'; '.join(people)}."
    elif otherwise:
        text = f"Nobody is on support duty{name} just now; {otherwise.removeprefix('@')} answers meanwhile."
    else:
        text = f"Nobody is on support duty{name} just now."
    if coming is None:
        return text
    return f"{text} Next: {coming.person}, from {spoken(coming.starts_at, rota.timezone)}."


def _answer(state: CaseState, rota: Rota) -> str:
    if state.paused_at is not None:
        return "The time for an answer begins once you have added what is asked for here"
    return f"Expect an answer by {_by(state, rota)}"


def _by(state: CaseState, rota: Rota) -> str:
    assert state.answer_by is not None
    return spoken(state.answer_by, rota.zone_of(state.steward or ""))
