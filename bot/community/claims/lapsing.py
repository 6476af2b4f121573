"""What time does to a claim: a reminder, an end, a turn that has passed."""

from __future__ import annotations

from collections.abc import Sequence

from bot.community.claims import words
from bot.community.claims.claiming import Claiming
from bot.community.claims.held import Person


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
        claiming.call(
            words.released(thanked, free=not claiming.held.holders and claiming.held.turn is None), first=True
        )
    _remind(claiming, mentor)


def _remind(claiming: Claiming, mentor: str) -> None:
    now = claiming.ctx.now
    due = [each for each in claiming.held.holders if each.remind_at and each.remind_at <= now]
    if not due:
        return
    # On a day on which something was said already, the reminder waits for the next morning.
    later = None if claiming.today_is_quiet else claiming.tomorrow()
    if later is None:
        claiming.call(words.reminder(due, str(claiming.claims.lease), mentor, claiming.zone))
    holders = (e.model_copy(update={"remind_at": later}) if e in due else e for e in claiming.held.holders)
    claiming.held = claiming.held.model_copy(update={"holders": tuple(holders)})
