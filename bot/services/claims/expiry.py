"""What time does to a claim: a reminder, an end, a turn that has passed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.community.newcomers.claim_state import Person
from bot.core.schedule import spoken_day
from bot.services.claims import messages
from bot.services.claims.claim_service import Claiming


def time_passes(claiming: Claiming, mentor: str = "", gone: Sequence[int] = ()) -> None:
    """Reminders, lapses and turns that are due now. `mentor` stands by whoever is reminded; people of `gone`
    have no account any more."""
    now = claiming.ctx.now
    lapsed = [e for e in claiming.held.holders if e.id in gone or (e.until is not None and e.until <= now)]
    for each in lapsed:
        claiming.drop(each.id, path=each.path)
    if claiming.held.turn and claiming.held.turn.until <= now:
        turn = claiming.held.turn
        if not turn.called:
            first = Person(id=turn.id, login=turn.login)
            waiting = (first, *claiming.held.waiting)
            claiming.held = claiming.held.model_copy(update={"turn": None, "waiting": waiting})
        else:
            claiming.held = claiming.held.model_copy(update={"turn": None})
    if claiming.held.reserved and claiming.held.reserved.until <= now:
        claiming.held = claiming.held.model_copy(update={"reserved": None})
    claiming.because = "the time of a claim had come"
    thanked = list(dict.fromkeys(each.login for each in lapsed if each.id not in gone))
    claiming.pass_on()
    if thanked:
        claiming.call(messages.released(thanked, free=_is_free(claiming)), first=True)
    _remind(claiming, mentor)


def _is_free(claiming: Claiming) -> bool:
    return not (claiming.held.holders or claiming.held.turn or claiming.kept)


def cohort_over(claiming: Claiming, person_ids: Collection[int], cohort: str, until: datetime) -> None:
    """The days of a cohort are over: what these people claimed in them is theirs until then at most, unless
    they say a word or have a pull request open. Said today, or by tomorrow's reminder."""
    theirs = [e for e in claiming.held.holders if e.id in person_ids and e.until is not None]
    if not theirs:
        return
    ends = [min(until, each.until) for each in theirs if each.until is not None]
    said = claiming.today_is_quiet
    remind_at = None if said else claiming.tomorrow()
    changed = {
        (each.id, each.path): each.model_copy(update={"until": end, "remind_at": remind_at})
        for each, end in zip(theirs, ends, strict=True)
    }
    holders = (changed.get((each.id, each.path), each) for each in claiming.held.holders)
    claiming.held = claiming.held.model_copy(update={"holders": tuple(holders)})
    claiming.because = f"{cohort} is over"
    if said:
        logins = list(dict.fromkeys(each.login for each in theirs))
        claiming.call(messages.cohort_over(logins, cohort, spoken_day(max(ends), claiming.zone)))


def _remind(claiming: Claiming, mentor: str) -> None:
    now = claiming.ctx.now
    due = [each for each in claiming.held.holders if each.remind_at and each.remind_at <= now]
    if not due:
        return
    # On a day on which something was said already, the reminder waits for the next morning.
    later = None if claiming.today_is_quiet else claiming.tomorrow()
    if later is None:
        claiming.call(messages.reminder(due, str(claiming.claims.lease), mentor, claiming.zone))
    holders = (e.model_copy(update={"remind_at": later}) if e in due else e for e in claiming.held.holders)
    claiming.held = claiming.held.model_copy(update={"holders": tuple(holders)})
