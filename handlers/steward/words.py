"""What the steward feature says. Logins come from GitHub or the checked file; all else is escaped."""

from __future__ import annotations

from datetime import datetime

from bot.community.cases import CaseState
from bot.community.rota import Rota, incoming, on_duty, on_duty_until
from bot.core.schedule import spoken, spoken_day

CORRECT = "If it is really a bug, write `/not-support`: you may correct me."


def routed(state: CaseState, rota: Rota, now: datetime, *, asked: bool) -> str:
    """The lasting word on a case: who has it, by when, what next.

    `asked`: the reporter's own words made it one.
    """
    if state.steward is None:
        return _nobody(state, rota, now)
    until = on_duty_until(rota, state.steward, now)
    duty = f", on support duty until {spoken_day(until, rota.timezone)}" if until else ""
    why = "this reads like a question about using the project" if asked else "this is a support question"
    return (
        f"@{state.reporter}, {why}, so I asked @{state.steward}{duty}. {_answer(state, rota)}; "
        f"nothing more is needed from you. {CORRECT} "
        f"@{state.steward}: any word here takes it, `/pass` hands it on."
    )


def _nobody(state: CaseState, rota: Rota, now: datetime) -> str:
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


def handed(state: CaseState, rota: Rota) -> str:
    """The new comment for a change of hands: it calls the reporter and the new person."""
    return (
        f"@{state.reporter}, a change of hands: @{state.steward} has this now. {_answer(state, rota)}. You "
        "need not repeat anything; if something has changed since you wrote, add it here. "
        f"@{state.steward}: any word here takes it, `/pass` hands it on."
    )


def standing(state: CaseState, rota: Rota) -> str:
    """The lasting word once it has changed: names without calling anybody anew."""
    return where(state, rota) if state.resolved_at else f"{where(state, rota)} {CORRECT}"


def where(state: CaseState, rota: Rota) -> str:
    """Who has a case, and by when an answer is due."""
    if state.resolved_at is not None:
        return "This support case is done with. Should it come back, a maintainer can write `/support`."
    who = state.steward or "nobody yet"
    seen = ", who has seen it" if state.acknowledged_at else ""
    due = f"an answer is due by {_by(state, rota)}" if state.answer_by else "no date is promised"
    if state.answered_at is not None:
        due = "it has been answered"
    return f"This support question is with {who}{seen}; {due}."


def ended(by: str, reporter: str) -> str:
    """The lasting word on what is no support case any more."""
    whose = "its author" if by.casefold() == reporter.casefold() else by
    return (
        f"This is no support case any more: {whose} says so. A maintainer sorts it next; there is nothing "
        "more to do now. Was that a mistake? A maintainer can write `/support`."
    )


def duty(rota: Rota, now: datetime) -> str:
    """Who is on duty, until when, and who comes next. Nobody is called by it."""
    name = f" ({rota.name})" if rota.name else ""
    people = [
        f"{person} until {spoken(until, rota.timezone)}"
        for person in on_duty(rota, now)
        if (until := on_duty_until(rota, person, now))
    ]
    otherwise = rota.config.otherwise
    if people:
        parts = [f"On support duty{name}: {'; '.join(people)}."]
    elif otherwise:
        parts = [
            f"Nobody is on support duty{name} just now; {otherwise.removeprefix('@')} answers meanwhile."
        ]
    else:
        parts = [f"Nobody is on support duty{name} just now."]
    if coming := incoming(rota, now):
        parts.append(f"Next: {coming.person}, from {spoken(coming.starts_at, rota.timezone)}.")
    return " ".join(parts)


def _answer(state: CaseState, rota: Rota) -> str:
    return f"Expect an answer by {_by(state, rota)}"


def _by(state: CaseState, rota: Rota) -> str:
    assert state.answer_by is not None
    return spoken(state.answer_by, rota.zone_of(state.steward or ""))
